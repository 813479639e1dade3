// Brings the cited passage into view and gives it the focus; folds the contents on narrow screens.
"use strict";
if (!matchMedia("(min-width: 64rem)").matches) document.querySelector(".contents details")?.removeAttribute("open");
const cited = document.getElementById("cited");
const showCited = () => cited.focus();
if (cited) {
  if (!location.hash) cited.scrollIntoView();
  if (!location.hash || location.hash === "#cited") showCited();
  addEventListener("hashchange", () => location.hash === "#cited" && showCited());
}

// Brings the cited passage into view and gives it the focus; folds the contents on narrow screens.
"use strict";
if (!matchMedia("(min-width: 64rem)").matches) document.querySelector(".contents details")?.removeAttribute("open");
const passage = () => location.hash === "" ? document.getElementById("cited") : document.querySelector(`mark[id="${CSS.escape(location.hash.slice(1))}"]`);
const show = () => passage()?.focus();
if (location.hash === "") passage()?.scrollIntoView();
show();
addEventListener("hashchange", show);

// A question that depends on another answer shows only with it; without script all of them show.
"use strict";
function answered(name) {
  return [...document.getElementsByName(name)].filter((one) => one.checked).map((one) => one.value);
}

function update() {
  for (const part of document.querySelectorAll(".dependent")) {
    const wanted = part.dataset.value.split(" ");
    part.hidden = !answered(part.dataset.needs).some((value) => wanted.includes(value));
  }
}

// The links to the other language keep what was typed where the page has a button that does.
document.querySelector(".languages").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const button = document.querySelector(`.other-language[value="${link?.hreflang}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

document.addEventListener("change", update);
update();
document.querySelector("[role=alert] a")?.focus();

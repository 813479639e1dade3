// Hides the cases that do not hold the words typed. Without this script every case stays in view.
const box = document.getElementById("filter");
const field = document.getElementById("words");
const said = document.getElementById("left");
const cases = [...document.querySelectorAll("details.case")];
const texts = cases.map((one) => one.textContent.toLowerCase());
const groups = [...document.querySelectorAll("[data-group]")].reverse();
box.hidden = false;
field.addEventListener("input", () => {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  cases.forEach((one, place) => { one.hidden = !words.every((word) => texts[place].includes(word)); });
  groups.forEach((group) => { group.hidden = !group.querySelector("details.case:not([hidden])"); });
  said.textContent = `${cases.filter((one) => !one.hidden).length} of ${cases.length} cases shown`;
});

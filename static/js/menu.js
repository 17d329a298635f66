// <details class="menu">: closes on a click elsewhere, on Escape and when the focus leaves.

const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A press on a label focuses what is around the menu for a moment; that is not leaving it.
document.addEventListener("focusin", (event) => {
  for (const menu of open()) {
    if (!menu.contains(event.target) && !event.target.contains(menu)) menu.open = false;
  }
});

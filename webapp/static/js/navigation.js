// Menus of the bar at the top: one open at a time, closed by Échap, by a click elsewhere, or by leaving them.
(() => {
  "use strict";

  const buttons = () => document.querySelectorAll(".menu-button");

  function show(button, open) {
    button.setAttribute("aria-expanded", String(open));
  }

  function closeAll(except) {
    for (const button of buttons()) if (button !== except) show(button, false);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".menu-button");
    if (button) {
      closeAll(button);
      show(button, button.getAttribute("aria-expanded") !== "true");
    } else if (!event.target.closest(".menu-panel")) {
      closeAll();
    }
    const toggle = event.target.closest(".menu-toggle");
    if (toggle) {
      const open = toggle.getAttribute("aria-expanded") !== "true";
      show(toggle, open);
      document.getElementById(toggle.getAttribute("aria-controls")).classList.toggle("open", open);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector('.menu-button[aria-expanded="true"]');
    if (!open) return;
    closeAll();
    open.focus();
  });

  document.addEventListener("focusin", (event) => {
    const inside = event.target.closest(".menu");
    closeAll(inside ? inside.querySelector(".menu-button") : undefined);
  });
})();

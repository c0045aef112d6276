// The window that says a démarche is finished: Échap closes it as « Fermer » does, wherever the focus is.
(() => {
  "use strict";

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    document.querySelector("[data-finalisation] form")?.requestSubmit();
  });
})();

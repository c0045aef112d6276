// A document that is too big is said so before it is sent; the server says it again.
(() => {
  "use strict";

  document.addEventListener("change", (event) => {
    const input = event.target;
    const form = input.closest("form[data-maximum]");
    if (!form || input.type !== "file") return;
    const tooBig = [...input.files].some((file) => file.size > Number(form.dataset.maximum));
    input.setCustomValidity(tooBig ? form.dataset.tooBig : "");
    input.reportValidity();
  });
})();

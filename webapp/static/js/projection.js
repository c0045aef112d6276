// The form of a projection. A critère counts when it needs nothing, when its target does not apply, or with a month on
// a level at or above the recommended one.
(() => {
  "use strict";

  const form = document.getElementById("questionnaire");
  if (!form) return;
  window.convergencePlan(form);
  window.convergenceAutosave(form, {
    done: (article) =>
      !article.hasAttribute("data-besoin") ||
      article.querySelector('input[name^="hors-"]')?.checked ||
      [...article.querySelectorAll("[data-suffit]")].some((each) => each.value),
  });
})();

// The form of an evaluation. A critère counts when a level is chosen, and confirmed where that is asked; a locked one
// always does. Without scripts the buttons do all of it.
(() => {
  "use strict";

  const form = document.getElementById("questionnaire");
  if (!form) return;
  window.convergencePlan(form);
  folds();
  const kept = window.convergenceAutosave(form, {
    done: (article) => {
      const confirm = article.querySelector('input[name^="confirmer-"]');
      const chosen = article.querySelector("input[type=radio]:checked");
      return !article.querySelector("input[type=radio]") || (chosen && (!confirm || confirm.checked));
    },
  });
  if (form.hasAttribute("data-autosave")) clearButtons();

  // radio buttons cannot be unchecked by themselves
  function clearButtons() {
    for (const article of form.querySelectorAll("[data-critere]:not([data-switch])")) {
      const { critere } = article.dataset;
      if (!form.elements.namedItem(`vu-${critere}`)) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "clear-answer";
      button.textContent = "Effacer ma réponse";
      const name = document.createElement("span");
      name.className = "visually-hidden";
      name.textContent = ` : ${critere}`;
      button.append(name);
      button.addEventListener("click", () => kept.set("niveau", critere, ""));
      article.querySelector("fieldset.levels").after(button);
    }
  }

  function folds() {
    const all = form.querySelector("[data-fold-all]");
    if (!all) return;
    all.hidden = false;
    all.addEventListener("click", (event) => {
      const { foldTo } = event.target.dataset;
      if (foldTo) for (const each of form.querySelectorAll("[data-fold]")) each.open = foldTo === "open";
    });
    // a link of the plan or of the error summary may lead into a folded node
    const open = () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      for (let node = target?.closest("[data-fold]"); node; node = node.parentElement.closest("[data-fold]")) node.open = true;
    };
    window.addEventListener("hashchange", open);
    open();
  }
})();

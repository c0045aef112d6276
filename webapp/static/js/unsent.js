// What was typed in a questionnaire and has not reached the server: kept in this browser, per account, questionnaire
// and critère, until it has; cleared when the account signs out, after a warning.
(() => {
  "use strict";

  const PREFIX = "convergence:saisie:";

  function storage() {
    try {
      return window.localStorage;
    } catch {
      return null;
    }
  }

  function keys(prefix) {
    const store = storage();
    if (!store) return [];
    return Array.from({ length: store.length }, (_, index) => store.key(index)).filter((key) => key?.startsWith(prefix));
  }

  // A page that is being left may hear that something was kept while the next one was already read without it: what the
  // browser holds then stays, and the next page compares.
  let leaving = false;
  window.addEventListener("beforeunload", () => {
    leaving = true;
    setTimeout(() => { leaving = false; }, 3000);
  });

  const key = (account, place, critere) => `${PREFIX}${account}:${place}:${critere}`;

  window.convergenceUnsent = {
    keep(account, place, critere, fields) {
      try {
        storage()?.setItem(key(account, place, critere), JSON.stringify(fields));
        return true;
      } catch {
        return false;
      }
    },
    forget(account, place, critere) {
      if (!leaving) storage()?.removeItem(key(account, place, critere));
    },
    // [critère, fields] of one questionnaire
    all(account, place) {
      const prefix = key(account, place, "");
      return keys(prefix).flatMap((name) => {
        try {
          return [[name.slice(prefix.length), JSON.parse(storage().getItem(name))]];
        } catch {
          return [];
        }
      });
    },
  };

  // The page of a conflict carries both texts: once one is chosen, what this browser kept of it is settled.
  document.addEventListener("submit", (event) => {
    const { forgets, account, key: place } = event.target.dataset;
    for (const critere of (forgets ?? "").split(" ").filter(Boolean)) window.convergenceUnsent.forget(account, place, critere);
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-sign-out]")) return;
    const left = keys(PREFIX);
    const warning = "Des saisies n’ont pas encore été enregistrées par Convergence. Elles seront effacées de ce navigateur si vous vous déconnectez maintenant. Se déconnecter quand même ?";
    if (left.length && !window.confirm(warning)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    for (const name of left) storage().removeItem(name);
  }, true);
})();

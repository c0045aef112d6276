// A step of an initialisation keeps itself as the draft each time a field is left, whole or not: leaving loses nothing.
// Without scripts its buttons keep it.
(() => {
  "use strict";

  const form = document.getElementById("etape");
  if (!form) return;
  const line = form.querySelector("[data-kept]");
  let sending = null;
  let again = false;
  let typed = false;

  function tell(state, text) {
    line.dataset.state = state;
    if (line.textContent !== text) line.textContent = text;
  }

  async function keep() {
    typed = false;
    const body = new URLSearchParams(new FormData(form));
    body.set("action", "garder");
    try {
      const answer = await fetch(form.getAttribute("action") || location.href, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "error",
        credentials: "same-origin",
        keepalive: true,
      });
      const told = await answer.json();
      if (answer.ok) {
        form.elements.namedItem("revision").value = told.revision;
        // what was typed since is not kept yet
        if (!typed && !again) tell("saved", `Brouillon enregistré à ${told.enregistre_a}`);
      } else {
        tell("unsaved", `non enregistré : ${(told.erreurs ?? [told.detail ?? told.title]).join(" ")}`);
      }
    } catch {
      tell("unsaved", "non enregistré : le serveur ne répond pas.");
    }
  }

  async function send() {
    if (sending) {
      again = true;
      return;
    }
    do {
      again = false;
      sending = keep();
      await sending;
    } while (again);
    sending = null;
  }

  form.addEventListener("input", () => {
    typed = true;
    tell("unsaved", "");
  });
  form.addEventListener("change", send);

  // A button first lets what is on its way arrive: the form then carries the revision that it made.
  form.addEventListener("submit", async (event) => {
    if (!sending) return;
    event.preventDefault();
    const button = event.submitter;
    while (sending) await sending;
    form.requestSubmit(button);
  });
})();

// A form that keeps itself, one critère at a time: each is sent when one of its fields is left, what could not be sent
// stays in this browser (unsent.js), and the page says truthfully which is which. Fields are named « <name>-<critère> »;
// `done` tells whether the article of a critère counts as answered. Gives back `set(name, critère, text)`.
(() => {
  "use strict";

  const LIMIT = 10000;
  const RETRY = 20000;
  const PATIENCE = 5000;
  // a date of which a part is missing has no value that could be sent
  const INCOMPLETE = "non enregistré : la date est incomplète ; complétez-la ou effacez-la.";

  window.convergenceAutosave = (form, { done }) => {
    const { account, key: place } = form.dataset;
    const unsent = window.convergenceUnsent;
    const sending = new Map();
    const again = new Set();
    let unreachable = false;

    const article = (critere) => form.querySelector(`[data-critere="${CSS.escape(critere)}"]`);
    const field = (name, critere) => form.elements.namedItem(`${name}-${critere}`);
    const names = (critere) => {
      const own = [...article(critere).querySelectorAll("input, select, textarea")].filter((each) => each.name && each.type !== "hidden");
      return [...new Set(own.map((each) => each.name.slice(0, -critere.length - 1)))];
    };
    const value = (name, critere) => {
      const found = field(name, critere);
      if (!found) return "";
      if (found.type === "checkbox") return found.checked ? found.value : "";
      return found.value;
    };
    const read = (critere) => Object.fromEntries([...names(critere), "revision", "vu"].map((name) => [name, value(name, critere)]));
    const same = (critere, one, other) => names(critere).every((name) => (one[name] ?? "").trim() === (other[name] ?? "").trim());
    const partial = (critere) => [...article(critere).querySelectorAll("input")].find((each) => each.validity.badInput);

    // --- what the page says

    function tell(critere, state, text) {
      const line = article(critere)?.querySelector("[data-save-state]");
      if (!line) return;
      line.dataset.state = state;
      line.textContent = text;
    }

    // read out only when it changes: « Enregistré à 14 h 03 » twice in a minute is said once
    function tellAll(text) {
      const line = form.querySelector("[data-save-all]");
      if (line && line.textContent !== text) line.textContent = text;
    }

    function summary(saved) {
      const left = unsent.all(account, place).length;
      if (!left) tellAll(saved);
      else tellAll(left === 1 ? "1 critère non enregistré" : `${left} critères non enregistrés`);
    }

    // a critère below a node that is switched off counts neither as answered nor as asked
    const asked = (each) => {
      for (let node = each.closest("[data-node]"); node; node = node.parentElement.closest("[data-node]")) {
        if (node.querySelector(":scope > details > [data-switch] [role=switch]")?.checked) return false;
      }
      return true;
    };

    function count() {
      for (const each of form.querySelectorAll("[data-critere]:not([data-switch])")) {
        const [counts, answered] = [asked(each), Boolean(done(each))];
        const link = document.querySelector(`[data-plan-critere="${CSS.escape(each.dataset.critere)}"]`);
        each.toggleAttribute("data-repondu", answered);
        each.toggleAttribute("data-out", !counts);
        link?.toggleAttribute("data-repondu", counts && answered);
        link?.toggleAttribute("data-out", !counts);
        const word = link?.querySelector("[data-plan-state]");
        if (word) word.textContent = !counts ? "(non applicable)" : answered ? "(répondu)" : "(à répondre)";
      }
      for (const node of form.querySelectorAll("[data-node]")) {
        const [answered, total] = numbers(node);
        node.querySelector("[data-node-done]").textContent = String(answered);
        node.querySelector("[data-node-total]").textContent = String(total);
      }
      const [answered, total] = numbers(form);
      for (const each of document.querySelectorAll("[data-count-done]")) each.textContent = String(answered);
      for (const each of document.querySelectorAll("[data-count-total]")) each.textContent = String(total);
      for (const each of document.querySelectorAll("[data-count-bar]")) [each.max, each.value] = [Math.max(total, 1), answered];
    }

    function numbers(within) {
      const counted = [...within.querySelectorAll("[data-critere]:not([data-switch], [data-out])")];
      return [counted.filter((each) => each.hasAttribute("data-repondu")).length, counted.length];
    }

    function measure(area) {
      const line = area.closest(".comment-field")?.querySelector("[data-counter]");
      if (!line) return;
      const length = [...area.value.trim()].length;
      line.textContent = `${length.toLocaleString("fr-FR")} / ${LIMIT.toLocaleString("fr-FR")} caractères`;
      line.classList.toggle("counter-over", length > LIMIT);
    }

    // --- sending

    async function send(critere) {
      if (sending.has(critere)) {
        again.add(critere);
        return;
      }
      const sent = read(critere);
      if (!unsent.keep(account, place, critere, sent)) tell(critere, "unsaved", "non enregistré");
      sending.set(critere, sent);
      tell(critere, "sending", "Enregistrement…");
      try {
        await post(critere, sent);
      } catch {
        unreachable = true;
        failed(critere, "non enregistré : le serveur ne répond pas. Votre saisie reste dans ce navigateur et sera renvoyée.");
      } finally {
        sending.delete(critere);
        if (again.delete(critere) && !same(critere, read(critere), sent)) send(critere);
      }
    }

    async function post(critere, sent) {
      const body = new URLSearchParams({ csrf_token: form.elements.namedItem("csrf_token").value });
      for (const [name, text] of Object.entries(sent)) if (text || name === "commentaire") body.set(`${name}-${critere}`, text);
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "error",
        credentials: "same-origin",
      });
      const told = await answer.json();
      if (answer.ok) kept(critere, sent, told);
      else if (answer.status === 401) failed(critere, "non enregistré : votre session a pris fin. Votre saisie reste dans ce navigateur ; reconnectez-vous pour qu’elle soit envoyée.");
      else failed(critere, `non enregistré : ${(told.erreurs?.length ? told.erreurs : [told.detail ?? told.title]).join(" ")}`);
    }

    function kept(critere, sent, told) {
      if (critere in told.conflits) {
        const who = told.conflits[critere] || "une autre personne";
        failed(critere, `non enregistré : ${who} a modifié ce critère entre-temps. Cliquez sur « Enregistrer comme brouillon » pour voir les deux textes et choisir.`, "conflict");
        return;
      }
      field("revision", critere).value = told.criteres[critere].revision;
      field("vu", critere).value = told.criteres[critere].vu;
      if (same(critere, read(critere), sent)) {
        unsent.forget(account, place, critere);
        tell(critere, "saved", `Enregistré à ${told.enregistre_a}`);
      } else {
        again.add(critere);
      }
      unreachable = false;
      begun();
      summary(`Enregistré à ${told.enregistre_a}`);
    }

    // the first thing that is kept makes a draft of the questionnaire
    function begun() {
      const word = document.querySelector("[data-first-draft]")?.dataset.firstDraft;
      if (word) document.querySelector("[data-first-draft] .badge-status").textContent = word;
    }

    function failed(critere, text, state = "unsaved") {
      tell(critere, state, text);
      summary("");
    }

    // --- what was left in this browser the last time, and what the server shows again because it could not keep it

    function restore() {
      const left = new Map(unsent.all(account, place));
      const refused = (critere) => article(critere).hasAttribute("data-unsaved");
      for (const each of form.querySelectorAll("[data-unsaved]")) {
        const { critere } = each.dataset;
        if (!left.has(critere)) left.set(critere, read(critere));
      }
      for (const [critere, fields] of left) {
        if (!article(critere) || !field("vu", critere)) continue;
        if (!refused(critere) && same(critere, fields, read(critere))) {
          unsent.forget(account, place, critere);
          continue;
        }
        for (const name of names(critere)) put(name, critere, fields[name] ?? "");
        // the revision that was seen then: where somebody wrote meanwhile, the server says so
        field("revision", critere).value = fields.revision;
        field("vu", critere).value = fields.vu;
        if (!refused(critere)) tell(critere, "unsaved", "Saisie retrouvée dans ce navigateur, non enregistrée");
        send(critere);
      }
      count();
    }

    function put(name, critere, text) {
      const found = field(name, critere);
      if (!found) return;
      if (found.type === "checkbox") found.checked = Boolean(text);
      else found.value = text;
      if (found instanceof RadioNodeList && !text) for (const each of found) each.checked = false;
    }

    function retry() {
      for (const [critere] of unsent.all(account, place)) send(critere);
    }

    // --- events

    const critereOf = (target) => {
      const critere = target.closest?.("[data-critere]")?.dataset.critere;
      return critere && field("vu", critere) ? critere : undefined;
    };

    // what was said of an earlier state is no longer true; a choice is sent at once, and needs no new word
    function typing(critere, target) {
      unsent.keep(account, place, critere, read(critere));
      tell(critere, "unsaved", "non enregistré");
      if (target.matches("textarea")) tellAll("");
    }

    function listen() {
      form.addEventListener("input", (event) => {
        const critere = critereOf(event.target);
        if (!critere) return;
        if (event.target.matches("textarea")) measure(event.target);
        typing(critere, event.target);
      });
      form.addEventListener("change", (event) => {
        const critere = critereOf(event.target);
        if (!critere) return;
        count();
        // a month being typed changes with each digit: it is sent once it is left
        if (event.target.type !== "month") send(critere);
      });
      form.addEventListener("focusout", (event) => {
        const critere = critereOf(event.target);
        if (!critere || event.target.type !== "month") return;
        if (partial(critere)) tell(critere, "unsaved", INCOMPLETE);
        else if (unsent.all(account, place).some(([name]) => name === critere)) send(critere);
      });
      form.addEventListener("submit", submit);
      window.addEventListener("online", retry);
      setInterval(() => unreachable && retry(), RETRY);
    }

    // A button first lets what is on its way arrive, so that nothing of it is taken for unsent on the next page; then
    // the whole form goes as it does without this script.
    async function submit(event) {
      const incomplete = [...form.elements].find((each) => each.validity?.badInput);
      if (incomplete) {
        event.preventDefault();
        event.stopImmediatePropagation();
        delete form.dataset.sent;
        tell(critereOf(incomplete), "unsaved", INCOMPLETE);
        incomplete.focus();
        return;
      }
      if (event.defaultPrevented || !unsent.all(account, place).length) return;
      const button = event.submitter;
      event.preventDefault();
      form.removeEventListener("submit", submit);
      tellAll("Envoi en cours…");
      retry();
      for (const start = Date.now(); sending.size && Date.now() - start < PATIENCE;) await new Promise((settled) => setTimeout(settled, 25));
      form.requestSubmit(button);
      form.addEventListener("submit", submit);
    }

    for (const area of form.querySelectorAll(".comment-field textarea")) if (area.value) measure(area);
    if (form.hasAttribute("data-autosave")) {
      listen();
      restore();
    }
    // for a script that changes a field by itself
    return {
      set(name, critere, text) {
        put(name, critere, text);
        count();
        unsent.keep(account, place, critere, read(critere));
        send(critere);
      },
    };
  };

  // --- the plan of a questionnaire: folded where there is little room, and showing where one is

  window.convergencePlan = (form) => {
    const box = document.querySelector("[data-plan]");
    if (!box) return;
    const narrow = window.matchMedia("(max-width: 62rem)");
    const fold = () => { box.open = !narrow.matches; };
    fold();
    narrow.addEventListener("change", fold);
    box.addEventListener("click", (event) => {
      if (event.target.closest("a") && narrow.matches) box.open = false;
    });
    const links = new Map([...box.querySelectorAll("[data-plan-critere]")].map((link) => [link.dataset.planCritere, link]));
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        for (const link of links.values()) link.removeAttribute("aria-current");
        links.get(entry.target.dataset.critere)?.setAttribute("aria-current", "location");
      }
    }, { rootMargin: "-20% 0px -70% 0px" });
    for (const each of form.querySelectorAll("[data-critere]")) watch.observe(each);
  };
})();

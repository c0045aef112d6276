// The picture of a démarche becomes a diagram that can be moved and enlarged; the page is whole without it.
"use strict";
(() => {
  const place = document.querySelector("[data-bpmn]");
  if (!place || !window.BpmnJS) return;
  const canvas = place.querySelector(".process-canvas");

  const note = (lines) => {
    const box = document.createElement("div");
    box.className = "process-note";
    box.append(...lines.flatMap((line, rank) => (rank ? [document.createElement("br"), line] : [line])));
    return box;
  };

  const draw = async () => {
    const answer = await fetch(place.dataset.bpmn);
    if (!answer.ok) return;
    const xml = await answer.text();
    place.querySelector(".process-picture").hidden = true;
    canvas.hidden = false;
    place.querySelector(".process-tools").hidden = false;
    // the wheel stays the page's own
    const viewer = new window.BpmnJS({ container: canvas, zoomScroll: { enabled: false } });
    await viewer.importXML(xml);
    const overlays = viewer.get("overlays");
    for (const [state, lines] of Object.entries(JSON.parse(place.dataset.notes))) {
      overlays.add(state, { position: { top: -8 - 17 * lines.length, left: 5 }, html: note(lines) });
    }
    const view = viewer.get("canvas");
    view.zoom("fit-viewport", "auto");
    for (const button of place.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => {
        const by = button.dataset.zoom;
        view.zoom(by === "fit" ? "fit-viewport" : view.zoom() * Number(by), by === "fit" ? "auto" : undefined);
      });
    }
  };

  draw();
})();

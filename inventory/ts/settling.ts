// Somebody else moved the object first: both shapes on the map, and the choice between them.
import L from "leaflet";

import type { Shape } from "./coordinates";

export type Choice = "mine" | "theirs" | "edit";

const INK = "#1c2126";
const LINES = {
  mine: { color: INK, weight: 3, dashArray: "6 6", fillOpacity: 0.05 },
  theirs: { color: INK, weight: 3, fillOpacity: 0.15 },
};

const APART_PX = 16;

/** Show mine dashed and theirs solid, say why, and wait for the person's choice. */
export function settle(map: L.Map, mine: Shape, theirs: Shape, why: string): Promise<Choice> {
  const panel = document.getElementById("shape-conflict")!;
  const drawn = L.featureGroup([outline(theirs, "theirs"), outline(mine, "mine")]).addTo(map);
  if (!map.getBounds().contains(drawn.getBounds())) {
    map.fitBounds(drawn.getBounds(), { animate: false, maxZoom: Math.max(map.getZoom(), 18), padding: [48, 48] });
  }
  document.getElementById("shape-conflict-told")!.textContent = why;
  panel.hidden = false;
  panel.focus();
  return new Promise((resolve) => {
    const choose = (event: MouseEvent) => {
      const chosen = (event.target as Element).closest<HTMLElement>("button[data-choice]");
      if (!chosen) return;
      panel.removeEventListener("click", choose);
      panel.hidden = true;
      drawn.remove();
      map.getContainer().focus({ preventScroll: true });
      resolve(chosen.dataset.choice as Choice);
    };
    panel.addEventListener("click", choose);
  });
}

function outline(shape: Shape, whose: "mine" | "theirs"): L.Layer {
  return L.geoJSON(shape, {
    style: LINES[whose],
    interactive: false,
    pointToLayer: (_feature, place) => L.circleMarker(place, { ...LINES[whose], radius: 16 }),
    onEachFeature: (_feature, layer) => {
      const told = document.createElement("span");
      told.textContent = document.getElementById("shape-conflict")!.dataset[whose]!;
      layer.bindTooltip(told, { permanent: true, direction: whose === "mine" ? "left" : "right", offset: [whose === "mine" ? -APART_PX : APART_PX, 0], className: "letters" });
      (layer as L.Path).options.className = `shape-${whose}`;
    },
  });
}

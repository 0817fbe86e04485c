// The page of a conflict: the field to go on with is shown when it is chosen, the places on the map.
import L from "leaflet";

import { word } from "./config";
import type { PlanPage } from "./page";
import { connectPlacing } from "./placing";
import { guardUnsaved } from "./unsaved";

const SIDES = {
  theirs: { color: "#1c2126", weight: 4, fillOpacity: 0.08 },
  mine: { color: "#0b5a6e", weight: 4, fillOpacity: 0.08, dashArray: "3 7" },
};

export function connectConflict(page: PlanPage): void {
  const { side, shown, config, left } = page;
  const form = side.querySelector<HTMLFormElement>("#conflict-form");
  if (!form) return;
  for (const fieldset of form.querySelectorAll<HTMLElement>(".sides")) connectChoice(fieldset, page, form);
  if (config.conflict) showSides(shown.map, config.conflict, left);
  guardUnsaved(form, left);
  side.querySelector<HTMLElement>("#conflict")!.focus();
}

function connectChoice(fieldset: HTMLElement, page: PlanPage, form: HTMLFormElement): void {
  const going = fieldset.querySelector<HTMLElement>(".going-on")!;
  const edit = fieldset.querySelector<HTMLInputElement>("input[value=edit]")!;
  let placing = fieldset.dataset.name !== "place";
  const update = () => {
    going.hidden = !edit.checked;
    if (edit.checked && !placing) connectPlacing(page, form);
    placing ||= edit.checked;
  };
  fieldset.addEventListener("change", update);
  form.addEventListener("restored", update);
  update();
}

function showSides(map: L.Map, places: Partial<Record<keyof typeof SIDES, GeoJSON.Geometry>>, left: AbortSignal): void {
  const frame = L.latLngBounds([]);
  for (const name of ["theirs", "mine"] as const) {
    const place = places[name];
    if (!place) continue;
    const layer = L.geoJSON(place, {
      style: SIDES[name],
      pointToLayer: (_feature, at) => L.circleMarker(at, { ...SIDES[name], radius: 11 }),
      interactive: false,
    }).addTo(map);
    const told = document.createElement("span");
    told.textContent = word(name);
    layer.bindTooltip(told, { permanent: true, direction: name === "mine" ? "top" : "bottom", className: "letters", offset: [0, name === "mine" ? -12 : 12] });
    frame.extend(layer.getBounds());
    left.addEventListener("abort", () => layer.remove());
  }
  if (frame.isValid()) map.fitBounds(frame, { animate: false, maxZoom: 18, padding: [48, 48] });
}

// The sheets that are laid on the map of a plan: on and off, opacity, and what is traced on them.
import type L from "leaflet";

import { word } from "./config";
import { type Sheet, SheetOverlay, connectOpacity } from "./overlay";
import type { PlanPage } from "./page";

export function connectSheets({ side, shown, left }: PlanPage): void {
  const overlays: { overlay: SheetOverlay; sheet: Sheet }[] = [];
  for (const item of side.querySelectorAll<HTMLElement>("#sheets [data-sheet]")) {
    const sheet = JSON.parse(item.dataset.sheet!) as Sheet;
    const overlay = new SheetOverlay(item.dataset.address!, sheet);
    const [box, slider] = [...item.querySelectorAll("input")] as [HTMLInputElement, HTMLInputElement];
    item.querySelector<HTMLElement>(".sheet-controls")!.hidden = false;
    connectOpacity(slider, overlay);
    box.addEventListener("change", () => {
      if (box.checked) overlay.addTo(shown.map);
      else overlay.remove();
      if (box.checked && !shown.map.getBounds().intersects(overlay.getBounds())) shown.map.fitBounds(overlay.getBounds());
    });
    left.addEventListener("abort", () => overlay.remove());
    overlays.push({ overlay, sheet });
  }
  if (overlays.length) proposeUncertainty({ side, map: shown.map, left, overlays });
}

interface Tracing {
  side: HTMLElement;
  map: L.Map;
  left: AbortSignal;
  overlays: { overlay: SheetOverlay; sheet: Sheet }[];
}

/** What is drawn on a sheet is no better known than the sheet lies: its error is proposed, in whole metres. */
function proposeUncertainty({ side, map, left, overlays }: Tracing): void {
  const field = side.querySelector<HTMLInputElement>("input[name=position_uncertainty_m]");
  const note = side.querySelector<HTMLElement>("#traced");
  if (!field || !note) return;
  side.querySelector(".place")?.append(note);
  let proposed = "";
  const propose = (event: { layer: L.Layer }) => {
    const drawn = event.layer as L.Marker | L.Polyline;
    const place = "getLatLng" in drawn ? drawn.getLatLng() : drawn.getBounds().getCenter();
    const under = overlays.filter(({ overlay }) => map.hasLayer(overlay) && overlay.getBounds().contains(place));
    const error = under.at(-1)?.sheet.error ?? null;
    const mayWrite = field.value === "" || field.value === proposed;
    if (mayWrite) {
      proposed = error === null ? "" : String(Math.max(1, Math.ceil(error)));
      field.value = proposed;
    }
    note.textContent = mayWrite && proposed ? word("traced").replace("{n}", proposed) : "";
  };
  map.on("pm:create", propose);
  left.addEventListener("abort", () => map.off("pm:create", propose));
}

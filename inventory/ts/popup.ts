// What was clicked on the map: the plans there, each behind a link. A click alone never leaves the page.
import L from "leaflet";
import type { Map as GlMap } from "maplibre-gl";

import { announce, word } from "./config";
import type { RecordMap } from "./map";

const NEAR_PX = 6;

/** Offer the plans under a click, and those of the objects there, and tell of them; not the plan that is open. */
export function offerPlansOnClick({ map, tiles }: RecordMap, open?: number, left?: AbortSignal, tell?: (plans: number[]) => void): void {
  const offer = async (event: L.LeafletMouseEvent) => {
    if (map.pm.globalDrawModeEnabled() || map.getContainer().dataset.tool || event.originalEvent.shiftKey) return;
    const gl = await tiles;
    if (!gl || left?.aborted) return;
    const plans = plansAt(gl, event.latlng);
    if (open !== undefined) plans.delete(open);
    if (plans.size) show(map, event.latlng, plans);
    tell?.([...plans.keys()]);
  };
  map.on("click", offer);
  left?.addEventListener("abort", () => map.off("click", offer));
}

/** The plans at a place: what they are called, by their ids. */
function plansAt(tiles: GlMap, place: L.LatLng): Map<number, string> {
  const { x, y } = tiles.project(place);
  const objects = tiles.queryRenderedFeatures([[x - NEAR_PX, y - NEAR_PX], [x + NEAR_PX, y + NEAR_PX]], { layers: ["objects"] });
  const areas = tiles.queryRenderedFeatures([x, y], { layers: ["plan-hit"] });
  const plans = new Map<number, string>();
  for (const { id, properties } of areas) {
    if (properties.decision === "new" || !plans.has(Number(id))) plans.set(Number(id), properties.akt);
  }
  for (const { properties } of objects) {
    const carriers = JSON.parse(properties.plans ?? "{}") as Record<string, string>;
    for (const [plan, akt] of Object.entries(carriers)) {
      if (!plans.has(Number(plan))) plans.set(Number(plan), akt);
    }
  }
  return plans;
}

function show(map: L.Map, place: L.LatLng, plans: Map<number, string>): void {
  const list = document.createElement("ul");
  list.className = "plan-links";
  for (const [plan, akt] of plans) {
    const link = document.createElement("a");
    link.href = `/inventering/plan/${plan}/`;
    link.setAttribute("data-turns", "");
    link.textContent = `${word("open")} ${akt}`;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  const popup = L.popup({ maxHeight: 240 }).setLatLng(place).setContent(list).openOn(map);
  popup.getElement()!.querySelector(".leaflet-popup-close-button")!.setAttribute("aria-label", word("close"));
  announce(word("plansHere"));
}

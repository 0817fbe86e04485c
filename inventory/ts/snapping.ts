// Snapping to what is drawn on the map: on or off, and what lies around the plan to snap to.
import L from "leaflet";

import type { PlanPage } from "./page";

const UNSEEN = { opacity: 0, fillOpacity: 0, interactive: false };

/** The button tells and changes whether shapes snap; Alt suspends it while it is held. */
export function connectSnapping(map: L.Map, button: HTMLButtonElement): void {
  const set = (on: boolean) => {
    button.setAttribute("aria-pressed", String(on));
    map.pm.setGlobalOptions({ ...map.pm.getGlobalOptions(), snappable: on });
  };
  button.addEventListener("click", () => set(button.getAttribute("aria-pressed") !== "true"));
  set(true);
}

/** Fetch what lies around the plan when something is first drawn or moved, and hold it unseen on the map. */
export function snapToNeighbours({ shown: { map }, config: { plan }, left }: PlanPage): void {
  let layer: L.Layer | undefined;
  const fetchOnce = async () => {
    forget();
    const answer = await fetch(`/api/plan/${plan}/nara/`, { signal: left }).catch(() => null);
    if (!answer?.ok) return; // what is drawn needs none of it
    const shapes = (await answer.json()) as GeoJSON.FeatureCollection;
    if (left.aborted) return;
    layer = L.geoJSON(shapes, {
      style: UNSEEN,
      interactive: false,
      pointToLayer: (_feature, place) => L.circleMarker(place, { ...UNSEEN, radius: 1 }),
    }).addTo(map);
  };
  const forget = () => map.off("pm:drawstart", fetchOnce).off("moving", fetchOnce);
  map.on("pm:drawstart", fetchOnce).on("moving", fetchOnce);
  left.addEventListener("abort", () => {
    forget();
    layer?.remove();
  });
}

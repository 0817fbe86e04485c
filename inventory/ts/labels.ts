// Printed letters beside what they are of, drawn only where the map is near: a plan may hold thousands.
// They are placed by style alone: Leaflet's tooltips are measured one by one as they are opened.
import L from "leaflet";

import { type Shape, positions } from "./coordinates";

const FROM_ZOOM = 17;
const PANE = "tooltipPane";
const [LETTER_PX, LINE_PX, BELOW_PX] = [8, 18, 12]; // as in the stylesheet: .map-letters

interface Label {
  text: string;
  place: L.LatLng;
  /** Below what it is of, or in the middle of it. */
  where: "below" | "middle";
  shown?: L.Marker;
}

export interface Labels {
  set(key: number | string, text: string, shape: Shape, where?: Label["where"]): void;
  remove(): void;
}

/** Labels that are drawn from zoom 17, in view, where they do not lie on one that is drawn. */
export function labelsWhenNear(map: L.Map): Labels {
  const labels = new Map<number | string, Label>();
  let gone = false;
  const update = () => {
    const view = map.getZoom() >= FROM_ZOOM ? map.getBounds().pad(0.2) : null;
    const taken: L.Bounds[] = [];
    labels.forEach((label) => {
      const box = view?.contains(label.place) ? boxOf(map, label) : null;
      if (!box || taken.some((other) => other.overlaps(box))) return hide(label);
      taken.push(box);
      label.shown ??= drawn(label).addTo(map);
    });
  };
  const soon = once(update);
  map.on("moveend", update);
  return {
    set(key, text, shape, where = "below") {
      hide(labels.get(key));
      labels.delete(key);
      if (!text || gone) return;
      const bounds = L.latLngBounds(positions(shape).map(([lng, lat]) => [lat!, lng!]));
      labels.set(key, { text, place: bounds.getCenter(), where });
      soon();
    },
    remove() {
      gone = true;
      map.off("moveend", update);
      labels.forEach(hide);
    },
  };
}

/** About where a label comes to lie, in pixels of the world. */
function boxOf(map: L.Map, { text, place, where }: Label): L.Bounds {
  const corner = map.project(place).add([(-text.length * LETTER_PX) / 2, where === "below" ? BELOW_PX : -LINE_PX / 2]);
  return L.bounds(corner, corner.add([text.length * LETTER_PX, LINE_PX]));
}

function drawn({ text, place, where }: Label): L.Marker {
  const told = document.createElement("span");
  told.textContent = text;
  const icon = L.divIcon({ html: told, className: `map-letters ${where}`, iconSize: [0, 0] });
  return L.marker(place, { icon, pane: PANE, interactive: false, keyboard: false, pmIgnore: true, snapIgnore: true });
}

function hide(label?: Label): void {
  label?.shown?.remove();
  delete label?.shown;
}

/** A call that is made once after all that asks for it now has asked. */
function once(call: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => {
      asked = false;
      call();
    });
  };
}

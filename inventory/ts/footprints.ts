// The outlines of buildings: a layer that is off until somebody wants it, and one that is taken over.
import type L from "leaflet";

import { announce, word } from "./config";
import type { Shape } from "./coordinates";
import type { RecordMap } from "./map";
import type { PlanPage } from "./page";

const LAYERS = ["footprint-fill", "footprint-line"];
const FROM_ZOOM = 16; // of Leaflet; one less in the vector tiles

function show({ map, tiles }: RecordMap, on: boolean): void {
  void tiles.then((gl) => LAYERS.forEach((layer) => gl?.setLayoutProperty(layer, "visibility", on ? "visible" : "none")));
  if (on && map.getZoom() < FROM_ZOOM) announce(word("buildingsNearer"));
}

export function connectBuildings(shown: RecordMap, button: HTMLButtonElement): void {
  void shown.tiles.then((gl) => (button.hidden = !gl));
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    show(shown, on);
  });
}

/** Show the buildings, unless they are. */
export function showBuildings(): void {
  const button = document.getElementById("buildings");
  if (button?.getAttribute("aria-pressed") !== "true") button?.click();
}

/** Hand over the outline of the building that is clicked on next; Esc ends it. */
export async function pickBuilding({ shown, left }: PlanPage, take: (shape: Shape) => void): Promise<void> {
  const { map } = shown;
  const tiles = await shown.tiles;
  if (left.aborted) return;
  if (!tiles) return announce(word("noGl"));
  showBuildings();
  const element = map.getContainer();
  const end = () => {
    map.off("click", clicked);
    element.removeEventListener("keydown", pressed);
    delete element.dataset.tool;
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Escape") end();
  };
  const clicked = ({ latlng }: L.LeafletMouseEvent) => {
    const [found] = tiles.queryRenderedFeatures(tiles.project(latlng), { layers: ["footprint-fill"] });
    if (!found) return announce(word("noBuilding"));
    end();
    void outline(Number(found.id)).then(take);
  };
  element.dataset.tool = "building";
  element.addEventListener("keydown", pressed);
  map.on("click", clicked);
  element.focus({ preventScroll: true });
  announce(word("clickBuilding"));
}

async function outline(id: number): Promise<Shape> {
  const answer = await fetch(`/api/byggnad/${id}/`);
  if (!answer.ok) throw new Error(`The outline of a building: ${answer.status}`);
  return ((await answer.json()) as { shape: Shape }).shape;
}

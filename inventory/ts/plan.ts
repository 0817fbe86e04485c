// The open plan: its areas and objects, selected from the map or from the list.
import L from "leaflet";
import type { FilterSpecification } from "maplibre-gl";

import { CLASSES, OTHER } from "./classes";
import { announce, word } from "./config";
import type { PlanPage } from "./page";

interface ObjectProperties {
  layer: "object";
  id: number;
  label: string;
  type: string;
  classes: string[];
  letters: string;
}

interface AreaProperties {
  layer: "decision";
  id: number;
  label: string;
}

type Shapes = GeoJSON.FeatureCollection<GeoJSON.Geometry, ObjectProperties | AreaProperties>;

const LETTERS_FROM_ZOOM = 17;

/** Draw the open plan's own areas and objects; the tiles leave its objects to this. What moves is left out. */
export async function showPlan({ shown, config: { plan, moving }, left }: PlanPage): Promise<void> {
  if (plan === undefined) return;
  const { map, tiles, drawn } = shown;
  const shapes = await fetchShapes(plan, left);
  if (!shapes || left.aborted) return;
  const own = shapes.features.filter((feature) => feature.properties.layer === "object").map((feature) => feature.properties.id);
  const others: FilterSpecification = ["!", ["in", ["id"], ["literal", own]]];
  void drawn.then(() => ["objects", "letters"].forEach((layer) => tiles?.setFilter(layer, others)));
  const objects = new Map<number, L.Layer>();
  const layers = L.geoJSON(shapes, {
    filter: (feature) => feature.properties.layer !== "object" || feature.properties.id !== moving,
    style: (feature) => (feature?.properties.layer === "decision"
      ? { color: "#0b5a6e", weight: 4, fill: false, interactive: false }
      : { color: "#1c2126", weight: 3 }),
    pointToLayer: (feature, place) => L.marker(place, {
      icon: objectIcon(feature.properties as ObjectProperties),
      title: feature.properties.label,
      alt: feature.properties.label,
      keyboard: false, // the list is the way in without a pointer
    }),
    onEachFeature: (feature, layer) => {
      const properties = feature.properties;
      if (properties.layer !== "object") return;
      objects.set(properties.id, layer);
      layer.on("click", () => select(properties.id));
      if (properties.letters) layer.bindTooltip(text(properties.letters), { permanent: true, direction: "bottom", className: "letters", offset: [0, 8] });
    },
  }).addTo(map);
  left.addEventListener("abort", () => layers.remove());
  showLettersWhenNear(map, objects, left);
  connectList(map, objects);
}

/** The shapes of a plan; none when the page has been turned meanwhile. */
async function fetchShapes(plan: number, left: AbortSignal): Promise<Shapes | undefined> {
  try {
    const answer = await fetch(`/api/plan/${plan}/shapes/`, { signal: left });
    if (!answer.ok) throw new Error(`The plan's shapes: ${answer.status}`);
    return (await answer.json()) as Shapes;
  } catch (wrong) {
    if (left.aborted) return undefined;
    throw wrong;
  }
}

function text(content: string): HTMLElement {
  const span = document.createElement("span");
  span.textContent = content;
  return span;
}

function showLettersWhenNear(map: L.Map, objects: Map<number, L.Layer>, left: AbortSignal): void {
  const update = () => {
    for (const layer of objects.values()) {
      if (map.getZoom() >= LETTERS_FROM_ZOOM) layer.openTooltip();
      else layer.closeTooltip();
    }
  };
  map.on("zoomend", update);
  left.addEventListener("abort", () => map.off("zoomend", update));
  update();
}

/** A symbol by shape and colour; a plus for several classes, a cross for what is no building. */
function objectIcon({ classes, type }: ObjectProperties): L.DivIcon {
  const first = (CLASSES.find(({ name }) => classes.includes(name)) ?? OTHER).name;
  const marks = [classes.length > 1 ? "several" : "", type === "byggnad" ? "" : "thing"];
  return symbolIcon(first, marks.filter(Boolean));
}

export function symbolIcon(name: string, marks: string[] = [], className = ""): L.DivIcon {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "-12 -12 24 24");
  svg.append(use(name, "shape", -9, -9, 18));
  marks.forEach((mark) => svg.append(use(mark, "", mark === "several" ? 3 : -13, -13, 10)));
  return L.divIcon({ html: svg as unknown as HTMLElement, className: `object-icon ${className}`, iconSize: [24, 24] });
}

function use(name: string, className: string, x: number, y: number, size: number): SVGUseElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", "use");
  element.setAttribute("href", `#symbol-${name}`);
  if (className) element.setAttribute("class", className);
  for (const [attribute, value] of Object.entries({ x, y, width: size, height: size })) {
    element.setAttribute(attribute, String(value));
  }
  return element;
}

function select(id: number): void {
  for (const item of document.querySelectorAll<HTMLElement>("#markings li")) {
    const chosen = item.dataset.object === String(id);
    item.classList.toggle("selected", chosen);
    if (chosen) item.scrollIntoView({ block: "nearest" });
  }
}

function connectList(map: L.Map, objects: Map<number, L.Layer>): void {
  for (const item of document.querySelectorAll<HTMLElement>("#markings li")) {
    const layer = objects.get(Number(item.dataset.object));
    const button = item.querySelector<HTMLButtonElement>("button.show");
    if (!layer || !button) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      select(Number(item.dataset.object));
      if (layer instanceof L.Marker) map.setView(layer.getLatLng(), Math.max(map.getZoom(), 17));
      else if (layer instanceof L.Polyline) map.fitBounds(layer.getBounds(), { maxZoom: 18 });
      announce(word("shown"));
    });
  }
}

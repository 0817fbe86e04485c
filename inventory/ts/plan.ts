// The open plan: its areas, provisions and objects, selected from the map or from the list.
import L from "leaflet";
import type { FilterSpecification } from "maplibre-gl";

import { CLASSES, OTHER } from "./classes";
import { announce, word } from "./config";
import type { Shape } from "./coordinates";
import { labelsWhenNear } from "./labels";
import type { PlanPage } from "./page";

export interface ObjectProperties {
  layer: "object";
  id: number;
  label: string;
  type: string;
  version: number;
  classes: string[];
  letters: string;
}

export interface AreaProperties {
  layer: "decision" | "provision";
  id: number;
  label: string;
  letters?: string;
  classes?: string[];
}

type Shapes = GeoJSON.FeatureCollection<Shape, ObjectProperties | AreaProperties>;

/** One object of the plan on the map, as it was last saved. */
export interface PlanObject {
  facts: ObjectProperties;
  shape: Shape;
  layer: L.Layer;
}

export interface OpenPlan {
  objects: Map<number, PlanObject>;
  areas: { facts: AreaProperties; shape: Shape }[];
  /** Draw an object anew where it is now. */
  redraw(id: number, shape: Shape): void;
  /** Called when an object is clicked on the map, with whether Shift was held. */
  clicked: (id: number, more: boolean) => void;
}

/** Draw the open plan's own areas and objects; the tiles leave its objects to this. What moves is left out. */
export async function showPlan({ shown, config: { plan, moving }, left }: PlanPage): Promise<OpenPlan | undefined> {
  if (plan === undefined) return undefined;
  const { map, tiles, drawn } = shown;
  const shapes = await fetchShapes(plan, left);
  if (!shapes || left.aborted) return undefined;
  const own = shapes.features.filter((feature) => feature.properties.layer === "object").map((feature) => feature.properties.id);
  const others: FilterSpecification = ["!", ["in", ["id"], ["literal", own]]];
  void drawn.then(() => ["objects", "letters"].forEach((layer) => tiles?.setFilter(layer, others)));
  const group = L.featureGroup().addTo(map);
  const objects = new Map<number, PlanObject>();
  const areas: OpenPlan["areas"] = [];
  const labels = labelsWhenNear(map);
  const open: OpenPlan = {
    objects,
    areas,
    clicked: (id) => select(open, id),
    redraw(id, shape) {
      const known = objects.get(id)!;
      const chosen = known.layer instanceof L.Marker && known.layer.getElement()?.classList.contains("chosen");
      group.removeLayer(known.layer);
      known.layer = objectLayer(known.facts, shape);
      known.layer.on("click", (event) => open.clicked(id, (event as L.LeafletMouseEvent).originalEvent.shiftKey));
      group.addLayer(known.layer);
      if (chosen) mark(known.layer, "chosen", true);
      labels.set(id, known.facts.letters, shape);
    },
  };
  left.addEventListener("abort", () => {
    group.remove();
    labels.remove();
  });
  for (const { geometry, properties } of shapes.features) {
    if (properties.layer !== "object") {
      areas.push({ facts: properties, shape: geometry });
      group.addLayer(areaLayer(properties, geometry));
      if (properties.letters) labels.set(`provision ${properties.id}`, properties.letters, geometry, "middle");
    } else if (properties.id !== moving) {
      objects.set(properties.id, { facts: properties, shape: geometry, layer: group });
      open.redraw(properties.id, geometry);
    }
  }
  connectList(map, open);
  return open;
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

function areaLayer({ layer, classes }: AreaProperties, geometry: Shape): L.Layer {
  const colour = (CLASSES.find(({ name }) => classes?.includes(name)) ?? OTHER).colour;
  const style = layer === "decision"
    ? { color: "#0b5a6e", weight: 4, fill: false }
    : { color: colour, weight: 1.5, fillOpacity: 0.06 };
  return L.geoJSON(geometry, {
    style,
    interactive: false,
    pointToLayer: (_feature, place) => L.circleMarker(place, { ...style, radius: 4, interactive: false }),
  });
}

function objectLayer(facts: ObjectProperties, geometry: Shape): L.Layer {
  if (geometry.type === "Point") {
    return L.marker(L.GeoJSON.coordsToLatLng(geometry.coordinates as [number, number]), {
      icon: objectIcon(facts),
      title: facts.label,
      alt: facts.label,
      keyboard: false, // the list is the way in without a pointer
    });
  }
  return L.GeoJSON.geometryToLayer(
    { type: "Feature", geometry, properties: {} },
    { style: () => LINE, pointToLayer: (_feature, place) => L.marker(place, { icon: objectIcon(facts), keyboard: false }) },
  ).on("add", (event) => (event.target as L.Path).setStyle?.(LINE));
}

const LINE: L.PathOptions = { color: "#1c2126", weight: 3 };

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

/** Mark an object in the list and on the map as the selected one. */
export function select(open: OpenPlan, id: number): void {
  for (const item of document.querySelectorAll<HTMLElement>("#markings li")) {
    const chosen = item.dataset.object === String(id);
    item.classList.toggle("selected", chosen);
    if (chosen) item.scrollIntoView({ block: "nearest" });
  }
  for (const [other, { layer }] of open.objects) mark(layer, "selected", other === id);
}

/** Give an object's symbol on the map a class, or its line another look. */
export function mark(layer: L.Layer, name: "selected" | "chosen", on: boolean): void {
  if (layer instanceof L.Marker) layer.getElement()?.classList.toggle(name, on);
  else if (layer instanceof L.Path) layer.setStyle({ weight: on ? 6 : LINE.weight! });
}

/** The object that is selected in the list. */
export function selected(): number | undefined {
  const item = document.querySelector<HTMLElement>("#markings li.selected");
  return item ? Number(item.dataset.object) : undefined;
}

/** Bring an object into view. */
export function showObject(map: L.Map, { layer }: PlanObject): void {
  if (layer instanceof L.Marker) map.setView(layer.getLatLng(), Math.max(map.getZoom(), 17));
  else if (layer instanceof L.Polyline) map.fitBounds(layer.getBounds(), { maxZoom: 18 });
}

function connectList(map: L.Map, open: OpenPlan): void {
  for (const item of document.querySelectorAll<HTMLElement>("#markings li")) {
    const id = Number(item.dataset.object);
    const known = open.objects.get(id);
    const button = item.querySelector<HTMLButtonElement>("button.show");
    if (!known || !button) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      select(open, id);
      showObject(map, known);
      announce(word("shown"));
    });
  }
}

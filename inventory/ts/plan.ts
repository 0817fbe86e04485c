// The open plan: its areas, provisions and objects, selected from the map or from the list.
import L from "leaflet";

import { CLASSES, OTHER } from "./classes";
import { announce, word } from "./config";
import type { Shape } from "./coordinates";
import { labelsWhenNear } from "./labels";
import { CAME } from "./later";
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

export type PlanShapes = GeoJSON.FeatureCollection<Shape, ObjectProperties | AreaProperties>;

/** One object of the plan on the map, as it was last saved. */
export interface PlanObject {
  facts: ObjectProperties;
  shape: Shape;
  layer: L.Layer;
}

export interface OpenPlan {
  objects: Map<number, PlanObject>;
  /** The object that is selected, on the map and in the list. */
  selected?: number;
  areas: { facts: AreaProperties; shape: Shape }[];
  /** Draw an object anew where it is now. */
  redraw(id: number, shape: Shape): void;
  /** Called when an object is clicked on the map, with whether Shift was held. */
  clicked: (id: number, more: boolean) => void;
}

/** Draw the open plan's own areas and objects; the tiles leave its objects to this. What moves is left out. */
export function showPlan({ side, shown, config: { own: shapes, moving }, left }: PlanPage): OpenPlan | undefined {
  if (!shapes) return undefined;
  const { map, tiles } = shown;
  const own = shapes.features.filter((feature) => feature.properties.layer === "object").map((feature) => feature.properties.id);
  const inTiles = { source: "plans", sourceLayer: "objects" };
  const leave = () => void tiles.then((gl) => {
    if (!left.aborted) own.forEach((id) => gl?.setFeatureState({ ...inTiles, id }, { own: true }));
  });
  leave();
  void tiles.then((gl) => gl?.on("webglcontextrestored", leave));
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
    void tiles.then((gl) => {
      gl?.off("webglcontextrestored", leave);
      own.forEach((id) => gl?.removeFeatureState({ ...inTiles, id })); // one by one: all at once, those just set would stay
    });
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
  side.addEventListener(CAME, () => open.selected !== undefined && select(open, open.selected));
  return open;
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

const drawings = new Map<string, SVGElement>(); // a plan may hold hundreds of each, which are copied

export function symbolIcon(name: string, marks: string[] = [], className = ""): L.DivIcon {
  const key = [name, ...marks].join(" ");
  if (!drawings.has(key)) drawings.set(key, drawing(name, marks));
  const svg = drawings.get(key)!.cloneNode(true) as HTMLElement;
  return L.divIcon({ html: svg, className: `object-icon ${className}`, iconSize: [24, 24] });
}

function drawing(name: string, marks: string[]): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "-12 -12 24 24");
  const shape = partsOf(name, 0, 0, 18);
  shape.classList.add("shape");
  svg.append(shape, ...marks.map((mark) => partsOf(mark, mark === "several" ? 8 : -8, -8, 10)));
  return svg;
}

/** The parts of a symbol of the legend, which is 16 wide about its middle, as wide as `size` about x and y. */
function partsOf(name: string, x: number, y: number, size: number): SVGElement {
  const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
  group.setAttribute("transform", `translate(${x} ${y}) scale(${size / 16})`);
  group.append(...document.getElementById(`symbol-${name}`)!.cloneNode(true).childNodes);
  return group;
}

/** Mark an object in the list and on the map as the selected one. */
export function select(open: OpenPlan, id: number): void {
  open.selected = id;
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

/** Bring an object into view. */
export function showObject(map: L.Map, { layer }: PlanObject): void {
  if (layer instanceof L.Marker) map.setView(layer.getLatLng(), Math.max(map.getZoom(), 17));
  else if (layer instanceof L.Polyline) map.fitBounds(layer.getBounds(), { maxZoom: 18 });
}

function connectList(map: L.Map, open: OpenPlan): void {
  document.getElementById("markings")?.addEventListener("click", (event) => {
    const id = objectOf((event.target as Element).closest("button.show"));
    const known = id === undefined ? undefined : open.objects.get(id);
    if (!known) return;
    select(open, id!);
    showObject(map, known);
    announce(word("shown"));
  });
}

/** The object in whose row of the list an element is. */
export function objectOf(within: Element | null): number | undefined {
  const row = within?.closest<HTMLElement>("#markings > li");
  return row ? Number(row.dataset.object) : undefined;
}

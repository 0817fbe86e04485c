// Placing an object: by pointer on the map or by coordinates in the form, each showing in the other,
// or by taking over the shape of an area of the plan or of a building.
import L from "leaflet";

import { announce, word } from "./config";
import { type Shape, fromSweref, metres, toSweref, toWkt } from "./coordinates";
import { type DrawnShape, connectDrawing, draw } from "./drawing";
import { pickBuilding } from "./footprints";
import type { PlanPage } from "./page";
import { type OpenPlan, symbolIcon } from "./plan";
import { fromWkt } from "./wkt";

const DRAWN = { color: "#0b5a6e", weight: 3 };

interface Fields {
  east: HTMLInputElement;
  north: HTMLInputElement;
  drawn: HTMLInputElement;
  note: HTMLElement;
}

const COPIED = 3; // decimals of a metre in what is taken over

/** Connect the form's place; the answer is to be called with the plan when it is shown. */
export function connectPlacing(page: PlanPage, form: HTMLFormElement): (open: OpenPlan) => void {
  const { shown: { map }, left } = page;
  const fields = findFields(form);
  const icon = symbolIcon("new", [], "new");
  let shown: L.Layer | null = null;

  const show = (layer: L.Layer | null) => {
    shown?.remove();
    shown = layer;
    layer?.addTo(map);
  };
  const showPoint = () => {
    const [east, north] = [metres(fields.east.value), metres(fields.north.value)];
    if (!east || !north) return show(null);
    const marker = L.marker(fromSweref({ east, north }), { icon, draggable: true, keyboard: false });
    marker.on("dragend", () => write(fields, marker.toGeoJSON().geometry));
    show(marker);
  };
  const typed = () => {
    fields.drawn.value = "";
    fields.note.hidden = true;
    showPoint();
  };
  const showPlaced = () => {
    const drawn = fromWkt(fields.drawn.value);
    fields.note.hidden = !drawn;
    if (drawn) show(L.geoJSON(drawn, { style: DRAWN }));
    else showPoint();
  };
  fields.east.addEventListener("change", typed);
  fields.north.addEventListener("change", typed);
  form.addEventListener("restored", showPlaced);
  showPlaced();

  connectDrawing(map, icon, left);
  left.addEventListener("abort", () => show(null));
  const take = (shape: Shape, decimals?: number) => {
    write(fields, shape, decimals);
    if (shape.type === "Point") showPoint();
    else show(L.geoJSON(shape, { style: DRAWN }));
  };
  for (const button of form.querySelectorAll<HTMLButtonElement>("[data-draw]")) {
    button.parentElement!.hidden = false;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => draw(map, button.dataset.draw as DrawnShape, button, take));
  }
  return (open) => offerShapes(page, open, (shape) => {
    take(shape, COPIED);
    announce(word("takenOver"));
  });
}

function findFields(form: HTMLFormElement): Fields {
  const input = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  return { east: input("east"), north: input("north"), drawn: input("drawn"), note: document.getElementById("drawn-note")! };
}

function write(fields: Fields, shape: Shape, decimals?: number): void {
  if (shape.type === "Point") {
    const { east, north } = toSweref({ lng: shape.coordinates[0]!, lat: shape.coordinates[1]! });
    fields.east.value = east.toFixed(2);
    fields.north.value = north.toFixed(2);
    fields.drawn.value = "";
  } else {
    fields.east.value = fields.north.value = "";
    fields.drawn.value = toWkt(shape, decimals);
  }
  fields.note.hidden = shape.type === "Point";
}

/** The areas whose shape the object can have, to choose from. */
function offerShapes(page: PlanPage, open: OpenPlan, take: (shape: Shape) => void): void {
  const choice = page.side.querySelector<HTMLSelectElement>("#take-over");
  if (!choice) return;
  open.areas.forEach(({ facts }, number) => choice.append(new Option(facts.label, String(number))));
  choice.closest<HTMLElement>(".field")!.hidden = false;
  choice.addEventListener("change", () => {
    if (choice.value === "building") void pickBuilding(page, take);
    else if (choice.value) take(open.areas[Number(choice.value)]!.shape);
    choice.value = "";
  });
}

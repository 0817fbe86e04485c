// What the page tells the map: its frame, base maps, and what may be done; and the words to say.
import type { Choices } from "./choices";
import type { PlanShapes } from "./plan";

export interface BaseMap {
  name: string;
  /** A template of tiles with {z}, {x} and {y}, or the address of a WMS. */
  url: string;
  attribution: string;
  /** The layers to ask a WMS for; empty for a template of tiles. */
  layers: string;
}

export interface MapConfig {
  /** South-west and north-east corners as [latitude, longitude]. */
  frame: [[number, number], [number, number]];
  bases: BaseMap[];
  /** The code of the county that is open, if any. */
  county?: string;
  /** The plan that is open, if any. */
  plan?: number;
  /** The areas of its decisions and provisions, and its objects, as they were when the page was made. */
  own?: PlanShapes;
  /** What is chosen between on the page, if anything. */
  shapes?: Choices;
  /** The object that the form moves, if any. */
  moving?: number;
  /** Whether one may record in the open plan. */
  records?: boolean;
  /** The two places in conflict, if any. */
  conflict?: { mine?: GeoJSON.Geometry; theirs?: GeoJSON.Geometry };
}

export function readConfig(): MapConfig {
  return JSON.parse(document.getElementById("map-config")!.textContent!) as MapConfig;
}

/** A word of the page, in its language. */
export function word(name: string): string {
  return document.getElementById("map-words")!.dataset[name] ?? name;
}

/** Say something where it is seen whatever is in view, and read out; nothing takes it away. */
export function say(text: string): void {
  const note = document.getElementById("note");
  if (!note) return announce(text);
  note.textContent = text;
  note.hidden = !text;
}

/** A word of the page with its places, such as {name}, filled in. */
export function words(name: string, places: Record<string, string | number>): string {
  return word(name).replace(/\{(\w+)\}/g, (_all, place: string) => String(places[place] ?? ""));
}

/** Tell what happened to those who do not see the map. */
export function announce(text: string): void {
  document.getElementById("map-status")!.textContent = text;
}

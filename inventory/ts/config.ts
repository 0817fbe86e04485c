// What the page tells the map: its frame, base maps, and what may be done; and the words to say.
import type { Choices } from "./choices";

export interface BaseMap {
  name: string;
  url: string;
  attribution: string;
}

export interface MapConfig {
  /** South-west and north-east corners as [latitude, longitude]. */
  frame: [[number, number], [number, number]];
  bases: BaseMap[];
  /** The code of the county that is open, if any. */
  county?: string;
  /** The plan that is open, if any. */
  plan?: number;
  /** What is chosen between on the page, if anything. */
  shapes?: Choices;
  /** The object that the form moves, if any. */
  moving?: number;
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
  const note = document.getElementById("note")!;
  note.textContent = text;
  note.hidden = !text;
}

/** Tell what happened to those who do not see the map. */
export function announce(text: string): void {
  document.getElementById("map-status")!.textContent = text;
}

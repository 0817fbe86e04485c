// A page of the workspace as its features see it: the record beside the map, until the page is turned.
import { type MapConfig, readConfig } from "./config";
import type { RecordMap } from "./map";

export interface PlanPage {
  /** The record beside the map; another one when the page is turned to another plan. */
  side: HTMLElement;
  /** The map, which lives on. */
  shown: RecordMap;
  config: MapConfig;
  /** Aborted when the page is turned: for listeners outside `side`, and to take layers off the map. */
  left: AbortSignal;
}

/** The page as it stands in the document. */
export function readPage(shown: RecordMap, left: AbortSignal): PlanPage {
  return { side: document.querySelector<HTMLElement>(".side")!, shown, config: readConfig(), left };
}

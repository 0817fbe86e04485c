// Base maps by configuration, one at a time; where none answers, the boundaries are what is left.
import L from "leaflet";

import { type BaseMap, announce, word } from "./config";

const KEPT = "base-map";
const SILENT_AFTER = 4; // tiles that fail before any has come

/** Show the base map that was chosen last, and offer the others where the page has a choice. */
export function connectBases(map: L.Map, bases: BaseMap[], offered: HTMLSelectElement | null): void {
  if (!bases.length) return;
  const choice = offered ?? document.createElement("select");
  bases.forEach(({ name }, number) => choice.add(new Option(name, String(number)), number));
  const kept = localStorage.getItem(KEPT);
  const known = bases.findIndex(({ name }) => name === kept);
  choice.value = kept === "" ? "" : String(Math.max(known, 0));
  let shown: L.TileLayer | undefined;
  const show = () => {
    shown?.remove();
    const base = choice.value ? bases[Number(choice.value)] : undefined;
    shown = base && tilesOf(base).addTo(map);
    if (shown) tellSilence(shown);
  };
  choice.addEventListener("change", () => {
    localStorage.setItem(KEPT, choice.value ? bases[Number(choice.value)]!.name : "");
    tell("");
    show();
  });
  offered?.closest("label")!.removeAttribute("hidden");
  show();
}

function tilesOf({ url, layers, attribution }: BaseMap): L.TileLayer {
  const how = { attribution, maxZoom: 20 };
  return layers ? L.tileLayer.wms(url, { ...how, layers, format: "image/png", version: "1.3.0" }) : L.tileLayer(url, how);
}

/** Say once that a base map does not answer. */
function tellSilence(tiles: L.TileLayer): void {
  let failed = 0;
  const count = () => {
    failed += 1;
    if (failed === SILENT_AFTER) tell(word("baseSilent"));
  };
  tiles.on("tileerror", count);
  tiles.once("tileload", () => {
    tiles.off("tileerror", count);
    tell("");
  });
}

/** Say on the map what is left of it, for as long as it holds. */
function tell(text: string): void {
  const told = document.getElementById("base-told");
  if (!told) return announce(text);
  told.textContent = text;
  told.hidden = !text;
}

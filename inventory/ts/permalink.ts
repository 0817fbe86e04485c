// The view lives in the part of the address after #, beside which the queue's parameters are left alone.
import type L from "leaflet";

import { say, word } from "./config";

const VIEW = /^#karta=(\d+)\/(-?[\d.]+)\/(-?[\d.]+)$/;
const DECIMALS = 6;

/** Whether the address says no more than a view, or nothing: no part of the page is asked for. */
export function asksForNoPart(): boolean {
  return !location.hash || VIEW.test(location.hash);
}

/** Go to the view of the address, keep the address at the view, and let the button copy it. */
export function connectPermalink(map: L.Map, button: HTMLButtonElement): void {
  goToAddress(map);
  map.on("moveend", () => {
    if (asksForNoPart()) history.replaceState(history.state, "", hashOf(map));
  });
  button.hidden = false;
  button.addEventListener("click", () => {
    const address = new URL(hashOf(map), location.href).href;
    void copy(address).then((done) => say(done ? word("linkCopied") : `${word("linkIs")} ${address}`));
  });
}

function goToAddress(map: L.Map): void {
  const view = VIEW.exec(location.hash);
  if (view) map.setView([Number(view[2]), Number(view[3])], Number(view[1]), { animate: false });
}

function hashOf(map: L.Map): string {
  const { lat, lng } = map.getCenter();
  return `#karta=${map.getZoom()}/${lat.toFixed(DECIMALS)}/${lng.toFixed(DECIMALS)}`;
}

/** Copy a text; whether the browser allowed it. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

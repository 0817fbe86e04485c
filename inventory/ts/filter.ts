// The filter of a county's list: the list and its count follow what is typed and chosen, at once.
import type L from "leaflet";

import { announce, say, word } from "./config";
import { toSweref } from "./coordinates";
import type { PlanPage } from "./page";

const PAUSE_MS = 250; // after the last key, before the list is asked for
const TYPED = "input:not([type=checkbox])";

/** Let the list follow its filter; without this the button sends it. */
export function connectFilter({ side, shown, left }: PlanPage): void {
  const filter = side.querySelector<HTMLFormElement>("#queue-filter");
  if (!filter) return;
  const order = filter.elements.namedItem("ordning") as HTMLSelectElement;
  const middle = filter.elements.namedItem("mitt") as HTMLInputElement;
  let timer = 0;
  let asked = new AbortController();
  left.addEventListener("abort", () => {
    clearTimeout(timer);
    asked.abort();
  });
  const follow = (pause: number) => {
    clearTimeout(timer);
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    timer = setTimeout(() => void bring(filter, signal), pause);
  };
  filter.addEventListener("input", (event) => {
    if (event.target === order) middle.value = order.value === "narhet" ? middleOf(shown.map) : "";
    if (!filter.checkValidity()) return; // half a year is no year yet
    follow((event.target as Element).matches(TYPED) ? PAUSE_MS : 0);
  });
  filter.addEventListener("submit", (event) => {
    event.preventDefault();
    if (filter.reportValidity()) follow(0);
  });
}

/** Put the list that the filter asks for in place of the one that stands, and its query in the address. */
async function bring(filter: HTMLFormElement, signal: AbortSignal): Promise<void> {
  const query = queryOf(filter);
  const address = query ? `?${query}` : location.pathname;
  const answer = await fetch(address, { headers: { "X-Part": "queue" }, cache: "no-store", signal }).catch(() => null);
  const text = await answer?.text().catch(() => undefined);
  if (signal.aborted) return;
  if (!answer || text === undefined) return say(word("noList"));
  // What is wrong is told beside its field, and the fields stand on the whole page.
  if (!answer.ok) return filter.submit();
  say("");
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("queue-list")!;
  document.getElementById("queue-list")!.replaceWith(fresh);
  history.replaceState(null, "", address);
  for (const field of document.querySelectorAll<HTMLInputElement>("input[name=ko]")) field.value = query;
  announce(fresh.querySelector(".queue-count")!.textContent!);
}

/** What is asked for, without what is empty. */
function queryOf(filter: HTMLFormElement): string {
  const told = new URLSearchParams();
  for (const [name, value] of new FormData(filter)) if (value) told.append(name, String(value));
  return told.toString();
}

function middleOf(map: L.Map): string {
  const { east, north } = toSweref(map.getCenter());
  return `${Math.round(east)},${Math.round(north)}`;
}

// List and map choose each other: a row has its plan outlined, a plan that is clicked has its row marked.
import L from "leaflet";

import { announce, word } from "./config";
import type { PlanPage } from "./page";

const OUTLINE: L.PathOptions = { color: "#1c2126", weight: 4, fill: false, interactive: false };
const NONE = -1;

/** Connect the rows of the list with the map; the answer marks the rows of plans chosen on the map. */
export function connectPointing({ shown: { map, tiles }, left }: PlanPage): (plans: number[]) => void {
  const outline = L.geoJSON(undefined, { style: OUTLINE, filter: ({ properties }) => properties.layer === "decision" }).addTo(map);
  const outlined = (id: number, chosen: boolean) =>
    void tiles.then((gl) => gl?.setFeatureState({ source: "plans", sourceLayer: "plans", id }, { chosen }));
  let chosen = NONE;
  let pointed = NONE;
  const point = (plan: number) => {
    if (plan === pointed) return;
    const before = pointed;
    pointed = plan;
    map.getContainer().dataset.pointed = String(plan);
    if (before !== NONE) outlined(before, false);
    if (plan !== NONE) outlined(plan, true);
  };
  const choose = (plans: number[]) => {
    const rows = mark(plans);
    rows[0]?.scrollIntoView({ block: "nearest" });
    chosen = planOf(rows[0]);
    point(chosen);
  };
  const show = async (row: HTMLElement) => {
    choose([planOf(row)]);
    const answer = await fetch(`/api/plan/${planOf(row)}/shapes/`, { signal: left }).catch(() => null);
    const shapes = answer?.ok ? await answer.json().catch(() => null) : null;
    if (left.aborted) return;
    outline.clearLayers();
    if (shapes) outline.addData(shapes as GeoJSON.FeatureCollection);
    const bounds = outline.getBounds();
    if (!bounds.isValid()) return announce(word("planHasNoArea"));
    map.fitBounds(bounds, { animate: false, maxZoom: 17, padding: [48, 48] });
    announce(word("planShown"));
  };
  const listen = (kind: string, heard: (row: HTMLElement | null, event: Event) => void) =>
    document.addEventListener(kind, (event) => heard(rowAt(event.target), event), { signal: left });
  listen("mouseover", (row) => point(row ? planOf(row) : chosen));
  listen("focusin", (row) => point(row ? planOf(row) : chosen));
  listen("click", (row, event) => {
    if (row && (event.target as Element).closest("button.show")) void show(row);
  });
  left.addEventListener("abort", () => {
    outline.remove();
    point(NONE);
  });
  return choose;
}

function rowAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("#queue-list [data-plan]") : null;
}

function planOf(row?: HTMLElement): number {
  return Number(row?.dataset.plan ?? NONE);
}

/** Mark the rows of the plans and no others; the marked ones. */
function mark(plans: number[]): HTMLElement[] {
  const rows = [...document.querySelectorAll<HTMLElement>("#queue-list [data-plan]")];
  for (const row of rows) row.classList.toggle("selected", plans.includes(planOf(row)));
  return rows.filter((row) => row.classList.contains("selected"));
}

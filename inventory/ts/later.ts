// The rows of the record's lists that did not come with the page: brought once the plan is shown.
import type { PlanPage } from "./page";

/** Said on the record when rows have come to its lists: a CustomEvent with them. */
export const CAME = "rows-came";

/** Bring the rows that are left out, if any, and put them at the end of their lists. */
export async function bringLaterRows({ side, left }: PlanPage): Promise<void> {
  const ways = [...side.querySelectorAll<HTMLAnchorElement>(".left-out a")];
  if (left.aborted || !ways.length) return;
  const answer = await fetch(ways[0]!.href, { headers: { "X-Part": "rows" }, signal: left }).catch(() => null);
  const text = answer?.ok ? await answer.text().catch(() => "") : "";
  if (left.aborted || !text) return; // the way to them without a script stands
  const parts = new DOMParser().parseFromString(text, "text/html");
  const came = ways.flatMap((way) => {
    const list = document.getElementById(way.dataset.to!)!;
    const rows = [...parts.querySelector(`[data-of="${list.id}"]`)!.children].filter((row) => !stands(list, row as HTMLElement));
    list.append(...rows);
    takeAway(way, list, rows);
    return rows;
  });
  side.dispatchEvent(new CustomEvent<Element[]>(CAME, { detail: came }));
  const asked = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
  if (asked && came.some((row) => row.contains(asked))) asked.scrollIntoView({ block: "nearest" });
}

/** Whether a row is in the list already: one more row before it has come since the page did. */
function stands(list: HTMLElement, row: HTMLElement): boolean {
  return list.querySelector(`:scope > [data-row="${row.dataset.row}"]`) !== null;
}

/** The way to the rows is needed no more, unless one that went has let another slip by. */
function takeAway(way: HTMLAnchorElement, list: HTMLElement, rows: Element[]): void {
  if (list.children.length < Number(way.dataset.total)) return;
  const focused = way === document.activeElement;
  way.parentElement!.remove();
  if (focused) rows[0]?.querySelector<HTMLElement>("input, button, a")?.focus();
}

// The rows of the record's lists that did not come with the page: brought once the plan is shown.
import type { PlanPage } from "./page";

/** Said on the record when rows have come to its lists. */
export const CAME = "rows-came";

/** Bring the rows that are left out, if any, and put them at the end of their lists. */
export async function bringLaterRows({ side, left }: PlanPage): Promise<void> {
  const ways = side.querySelectorAll<HTMLAnchorElement>(".left-out a");
  if (!ways.length) return;
  const answer = await fetch(ways[0]!.href, { headers: { "X-Part": "rows" }, signal: left }).catch(() => null);
  const text = answer?.ok ? await answer.text().catch(() => "") : "";
  if (left.aborted || !text) return; // the way to them without a script stands
  for (const part of new DOMParser().parseFromString(text, "text/html").querySelectorAll<HTMLElement>("[data-of]")) {
    document.getElementById(part.dataset.of!)?.append(...part.children);
  }
  ways.forEach((way) => way.parentElement!.remove());
  side.dispatchEvent(new Event(CAME));
  if (location.hash.length > 1) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "nearest" });
}

// Who holds the plan: taken with the first change, kept by activity, let go when the page is left.
import { say } from "./config";
import type { PlanPage } from "./page";

const RENEWED_MS = 5 * 60_000; // well within the lease (inventory/claims.py)
const HELD = "held-plan"; // kept for the tab, so that a plan is still held when its page is loaded again

export function connectHolding({ side, config, left }: PlanPage): void {
  const form = side.querySelector<HTMLFormElement>("#hold");
  if (!form) return;
  const plan = String(config.plan);
  let last = "mine" in form.dataset ? Date.now() : 0;
  if (last) sessionStorage.setItem(HELD, plan);
  const hold = async () => {
    if (Date.now() - last < RENEWED_MS) return;
    last = Date.now();
    const answer = await fetch(form.action, { method: "post", body: new FormData(form), signal: left }).catch(() => null);
    if (answer?.ok) sessionStorage.setItem(HELD, plan);
    if (answer?.status === 409) say(((await answer.json()) as { text: string }).text);
  };
  const during = { signal: left };
  side.addEventListener("input", () => void hold());
  for (const activity of ["keydown", "pointerdown"]) document.addEventListener(activity, () => void (last && hold()), during);
  addEventListener("pagehide", () => {
    if (sessionStorage.getItem(HELD) !== plan) return;
    const leaving = new FormData(form);
    leaving.set("slapp", "1");
    navigator.sendBeacon(form.action, leaving);
  }, during);
  if (!last && sessionStorage.getItem(HELD) === plan) void hold();
}

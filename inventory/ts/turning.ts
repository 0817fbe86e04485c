// Turning the page: a form or link marked `data-turns` brings what it leads to into the page that is open.
// The server answers as it does to a browser without scripts, with a whole page; its parts are put in place
// of the ones that stand, and the map lives on.
import { announce, say, word } from "./config";
import { isLogin, isSlow, type Refusal } from "./keeping";
import { asksForNoPart } from "./permalink";

const PATIENCE_MS = 30_000;
const MAP = ".map-side";
const QUEUE = ".queue"; // brought up to date by itself, so that it does not blink

/** Said on the document before a page is turned, with the form that is sent, if any: who refuses it stays. */
export const TURNING = "turning";

/** Said on a form that could not be sent, with why; who refuses it tells the person. */
export const UNSENT = "unsent";

export interface Unsent {
  why: Refusal;
  submitter: HTMLElement | null;
}

/** Turn pages in place; `turned` connects what has been put in. */
export function connectTurning(turned: () => void): void {
  let latest = 0;
  let address = location.href; // of the page that is open
  let sending = false; // what is on its way is not sent twice
  const turn = async (to: string, how: RequestInit = {}, unsent: (why: Refusal) => boolean = () => false) => {
    const own = ++latest;
    const answer = await fetch(to, { ...how, signal: AbortSignal.timeout(PATIENCE_MS) }).catch((failure: Error) => failure);
    const text = answer instanceof Response ? await answer.text().catch(() => undefined) : undefined;
    if (own !== latest) return; // another page has been asked for since
    sending = false;
    if (answer instanceof Error || text === undefined) return unsent({ word: isSlow(answer) ? "slow" : "offline" }) || say(word("noNetwork"));
    if (answer.status >= 500) return unsent({ word: "broken", status: answer.status }) || say(word("broken"));
    if (answer.redirected && isLogin(answer.url) && unsent({ word: "out" })) return;
    if (answer.status === 403 && unsent({ word: "broken", status: 403 })) return; // such as the form of an earlier login
    const next = new DOMParser().parseFromString(text, "text/html");
    const [now, fresh] = [document.querySelector(".split"), next.querySelector(".split")];
    if (answer.ok && answer.url !== pageOf(location.href)) history.pushState(null, "", answer.url);
    else if (!asksForNoPart()) history.replaceState(null, "", pageOf(location.href)); // the part was of the page that is left
    address = location.href;
    document.title = next.title;
    document.body.className = next.body.className;
    if (!now || !fresh) {
      document.getElementById("content")!.replaceWith(next.getElementById("content")!);
      return document.getElementById("content")!.focus();
    }
    putIn(now, fresh);
    replace(".messages", next);
    replace("#map-config", next);
    say("");
    scrollTo(0, 0);
    turned();
    focusHeading();
    tellWhatCame();
  };
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !("turns" in form.dataset)) return;
    event.preventDefault();
    if (sending || !mayTurn(form)) return;
    sending = true;
    const { submitter } = event;
    const unsent = (why: Refusal) => !form.dispatchEvent(new CustomEvent<Unsent>(UNSENT, { detail: { why, submitter }, cancelable: true }));
    void turn(submitter?.getAttribute("formaction") ?? form.action, { method: "post", body: new FormData(form, submitter) }, unsent);
  });
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-turns]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!sending && mayTurn()) void turn(link.href);
  });
  addEventListener("popstate", () => {
    if (pageOf(location.href) === pageOf(address)) return; // to another part or view of the same page
    if (mayTurn()) void turn(location.href);
    else history.pushState(null, "", address);
  });
}

/** An address less what follows #: a part of the page, or the map's view. */
function pageOf(address: string): string {
  return address.replace(/#.*/, "");
}

function mayTurn(form?: HTMLFormElement): boolean {
  return document.dispatchEvent(new CustomEvent(TURNING, { detail: form, cancelable: true }));
}

/** The columns beside the map, before it and after it; the map itself is not touched. */
function putIn(now: Element, fresh: Element): void {
  const map = now.querySelector(MAP)!;
  const queue = fresh.querySelector(QUEUE) && now.querySelector(QUEUE);
  now.className = fresh.className;
  [...now.children].filter((old) => old !== map && old !== queue).forEach((old) => old.remove());
  let before = true;
  for (const part of [...fresh.children]) {
    if (part.matches(MAP)) before = false;
    else if (queue && part.matches(QUEUE)) queue.setAttribute("data-address", part.getAttribute("data-address")!);
    else if (before) map.before(part);
    else now.append(part);
  }
}

function replace(part: string, next: Document): void {
  const [old, fresh] = [document.querySelector(part), next.querySelector(part)];
  if (old && fresh) old.replaceWith(fresh);
  else if (old) old.remove();
  else if (fresh) document.getElementById("content")!.prepend(fresh);
}

/** Where what had the focus is gone and nothing that came has taken it, the heading does. */
function focusHeading(): void {
  if (document.activeElement !== document.body) return;
  const heading = document.querySelector<HTMLElement>(".split h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}

function tellWhatCame(): void {
  const said = document.querySelector(".messages, .last-reading [role=status]")?.textContent;
  const heading = document.querySelector(".split h1")?.textContent;
  announce([said, heading].map((text) => text?.trim()).filter(Boolean).join(" "));
}

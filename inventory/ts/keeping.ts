// The words and parts of what is kept and of the connection, as the page has them (keeping.html).

/** Why the server has not taken what was sent. */
export interface Refusal {
  word: "offline" | "slow" | "out" | "otherPerson" | "broken";
  status?: number;
}

/** Whether there was no answer in time, rather than no contact. */
export function isSlow(failure: unknown): boolean {
  return (failure as Error).name === "TimeoutError";
}

/** Whether an address is the one where one logs in. */
export function isLogin(address: string): boolean {
  return new URL(address).pathname === new URL(login(), address).pathname;
}

/** Where one logs in. */
function login(): string {
  return words().content.querySelector("[data-act=login]")!.getAttribute("href")!;
}

/** A text of the page with its places (`{name}`) filled in. */
export function say(name: string, places: Record<string, string> = {}): string {
  const text = words().dataset[name]!;
  return text.replace(/\{(\w+)\}/g, (_whole, place: string) => places[place] ?? "");
}

/** A part of the page, made anew. */
export function part(selector: string): HTMLElement {
  return words().content.querySelector(selector)!.cloneNode(true) as HTMLElement;
}

function words(): HTMLTemplateElement {
  return document.getElementById("keeping") as HTMLTemplateElement;
}

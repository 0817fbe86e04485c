// The words and parts of what is kept and of the connection, as the page has them (keeping.html).

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

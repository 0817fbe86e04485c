// What a person says in a form: its fields, less what the page itself puts there.

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const OF_THE_PAGE = ["csrfmiddlewaretoken", "draft"];
const SECRET = ["password", "file"];

/** Whether a field holds something that a person says; never a password. */
export function isSaid(field: Element): field is Field {
  return field instanceof HTMLInputElement
    ? field.name !== "" && !OF_THE_PAGE.includes(field.name) && !SECRET.includes(field.type)
    : field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement;
}

/** Whether a form came back from the server unsaved, with something that a person had said in it. */
export function cameBack(form: HTMLFormElement): boolean {
  const draft = form.elements.namedItem("draft") as HTMLInputElement | null; // unnamed where nothing was said
  return "unsaved" in form.dataset && draft?.value !== "";
}

/** The fields of a form with their values, as they would be sent. */
export function fieldsOf(form: HTMLFormElement): [string, string][] {
  const names = new Set([...form.elements].filter(isSaid).map((field) => field.name));
  const said: [string, string][] = [];
  for (const [name, value] of new FormData(form)) if (names.has(name) && typeof value === "string") said.push([name, value]);
  return said;
}

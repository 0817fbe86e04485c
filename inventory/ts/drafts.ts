// What is typed is kept in the browser per person and plan until the server has said that it is saved,
// and offered back after a crash, a closed tab or a login that ran out. Never put back by itself.
import { announce } from "./config";
import { type Draft, draftsOf, drop, isSaved, newId, put, tidy } from "./draft_store";
import { cameBack, fieldsOf, isSaid } from "./fields";
import { part, say } from "./keeping";
import type { PlanPage } from "./page";

const PAUSE_MS = 400; // in typing
const EVERY_MS = 5_000; // what a script writes, such as a drawn shape, is kept within
const MOST_OFFERED = 5;
const GIST_LENGTH = 60;

/** Keep the drafts of a page's forms (`data-draft`: person/plan/form), and offer those that are left. */
export function connectDrafts({ side, config, left }: PlanPage): void {
  const forms = [...side.querySelectorAll<HTMLFormElement>("form[data-draft], form[data-unsent]")];
  try {
    tidy();
  } catch {
    // A browser that keeps nothing: the question before leaving is what is left.
    for (const form of forms) if (form.dataset.draft) nameOf(form).value ||= newId();
    return;
  }
  const own = forms.filter(({ dataset }) => dataset.draft).map((form) => keep(form, left));
  const person = document.getElementById("keeping")!.dataset.person!;
  const start = config.plan === undefined ? `${person}/` : `${person}/${config.plan}/`;
  const offered = draftsOf(start).filter(([key]) => !own.includes(key));
  const bars = offered.flatMap(([key, draft]) => {
    const form = forms.find(({ dataset }) => key.startsWith(`${dataset.draft ?? dataset.unsent!}/`));
    return form || config.moving === undefined ? [offer(key, draft, form)] : [];
  });
  if (config.shapes) return; // a page of choices: nothing is typed there
  side.prepend(...bars.slice(0, MOST_OFFERED));
  if (bars.length) announce(bars[0]!.querySelector("p")!.textContent!);
}

/** Keep what is typed in a form from now on; the key of its draft. */
function keep(form: HTMLFormElement, left: AbortSignal): string {
  const back = cameBack(form);
  const field = nameOf(form);
  let id = (field.value ||= newId());
  let key = `${form.dataset.draft!}/${id}`;
  let loaded = back ? "" : JSON.stringify(fieldsOf(form));
  let kept = "";
  let timer = 0;
  const address = location.pathname + location.search; // the page may be turned before the last is kept
  const save = () => {
    clearTimeout(timer);
    const fields = fieldsOf(form);
    const content = JSON.stringify(fields);
    if (content === kept || isSaved(id)) return;
    kept = content;
    if (content === loaded) return drop(key);
    const draft = { at: Date.now(), of: form.dataset.draftOf ?? "", address, fields };
    if (!put(key, draft)) announce(say("notKept"));
  };
  const soon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE_MS);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("restored", save);
  form.addEventListener("submit", () => {
    field.value = JSON.stringify(fieldsOf(form)) === loaded ? "" : id; // where nothing is said there is no draft
  });
  const clock = window.setInterval(save, EVERY_MS);
  addEventListener("pagehide", save, { signal: left });
  document.addEventListener("visibilitychange", save, { signal: left });
  // Back in the browser's history to a form that was saved: what is typed from here is another draft.
  addEventListener("pageshow", () => {
    if (!isSaved(id)) return;
    id = field.value = newId();
    key = `${form.dataset.draft!}/${id}`;
    kept = loaded = JSON.stringify(fieldsOf(form));
  }, { signal: left });
  left.addEventListener("abort", () => {
    save();
    clearInterval(clock);
  });
  if (back) save();
  return key;
}

/** The field that names a form's draft to the server. */
function nameOf(form: HTMLFormElement): HTMLInputElement {
  return form.elements.namedItem("draft") as HTMLInputElement;
}

/** A bar that offers a draft: to put back in its form here, or to open where its form is. */
function offer(key: string, draft: Draft, form?: HTMLFormElement): HTMLElement {
  const bar = part(".kept");
  const of = [form?.dataset.draft ? "" : draft.of, gist(draft)].filter(Boolean).join(", ");
  bar.querySelector("p")!.textContent = say(of ? "hasDraftOf" : "hasDraft", { at: time(draft.at), of });
  const act = (name: string) => bar.querySelector<HTMLElement>(`[data-act=${name}]`)!;
  const open = act("open") as HTMLAnchorElement;
  open.href = draft.address;
  open.hidden = form !== undefined;
  act("restore").hidden = form === undefined;
  act("restore").addEventListener("click", () => {
    const missing = fill(form!, draft);
    drop(key);
    bar.remove();
    const told = missing.length ? ` ${say("missing", { names: missing.join(", ") })}` : "";
    tell(form!, say("restored") + told);
  });
  act("throw").addEventListener("click", () => {
    const next = bar.nextElementSibling?.querySelector<HTMLElement>("button:not([hidden])");
    drop(key);
    bar.remove();
    announce(say("thrown"));
    (next ?? document.querySelector<HTMLElement>("#outcomes [tabindex='0'], .side form :is(input:not([type=hidden]), select)"))?.focus();
  });
  return bar;
}

/** Put a draft into its form; the labels of what can no longer be chosen. */
function fill(form: HTMLFormElement, draft: Draft): string[] {
  const said = new Map<string, string[]>();
  for (const [name, value] of draft.fields) said.set(name, [...(said.get(name) ?? []), value]);
  const missing: string[] = [];
  for (const field of [...form.elements].filter(isSaid)) {
    const values = said.get(field.name);
    if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) {
      field.checked = values?.includes(field.value) ?? false;
    } else if (values?.length) {
      const value = values.shift()!;
      field.value = value;
      if (field.value !== value) missing.push(field.labels?.[0]?.textContent ?? field.name);
    }
  }
  for (const details of form.querySelectorAll("details.more")) details.setAttribute("open", "");
  form.dispatchEvent(new Event("restored"));
  return missing;
}

/** Say at the form what was put back, and take the one who pressed there. */
function tell(form: HTMLFormElement, text: string): void {
  const note = document.createElement("p");
  note.className = "kept";
  note.tabIndex = -1;
  note.textContent = text;
  form.prepend(note);
  note.scrollIntoView({ block: "center" });
  note.focus({ preventScroll: true });
}

/** The beginning of what is written in a draft, by which it is known from another: "q1 Fasaden ska bevaras". */
function gist({ fields }: Draft): string {
  const said = (name: string) => fields.find(([field]) => field === name)?.[1].trim() ?? "";
  const text = `${said("letter")}${said("index")} ${said("wording")}`.trim();
  return text.length > GIST_LENGTH ? `${text.slice(0, GIST_LENGTH).trimEnd()}…` : text;
}

/** "14:05", and of another day "2026-11-27 14:05". */
function time(at: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const when = new Date(at);
  const clock = `${two(when.getHours())}:${two(when.getMinutes())}`;
  const day = `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`;
  return when.toDateString() === new Date().toDateString() ? clock : `${day} ${clock}`;
}

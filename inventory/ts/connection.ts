// Before a form is sent the server is asked how the plan stands. Without an answer nothing is sent and
// nothing is lost: the page says what happened and what happens next, and sends on a person's word.
// An outcome is sent at once; one that did not come through is kept and told in the same way.
import { type Draft, drop, put } from "./draft_store";
import { fieldsOf } from "./fields";
import { isSlow, part, type Refusal, say } from "./keeping";
import type { PlanPage } from "./page";
import { UNSENT, type Unsent } from "./turning";

const PATIENCE_MS = 15_000;
const AGAIN_MS = 10_000;

interface State {
  person: number;
  token: string;
  changes: { who: string; at: string; why: string }[];
}

/** Ask before each form with a draft is sent, and tell when the server is out of reach and back. */
export function connectConnection({ side, config, left }: PlanPage): void {
  const forms = [...side.querySelectorAll<HTMLFormElement>("form[data-draft]")];
  if (!forms.length || config.plan === undefined) return;
  const bar = part(".connection");
  bar.hidden = true;
  side.prepend(bar);
  const [text, again, login] = [bar.querySelector("p")!, bar.querySelector("button")!, bar.querySelector("a")!];
  let waiting: (() => void) | null = null; // what a person wanted to send
  let outcome = ""; // the one that is waiting, in words
  let going: HTMLFormElement | null = null; // what the server has been asked about
  let away = 0; // the clock that tries again while the server is out of reach

  const show = (told: string, act?: HTMLElement) => {
    bar.hidden = false;
    text.textContent = outcome ? `${outcome} ${told}` : told;
    for (const one of [again, login]) one.hidden = one !== act;
    if (outcome && act) act.focus({ preventScroll: true }); // one key sends it
  };
  const outOfReach = () => {
    show(say(waiting ? "waits" : "offline"));
    away ||= window.setInterval(() => void comeBack(), AGAIN_MS);
  };
  const refuse = ({ word, status }: Refusal) => {
    if (word === "offline") return outOfReach();
    login.href = `${new URL(login.href).pathname}?next=${encodeURIComponent(location.pathname + location.search)}`;
    const act = { out: login, otherPerson: login, broken: again, slow: again }[word];
    const told = word === "slow" && outcome ? `${say("unsure")} ${say("sendAgain")}` : say(word, { status: String(status) });
    show(told, act);
    if (word === "slow") away ||= window.setInterval(() => void comeBack(), AGAIN_MS);
  };
  const comeBack = async () => {
    const found = await ask(forms[0]!, config.plan!);
    if ("word" in found) return;
    clearInterval(away);
    away = 0;
    const others = found.changes.map(({ who, at, why }) => `${who} ${at} (${why})`).join(", ");
    const told = others ? say("others", { changes: others }) : say("nobody");
    const back = outcome ? `${say("back")} ${say("sendAgain")}` : say(waiting ? "backUnsaved" : "back");
    show(`${back} ${told}`, waiting ? again : undefined);
  };
  const send = async (form: HTMLFormElement, submitter: HTMLElement | null) => {
    waiting = () => void send(form, submitter);
    const found = await ask(form, config.plan!);
    if ("word" in found) return refuse(found);
    (form.elements.namedItem("csrfmiddlewaretoken") as HTMLInputElement).value = found.token;
    waiting = null;
    going = form;
    form.requestSubmit(submitter);
  };
  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      if (going === form) {
        going = null;
        return; // the server has been asked
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!waiting || outcome || !bar.hidden) void send(form, event.submitter);
    }, { capture: true });
  }
  const reading = side.querySelector<HTMLFormElement>("form[data-unsent]");
  if (reading) {
    keepOutcome(reading, left, (told, submitter, why) => {
      outcome = told;
      waiting = () => void send(reading, submitter);
      if (why) refuse(why);
      else show(say("sendAgain"), again);
    });
  }
  again.addEventListener("click", () => waiting?.());
  addEventListener("offline", outOfReach, { signal: left });
  addEventListener("online", () => void comeBack(), { signal: left });
  left.addEventListener("abort", () => clearInterval(away));
}

/** Keep an outcome that did not come through, with how it was read; `wait` is told of it, and of one put back. */
function keepOutcome(form: HTMLFormElement, left: AbortSignal, wait: (told: string, submitter: HTMLElement, why?: Refusal) => void): void {
  const key = `${form.dataset.unsent!}/1`;
  const chosen = form.elements.namedItem("chosen") as HTMLInputElement;
  let sent = false;
  const words = (submitter: HTMLElement) => {
    const said = new FormData(form).get("basis");
    const basis = form.querySelector(`[name=basis][value="${String(said)}"]`)?.closest("label")?.textContent?.trim();
    return { outcome: submitter.lastChild!.textContent!.trim(), basis: basis ?? "–" };
  };
  form.addEventListener("submit", () => {
    sent = true;
  });
  form.addEventListener(UNSENT, (event) => {
    const { why, submitter } = (event as CustomEvent<Unsent>).detail;
    if (!submitter) return;
    event.preventDefault();
    sent = false;
    chosen.value = (submitter as HTMLButtonElement).value;
    const of = say("unsentDraft", words(submitter));
    const draft: Draft = { at: Date.now(), of, address: location.pathname + location.search, fields: fieldsOf(form) };
    put(key, draft);
    wait(say("unsent", words(submitter)), submitter, why);
  });
  form.addEventListener("restored", () => {
    const submitter = form.querySelector<HTMLElement>(`[name=outcome][value="${chosen.value}"]`);
    if (submitter) setTimeout(() => wait(say("unsent", words(submitter)), submitter)); // when what was put back is told
  });
  left.addEventListener("abort", () => {
    if (sent) drop(key); // the server has answered
  });
}

/** How the plan stands, or why there is no answer. */
async function ask(form: HTMLFormElement, plan: number): Promise<State | Refusal> {
  const since = encodeURIComponent(form.dataset.since!);
  let answer: Response;
  try {
    answer = await fetch(`/api/plan/${plan}/andringar/?sedan=${since}`, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (failure) {
    return { word: isSlow(failure) ? "slow" : "offline" };
  }
  if (answer.status === 401) return { word: "out" };
  if (!answer.ok) return { word: "broken", status: answer.status };
  const state = (await answer.json()) as State;
  const own = form.dataset.draft ?? form.dataset.unsent!;
  return own.startsWith(`${state.person}/`) ? state : { word: "otherPerson" };
}

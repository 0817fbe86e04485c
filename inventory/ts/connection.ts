// Before a form is sent the server is asked how the plan stands. Without an answer nothing is sent and
// nothing is lost: the page says what happened and what happens next, and sends on a person's word.
import { part, say } from "./keeping";
import type { PlanPage } from "./page";

const PATIENCE_MS = 15_000;
const AGAIN_MS = 10_000;

interface State {
  person: number;
  token: string;
  changes: { who: string; at: string; why: string }[];
}

interface Refusal {
  word: "offline" | "slow" | "out" | "otherPerson" | "broken";
  status?: number;
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
  let going: HTMLFormElement | null = null; // what the server has been asked about
  let away = 0; // the clock that tries again while the server is out of reach

  const show = (told: string, part?: HTMLElement) => {
    bar.hidden = false;
    text.textContent = told;
    for (const act of [again, login]) act.hidden = act !== part;
  };
  const outOfReach = () => {
    show(say(waiting ? "waits" : "offline"));
    away ||= window.setInterval(() => void comeBack(), AGAIN_MS);
  };
  const refuse = ({ word, status }: Refusal) => {
    if (word === "offline") return outOfReach();
    login.href = `${new URL(login.href).pathname}?next=${encodeURIComponent(location.pathname + location.search)}`;
    const part = { out: login, otherPerson: login, broken: again, slow: again }[word];
    show(say(word, { status: String(status) }), part);
    if (word === "slow") away ||= window.setInterval(() => void comeBack(), AGAIN_MS);
  };
  const comeBack = async () => {
    const found = await ask(forms[0]!, config.plan!);
    if ("word" in found) return;
    clearInterval(away);
    away = 0;
    const others = found.changes.map(({ who, at, why }) => `${who} ${at} (${why})`).join(", ");
    const told = others ? say("others", { changes: others }) : say("nobody");
    show(`${say(waiting ? "backUnsaved" : "back")} ${told}`, waiting ? again : undefined);
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
      if (!waiting || !bar.hidden) void send(form, event.submitter);
    }, { capture: true });
  }
  again.addEventListener("click", () => waiting?.());
  addEventListener("offline", outOfReach, { signal: left });
  addEventListener("online", () => void comeBack(), { signal: left });
  left.addEventListener("abort", () => clearInterval(away));
}

/** How the plan stands, or why there is no answer. */
async function ask(form: HTMLFormElement, plan: number): Promise<State | Refusal> {
  const since = encodeURIComponent(form.dataset.since!);
  let answer: Response;
  try {
    answer = await fetch(`/api/plan/${plan}/andringar/?sedan=${since}`, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (failure) {
    return { word: (failure as Error).name === "TimeoutError" ? "slow" : "offline" };
  }
  if (answer.status === 401) return { word: "out" };
  if (!answer.ok) return { word: "broken", status: answer.status };
  const state = (await answer.json()) as State;
  return form.dataset.draft!.startsWith(`${state.person}/`) ? state : { word: "otherPerson" };
}

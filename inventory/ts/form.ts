// The form of a marking: what an existing object or provision makes unnecessary is folded away, and
// what is wrong has the focus.

const WRONG = ".side .errors, .side .wrong :is(input, select, textarea)";

export function connectForm(form: HTMLFormElement): void {
  fold(form, "thing", ".if-new-thing");
  fold(form, "provision", ".if-new-provision");
  const wording = form.elements.namedItem("wording") as HTMLTextAreaElement | null;
  for (const button of form.querySelectorAll<HTMLButtonElement>("button.wording")) {
    button.addEventListener("click", () => {
      wording!.value = button.textContent!.trim();
      wording!.dispatchEvent(new Event("input", { bubbles: true }));
      wording!.focus();
    });
  }
}

/** Take the one who wrote to the first thing that is wrong, in view with its label and its reason. */
export function focusFirstWrong(): void {
  const wrong = document.querySelector<HTMLElement>(WRONG);
  wrong?.focus({ preventScroll: true });
  (wrong?.closest(".field") ?? wrong)?.scrollIntoView({ block: "center" });
}

function fold(form: HTMLFormElement, name: string, part: string): void {
  const choice = form.elements.namedItem(name) as HTMLSelectElement | null;
  const folded = form.querySelector<HTMLElement>(part);
  if (!choice || !folded) return;
  const update = () => {
    folded.hidden = choice.value !== "";
  };
  choice.addEventListener("change", update);
  form.addEventListener("restored", update);
  update();
}

// The form for a new marking: what an existing object or provision makes unnecessary is folded away.

export function connectForm(form: HTMLFormElement): void {
  fold(form, "thing", ".if-new-thing");
  fold(form, "provision", ".if-new-provision");
  const wording = form.elements.namedItem("wording") as HTMLTextAreaElement | null;
  for (const button of form.querySelectorAll<HTMLButtonElement>("button.wording")) {
    button.addEventListener("click", () => {
      wording!.value = button.textContent!.trim();
      wording!.focus();
    });
  }
}

function fold(form: HTMLFormElement, name: string, part: string): void {
  const choice = form.elements.namedItem(name) as HTMLSelectElement | null;
  const folded = form.querySelector<HTMLElement>(part);
  if (!choice || !folded) return;
  const update = () => {
    folded.hidden = choice.value !== "";
  };
  choice.addEventListener("change", update);
  update();
}

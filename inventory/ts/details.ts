// Fler uppgifter: whether it is open is remembered per person, and what was filled in the last time stands
// above the fold, where it is at hand the next time.
import type { PlanPage } from "./page";

interface Remembered {
  open: boolean;
  filled: string[];
}

export function connectDetails({ side }: PlanPage): void {
  for (const details of side.querySelectorAll<HTMLDetailsElement>("details[data-remember]")) {
    remember(details, `details-${details.dataset.remember!}`);
  }
}

function remember(details: HTMLDetailsElement, key: string): void {
  const known = read(key);
  const fields = [...details.querySelectorAll<HTMLElement>(".field")];
  for (const field of fields) {
    if (known.filled.includes(control(field).name)) details.before(field);
  }
  if (known.open) details.open = true;
  const keep = (what: Partial<Remembered>) => localStorage.setItem(key, JSON.stringify({ ...read(key), ...what }));
  details.addEventListener("toggle", () => keep({ open: details.open }));
  details.closest("form")?.addEventListener("submit", () => {
    keep({ filled: fields.map(control).filter((input) => input.value.trim()).map((input) => input.name) });
  });
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function control(field: HTMLElement): Control {
  return field.querySelector<Control>("input, select, textarea")!;
}

function read(key: string): Remembered {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Remembered>;
    return { open: kept.open === true, filled: Array.isArray(kept.filled) ? kept.filled : [] };
  } catch {
    return { open: false, filled: [] };
  }
}

// A box that ticks all the rows of a form, where there is one; without this script it is hidden.

export function tickTogether(): void {
  const all = document.getElementById("all") as HTMLInputElement | null;
  if (!all) return;
  const boxes = [...document.querySelectorAll<HTMLInputElement>("input[name=rad]")];
  const tell = () => (all.checked = boxes.length > 0 && boxes.every((box) => box.checked));
  all.closest<HTMLElement>("label")!.hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  boxes.forEach((box) => box.addEventListener("change", tell));
  tell();
}

// Many objects that are to get one provision: ticked in the list, clicked with Shift, or all in an area.
// The form of a marking becomes theirs while any is selected.
import L from "leaflet";

import { announce, say, word, words } from "./config";
import { toWkt } from "./coordinates";
import { draw } from "./drawing";
import { showBuildings } from "./footprints";
import { CAME } from "./later";
import type { PlanPage } from "./page";
import { type OpenPlan, mark, select } from "./plan";
import { post } from "./send";

interface Found {
  objects: { id: number; version: number; label: string }[];
  buildings: { id: number; lat: number; lng: number }[];
}

interface Chosen {
  version: number;
  label: string;
}

const NAMED = 5; // of the selected ones, in words

export function connectSelection(page: PlanPage, open: OpenPlan): void {
  const form = page.side.querySelector<HTMLFormElement>("#marking-form");
  const told = page.side.querySelector<HTMLElement>("#selection");
  if (!form || !told) return;
  new Selection(page, open, form, told).connect();
}

class Selection {
  private readonly objects = new Map<number, Chosen>();
  private readonly buildings = new Map<number, L.CircleMarker | null>();
  private readonly save: HTMLButtonElement;
  private readonly saveOne: string;

  constructor(
    private readonly page: PlanPage,
    private readonly open: OpenPlan,
    private readonly form: HTMLFormElement,
    private readonly told: HTMLElement,
  ) {
    this.save = form.querySelector<HTMLButtonElement>("button.primary")!;
    this.saveOne = this.save.textContent!;
  }

  connect(): void {
    const { side, left } = this.page;
    side.querySelector("#markings")?.addEventListener("change", (event) => {
      const tick = event.target as HTMLInputElement;
      if (tick.matches("input.tick")) this.choose(Number(tick.value), tick.checked);
    });
    side.addEventListener(CAME, () => this.update());
    this.open.clicked = (id, more) => {
      if (more) this.choose(id, !this.objects.has(id));
      select(this.open, id);
    };
    const tools = side.querySelector<HTMLElement>("#choose")!;
    tools.hidden = false;
    this.fillAreas();
    this.button("choose-all").addEventListener("click", () => {
      for (const id of this.open.objects.keys()) this.add(id);
      this.update();
    });
    this.button("choose-objects").addEventListener("click", (event) => this.within(event, "objects"));
    this.button("choose-buildings").addEventListener("click", (event) => this.within(event, "buildings"));
    this.button("choose-none").addEventListener("click", () => this.clear());
    this.form.addEventListener("submit", () => this.write());
    this.form.addEventListener("restored", () => this.restore());
    this.restore();
    left.addEventListener("abort", () => this.buildings.forEach((dot) => dot?.remove()));
  }

  private button(id: string): HTMLButtonElement {
    return this.page.side.querySelector<HTMLButtonElement>(`#${id}`)!;
  }

  private ticks(): HTMLInputElement[] {
    return [...this.page.side.querySelectorAll<HTMLInputElement>("#markings input.tick")];
  }

  private field(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  /** What came back from the server unsaved is selected as it was. */
  private restore(): void {
    for (const pair of this.field("things").value.split(" ").filter(Boolean)) {
      const [id, version] = pair.split(":").map(Number);
      this.add(id!, { version: version!, label: word("unnamed") });
    }
    for (const id of this.field("footprints").value.split(" ").filter(Boolean)) this.buildings.set(Number(id), null);
    this.update();
  }

  private fillAreas(): void {
    const choice = this.page.side.querySelector<HTMLSelectElement>("#choose-area")!;
    for (const { facts } of this.open.areas) choice.append(new Option(facts.label, `${facts.layer} ${facts.id}`));
    if (this.open.areas.length) choice.selectedIndex = 1;
  }

  private choose(id: number, on: boolean): void {
    if (on) this.add(id);
    else this.objects.delete(id);
    this.update();
  }

  private add(id: number, known?: Chosen): void {
    const facts = this.open.objects.get(id)?.facts ?? known;
    if (facts) this.objects.set(id, { version: facts.version, label: facts.label });
  }

  private clear(): void {
    this.objects.clear();
    this.buildings.forEach((dot) => dot?.remove());
    this.buildings.clear();
    this.update();
  }

  /** Select what lies in the area that is chosen, or is drawn now. */
  private within(event: Event, what: keyof Found): void {
    const choice = this.page.side.querySelector<HTMLSelectElement>("#choose-area")!.value;
    const [layer, id] = choice.split(" ");
    if (layer && id) return void this.find(new URLSearchParams({ [layer]: id }), what);
    draw(this.page.shown.map, "Polygon", event.currentTarget as HTMLElement, (shape) => {
      void this.find(new URLSearchParams({ drawn: toWkt(shape) }), what);
    });
  }

  private async find(area: URLSearchParams, what: keyof Found): Promise<void> {
    const { status, told } = await post<Found>(`/api/plan/${this.page.config.plan}/inom/`, area);
    if (this.page.left.aborted) return;
    if (status !== 200) return say(told.error ?? word("noContact"));
    say("");
    const before = this.objects.size + this.buildings.size;
    for (const { id, version, label } of told.objects) this.add(id, { version, label });
    if (what === "buildings") {
      showBuildings();
      for (const building of told.buildings) this.addBuilding(building);
    }
    this.update();
    if (this.objects.size + this.buildings.size === before) announce(word("nothingThere"));
  }

  private addBuilding({ id, lat, lng }: Found["buildings"][number]): void {
    if (this.buildings.has(id)) return;
    const style = { radius: 6, color: "#0b5a6e", weight: 3, fillColor: "#fff", fillOpacity: 1, interactive: false, snapIgnore: true };
    this.buildings.set(id, L.circleMarker([lat, lng], style).addTo(this.page.shown.map));
  }

  private write(): void {
    const versions = [...this.objects].map(([id, { version }]) => `${id}:${this.open.objects.get(id)?.facts.version ?? version}`);
    this.field("things").value = versions.join(" ");
    this.field("footprints").value = [...this.buildings.keys()].join(" ");
  }

  /** Show what is selected in the list, on the map and in the form, which is theirs while any is. */
  private update(): void {
    this.write();
    const number = this.objects.size + this.buildings.size;
    for (const tick of this.ticks()) tick.checked = this.objects.has(Number(tick.value));
    for (const [id, { layer }] of this.open.objects) mark(layer, "chosen", this.objects.has(id));
    this.told.hidden = !number;
    this.page.side.querySelector<HTMLElement>(".if-one")!.hidden = number > 0;
    this.save.textContent = number ? words("give", { number }) : this.saveOne;
    if (number) this.save.setAttribute("formaction", this.told.dataset.address!);
    else this.save.removeAttribute("formaction");
    this.page.side.querySelector("#selection-told")!.textContent = number ? this.inWords(number) : "";
  }

  private inWords(number: number): string {
    const names = [...this.objects.values()].slice(0, NAMED).map(({ label }) => label);
    if (this.objects.size > NAMED) names.push("…");
    const parts = [words("selected", { number })];
    if (names.length) parts.push(names.join(", "));
    if (this.buildings.size) parts.push(words("newBuildings", { number: this.buildings.size }));
    return parts.join(" · ");
  }
}

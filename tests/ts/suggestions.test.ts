// Run by tests/inventory/test_suggestions.py with Node's own test runner.
import assert from "node:assert/strict";
import { test } from "node:test";

import { linesOf, wordsOf } from "../../inventory/ts/lines.ts";
import { turned } from "../../inventory/ts/rectangles.ts";
import { suggestions } from "../../inventory/ts/suggestions.ts";

/** Lines one below the other, an empty one leaving a gap. */
function page(text: string) {
  return text.split("\n").map((line, n) => ({
    text: line.trim(), left: 0.1, right: 0.9, top: n * 0.02, bottom: n * 0.02 + 0.012,
  })).filter((line) => line.text);
}

function found(text: string): string[] {
  return suggestions(1, page(text)).map(({ letter, index, wording }) => `${letter}|${index}|${wording}`);
}

const CASES: [string, string, string[]][] = [
  ["an index", "q1 Byggnaden får inte rivas.", ["q|1|Byggnaden får inte rivas."]],
  ["a colon", "q1: Byggnaden får inte rivas", ["q|1|Byggnaden får inte rivas"]],
  ["a dash", "k2 – Fasaden ska vara av trä", ["k|2|Fasaden ska vara av trä"]],
  ["a lowered index", "q₁₂ Takets form ska bevaras", ["q|12|Takets form ska bevaras"]],
  ["a raised index", "r² Rivningsförbud", ["r|2|Rivningsförbud"]],
  ["a letter alone", "k Varsamhet vid ändring", ["k||Varsamhet vid ändring"]],
  ["a letter alone with a colon", "q: Byggnaden får inte rivas", ["q||Byggnaden får inte rivas"]],
  ["a verb first", "q1 får inte rivas", ["q|1|får inte rivas"]],
  ["a bullet", "• r1 Byggnaden får inte rivas", ["r|1|Byggnaden får inte rivas"]],
  ["its words on the next line", "q1\nByggnaden får inte rivas.", ["q|1|Byggnaden får inte rivas."]],
  ["several lines", "k1 Byggnadens karaktär\nska beaktas vid ändring.\nHandel", ["k|1|Byggnadens karaktär ska beaktas vid ändring."]],
  ["a hyphenated word", "q1 Byggnaden får inte för-\nvanskas.", ["q|1|Byggnaden får inte förvanskas."]],
  ["a hyphen that stays", "q1 Byggnadens kultur-\noch miljövärden ska bevaras.", ["q|1|Byggnadens kultur- och miljövärden ska bevaras."]],
  ["two in a row", "q1 Får inte rivas\nk1 Fasaden ska bevaras", ["q|1|Får inte rivas", "k|1|Fasaden ska bevaras"]],
  ["another kind next", "q1 Byggnaden får inte\nn1 träd får inte fällas", ["q|1|Byggnaden får inte"]],
  ["a gap", "q1 Byggnaden får inte\n\n\nrivas utan lov", ["q|1|Byggnaden får inte"]],
  ["the same twice", "q1 Får inte rivas\nq1 Får inte rivas", ["q|1|Får inte rivas"]],
  ["a capital Q", "Q1 Bevarandeområde\nQ Kulturreservat, byggnad", []],
  ["a capital K", "K Kontor\nK1 Kontor i bottenvåning", []],
  ["a capital R", "R1 Besöksanläggning", []],
  ["a block", "k: Lejonet 4 med byggnad\nkv. Lejonet", []],
  ["a compound", "q-märkt byggnad\nk-märkning av Byggnad", []],
  ["a list", "k) Byggnad\nk. Byggnad", []],
  ["a letter in a sentence", "Bestämmelsen q1 betyder att byggnaden skyddas", []],
  ["a letter without sense", "r Radhus\nk Kontor", []],
  ["an amount", "k1 200 kr", []],
];

for (const [name, text, expected] of CASES) {
  test(name, () => assert.deepEqual(found(text), expected));
}

test("pieces on one line become a line, columns do not", () => {
  const piece = (text: string, left: number, right: number, top = 0.1, bottom = 0.12) => ({ text, left, right, top, bottom });
  const lines = linesOf([
    piece("q", 0.1, 0.12), piece("1", 0.121, 0.13, 0.112, 0.124), piece("Byggnaden", 0.15, 0.3), piece(" ", 0.3, 0.31),
    piece("rivs ej", 0.31, 0.4), piece("Annan spalt", 0.6, 0.8), piece("Nästa rad", 0.1, 0.3, 0.13, 0.15),
  ], 1);
  assert.deepEqual(lines.map(({ text }) => text), ["q1 Byggnaden rivs ej", "Annan spalt", "Nästa rad"]);
  assert.equal(lines[0]!.right, 0.4);
});

test("a page turned four quarters is as it was", () => {
  const place = { left: 0.125, top: 0.25, right: 0.5, bottom: 0.375 };
  assert.deepEqual(turned(place, 1), { left: 0.625, top: 0.125, right: 0.75, bottom: 0.5 });
  for (const quarters of [0, 1, 2, 3]) assert.deepEqual(turned(turned(place, quarters), -quarters), place);
});

test("the words of lines are read on", () => {
  assert.equal(wordsOf(page("Fasaden ska be-\nvaras och kultur-\noch miljö skyddas")), "Fasaden ska bevaras och kultur- och miljö skyddas");
});

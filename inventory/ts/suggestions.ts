// Sentences of a plan's text that look like q, k or r provisions. They are suggested and no more: a person
// takes one or leaves it.
import { endsParted, joined, type Line } from "./lines.ts"; // the ending, because Node tests it as it stands

export interface Suggestion {
  page: number;
  letter: string;
  /** As printed, in common digits; empty where there is none. */
  index: string;
  wording: string;
  lines: Line[];
}

// The letter is as printed: capital Q, K and R are uses of land (kontor, besöksanläggningar), no protection.
const INDEXED = /^(?:[•·–—-]\s*)?([qkr]) ?([0-9₀-₉¹²³⁰⁴-⁹]{1,3})\s*(?:[:–—-]\s*)?(.*)$/u;
const BARE = /^(?:[•·–—-]\s*)?([qkr])(?:\s*(:)\s*|\s+[–—-]\s*|\s+)(.+)$/u;
// What a letter without an index must speak of: it may be a list's, or short for something else.
const SPEAKS_OF = /byggnad|riv(?:as|ning)|varsam|kultur|bevara|skydd|karaktär|fasad|utseende|underhåll|interiör|exteriör|miljö|förvansk|ändring/iu;
const SENTENCE = /^(?:\p{Lu}|får\b|ska\b|skall\b)/u;
const OTHER_PROVISION = /^(?:[•·–—-]\s*)?\p{Ll} ?[0-9₀-₉]{1,3}(?:\s|:|$)/u;
const ENDED = /[.!?]["”]?$/u;
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const LOWERED = "₀₁₂₃₄₅₆₇₈₉";
const MAX_LINES = 12;
const MAX_GAP = 1.1; // line heights between two lines of one provision

/** The provisions that the lines of a page look like, in order, each once. */
export function suggestions(page: number, lines: Line[]): Suggestion[] {
  const found: Suggestion[] = [];
  for (let at = 0; at < lines.length; at++) {
    const start = startOf(lines, at);
    if (!start) continue;
    const taken = lines.slice(at, at + start.lines);
    let wording = start.wording;
    let next = lines[at + taken.length];
    while (next && taken.length < MAX_LINES && goesOn(wording, taken.at(-1)!, next)) {
      wording = joined(wording, next.text);
      taken.push(next);
      next = lines[at + taken.length];
    }
    const { letter, index } = start;
    if (!found.some((known) => known.letter === letter && known.index === index && known.wording === wording)) {
      found.push({ page, letter, index, wording, lines: taken });
    }
    at += taken.length - 1;
  }
  return found;
}

interface Start {
  letter: string;
  index: string;
  wording: string;
  /** How many lines it takes: two where the letter stands alone. */
  lines: number;
}

function startOf(lines: Line[], at: number): Start | null {
  const text = lines[at]!.text;
  const indexed = INDEXED.exec(text);
  if (indexed) {
    const [, letter, index, rest] = indexed;
    const start = { letter: letter!, index: digits(index!) };
    if (rest && SENTENCE.test(rest)) return { ...start, wording: rest, lines: 1 };
    const next = lines[at + 1]?.text;
    return !rest && next && /^\p{Lu}/u.test(next) && next.includes(" ") ? { ...start, wording: next, lines: 2 } : null;
  }
  const [, letter, colon, rest] = BARE.exec(text) ?? [];
  if (!letter || !rest || (letter === "k" && colon)) return null; // "k:" is a block, kvarteret
  return SENTENCE.test(rest) && SPEAKS_OF.test(rest) ? { letter, index: "", wording: rest, lines: 1 } : null;
}

function goesOn(wording: string, last: Line, next: Line): boolean {
  const height = last.bottom - last.top;
  if (next.top - last.bottom > MAX_GAP * height || next.bottom < last.top) return false;
  if (INDEXED.test(next.text) || BARE.test(next.text) || OTHER_PROVISION.test(next.text)) return false;
  if (endsParted(wording)) return true;
  return !ENDED.test(wording) && /^[\p{Ll}\d(]/u.test(next.text);
}

function digits(index: string): string {
  return [...index].map((digit) => {
    const value = Math.max(RAISED.indexOf(digit), LOWERED.indexOf(digit));
    return value < 0 ? digit : String(value);
  }).join("");
}

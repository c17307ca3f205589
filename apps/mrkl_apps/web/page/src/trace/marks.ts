// Which words of which texts the arguments of a call rest on.
import type { Json, Provenance } from '../api/types.ts';
import type { EarlierTurn } from '../chat/tree.ts';
import type { Mark } from '../text/bytes.ts';
import { citedSpans, sourceLabel } from './provenance.ts';

export interface MarkedText {
  label: string;
  text: string;
  marks: Mark[];
}

export const PENS = 6;

/** Gives every argument a pen. */
export function pensOf(names: readonly string[]): { [argument: string]: number } {
  return Object.fromEntries(names.map((name, index) => [name, index % PENS]));
}

/** Returns the texts with marks; the question comes first, in any case. */
export function markedTexts(
  provenance: { [argument: string]: Provenance },
  question: string,
  turns: readonly EarlierTurn[],
): MarkedText[] {
  const own: MarkedText = { label: 'Question', text: question, marks: [] };
  const texts = new Map([['question', own]]);
  for (const [name, origin] of Object.entries(provenance)) {
    for (const { source, start, end } of citedSpans(origin)) {
      const turn = /^turn:(\d+)$/.exec(source);
      const text = turn ? turns[Number(turn[1])]?.question : undefined;
      if (text !== undefined && !texts.has(source)) {
        const label = sourceLabel(source);
        texts.set(source, { label: label[0]!.toUpperCase() + label.slice(1), text, marks: [] });
      }
      texts.get(source)?.marks.push({ name, start, end });
    }
  }
  return [...texts.values()];
}

/** An argument's value as it is shown. */
export function shownValue(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Sources other than texts that can be shown: earlier steps and answers, the spec, documents. */
export function otherSources(origin: Provenance): string[] {
  const names = citedSpans(origin).map((span) => span.source);
  const shown = names.filter((name) => !/^(question|turn:\d+)$/.test(name));
  return [...new Set(shown)].map(sourceLabel);
}

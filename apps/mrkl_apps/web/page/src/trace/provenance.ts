// What an argument rests on: stretches of named sources, out of its provenance.
import type { Provenance } from '../api/types.ts';

export interface CitedSpan {
  /** `question`, `turn:K`, `answer:K`, `step:J`, `document:D`, `spec`, `language_model`. */
  source: string;
  /** Bytes; 0 and 0 where the whole value is meant. */
  start: number;
  end: number;
}

const POINTER =
  /\{\{|\}\}|\{(?:(question|(?:turn|step|answer|document):\d+)(?::(\d+):(\d+))?|(\d+):(\d+))\|(?:number|text)\}/g;

/** Returns every stretch that a value rests on. A damaged transform rests on nothing. */
export function citedSpans(provenance: Provenance): CitedSpan[] {
  const { source, start, end, transform } = provenance;
  const name = transform.split('(', 1)[0]!;
  const parameter = transform.slice(name.length + 1, -1);
  if (name === 'template') return templateSpans(source, readJson(parameter));
  if (name === 'join') return joinSpans(source, readJson(parameter));
  // An enum choice names the whole question: true, but it points at nothing.
  if (name === 'constant' && provenance.class !== 'copied' && provenance.class !== 'normalised') return [];
  if (end > start) return [{ source, start, end }];
  return /^(step|answer):\d+$/.test(source) ? [{ source, start: 0, end: 0 }] : [];
}

function templateSpans(own: string, template: unknown): CitedSpan[] {
  if (typeof template !== 'string') return [];
  const spans: CitedSpan[] = [];
  for (const [written, source, first, last, start, end] of template.matchAll(POINTER)) {
    if (written === '{{' || written === '}}') continue;
    spans.push({ source: source ?? own, start: Number(start ?? first ?? 0), end: Number(end ?? last ?? 0) });
  }
  return spans;
}

function joinSpans(source: string, parts: unknown): CitedSpan[] {
  if (!Array.isArray(parts)) return [];
  return parts.flatMap((part: unknown) =>
    Array.isArray(part) && typeof part[0] === 'number' && typeof part[1] === 'number'
      ? [{ source, start: part[0], end: part[1] }]
      : [],
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What happened to the words on their way to the value, in a few words. */
export function originLabel({ class: kind, source, transform }: Provenance): string {
  const name = transform.split('(', 1)[0]!;
  if (name !== 'constant') return LABELS[name] ?? transform.slice(0, 40);
  if (source === 'language_model') return 'written by the language model';
  return kind === 'enum' ? 'one of its choices' : kind === 'default' ? 'not mentioned' : 'fixed value';
}

const LABELS: { [name: string]: string } = {
  copy: 'as written',
  number: 'read as a number',
  numbers: 'read as numbers',
  ordinal: 'read as a number',
  ordinals: 'read as numbers',
  percent: 'read as a share',
  items: 'read as a list',
  literal: 'read as written',
  date: 'read as a date',
  dated: 'read as a date',
  datetime: 'read as a moment',
  duration: 'read as a duration',
  join: 'several words',
  template: 'built from the marked words',
  value: 'earlier result',
  single: 'earlier result',
  figure: 'figure of an earlier result',
  human: 'typed by you',
};

/** Where a span comes from, for people; questions are counted from one. */
export function sourceLabel(source: string): string {
  const [kind, number] = source.split(':');
  if (kind === 'question') return 'this question';
  if (kind === 'turn') return `question ${Number(number) + 1}`;
  if (kind === 'answer') return `answer ${Number(number) + 1}`;
  if (kind === 'step') return `step ${Number(number) + 1}`;
  if (kind === 'spec') return 'the expert';
  if (kind === 'language_model') return 'the language model';
  return source.replace(/^document:/, '');
}

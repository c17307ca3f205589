import { describe, expect, it } from 'vitest';
import type { Provenance } from '../src/api/types.ts';
import { changedArguments, typedValue, writtenValue } from '../src/trace/editing.ts';
import { markedTexts, otherSources, pensOf, shownValue } from '../src/trace/marks.ts';
import { citedSpans, originLabel, sourceLabel } from '../src/trace/provenance.ts';

function origin(transform: string, more: Partial<Provenance> = {}): Provenance {
  return { class: 'program', source: 'question', start: 0, end: 21, transform, ...more };
}

describe('cited spans', () => {
  it('of a program are its pointers, not the whole question', () => {
    expect(citedSpans(origin('template("{8:10|number}/100*{15:20|number}")'))).toEqual([
      { source: 'question', start: 8, end: 10 },
      { source: 'question', start: 15, end: 20 },
    ]);
  });

  it('of a program may point into turns, steps and answers; doubled braces are text', () => {
    const template = JSON.stringify('{{x}} {turn:1:3:7|text} {step:0|number}+{answer:2|number}');
    expect(citedSpans(origin(`template(${template})`))).toEqual([
      { source: 'turn:1', start: 3, end: 7 },
      { source: 'step:0', start: 0, end: 0 },
      { source: 'answer:2', start: 0, end: 0 },
    ]);
  });

  it('of SQL without literals are none', () => {
    expect(citedSpans(origin('template("SELECT 1")'))).toEqual([]);
  });

  it('of joined spans are all of them', () => {
    expect(citedSpans(origin('join([[0,3,"copy"],[8,11,"number"]])'))).toEqual([
      { source: 'question', start: 0, end: 3 },
      { source: 'question', start: 8, end: 11 },
    ]);
  });

  it('of copies are their own, of enums, defaults and human words none', () => {
    expect(citedSpans(origin('copy', { class: 'copied', start: 5, end: 9 }))).toHaveLength(1);
    expect(citedSpans(origin('constant("shift")', { class: 'enum' }))).toEqual([]);
    expect(citedSpans(origin('constant(1)', { class: 'default', source: 'spec', end: 0 }))).toEqual([]);
    expect(citedSpans(origin('human', { class: 'human', source: 'human', end: 0 }))).toEqual([]);
  });

  it('of earlier values name them whole', () => {
    expect(citedSpans(origin('value', { class: 'derived', source: 'step:0', end: 0 }))).toEqual([
      { source: 'step:0', start: 0, end: 0 },
    ]);
  });

  it.each(['template(', 'template({})', 'template("x', 'join(1)', 'join([1,[null,2]])'])('of damaged %s are none', (broken) => {
    expect(citedSpans(origin(broken))).toEqual([]);
  });
});

describe('labels', () => {
  it('say what happened to the words', () => {
    expect(originLabel(origin('date(2026-03-04T12:00:00)'))).toBe('read as a date');
    expect(originLabel(origin('rot13'))).toBe('rot13');
    expect(originLabel(origin('constant(1)', { class: 'default' }))).toBe('not mentioned');
    expect(originLabel(origin('constant("a")', { class: 'enum' }))).toBe('one of its choices');
    expect(originLabel(origin('constant("a")', { source: 'language_model' }))).toBe('written by the language model');
    expect(originLabel(origin('constant("a")'))).toBe('fixed value');
  });

  it('count from one', () => {
    expect(['question', 'turn:0', 'answer:1', 'step:2', 'spec', 'language_model', 'document:a.pdf'].map(sourceLabel)).toEqual(
      ['this question', 'question 1', 'answer 2', 'step 3', 'the expert', 'the language model', 'a.pdf'],
    );
  });
});

describe('marked texts', () => {
  it('begin with the question and hold the earlier ones that arguments name', () => {
    const texts = markedTexts(
      {
        a: origin('copy', { class: 'copied', start: 0, end: 4 }),
        b: origin('copy', { class: 'copied', source: 'turn:0', start: 4, end: 6 }),
        c: origin('copy', { class: 'copied', source: 'turn:9', start: 0, end: 1 }),
        d: origin('value', { class: 'derived', source: 'step:0', start: 0, end: 0 }),
      },
      'and in feet?',
      [{ question: 'how tall?', answer: '2 m' }],
    );
    expect(texts).toEqual([
      { label: 'Question', text: 'and in feet?', marks: [{ name: 'a', start: 0, end: 4 }] },
      { label: 'Question 1', text: 'how tall?', marks: [{ name: 'b', start: 4, end: 6 }] },
    ]);
  });

  it('have a pen for each argument, again from the first after six', () => {
    expect(Object.values(pensOf([...'abcdefg']))).toEqual([0, 1, 2, 3, 4, 5, 0]);
  });

  it('leave other sources to be named', () => {
    expect(otherSources(origin('template("{step:0|number}+{1:2|number}")'))).toEqual(['step 1']);
    expect(shownValue('a')).toBe('a');
    expect(shownValue([1, 'a'])).toBe('[1,"a"]');
  });
});

describe('edited arguments', () => {
  it('keep their kind', () => {
    expect(typedValue('3', 1)).toBe(3);
    expect(typedValue('three', 1)).toBeUndefined();
    expect(typedValue('3', 'text')).toBe('3');
    expect(typedValue('false', true)).toBe(false);
    expect(typedValue('{"a": 1}', {})).toEqual({ a: 1 });
    expect(typedValue('[1]', {})).toBeUndefined();
    expect(typedValue('soon', null)).toBe('soon');
    expect(typedValue('2', null)).toBe(2);
  });

  it('are written so that they can be read back', () => {
    for (const value of ['a "b"', 1.5, true, null, { a: [1] }, ['x']]) {
      expect(typedValue(writtenValue(value), value)).toEqual(value);
    }
  });

  it('are sent only when they differ', () => {
    expect(changedArguments({ a: 1 }, { a: 1 })).toBeNull();
    expect(changedArguments({ a: 1, b: 2 }, { a: 1, b: 3 })).toEqual({ a: 1, b: 3 });
  });
});

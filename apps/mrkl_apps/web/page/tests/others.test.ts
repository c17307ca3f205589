import { describe, expect, it } from 'vitest';
import type { Answer, ConversationInfo } from '../src/api/types.ts';
import { ApiError, parseProblem, problemOf } from '../src/api/client.ts';
import { answeredBy } from '../src/chat/chat.svelte.ts';
import { byDay } from '../src/state/conversations.svelte.ts';
import { shownBytes, shownMs, shownShare } from '../src/text/figures.ts';
import { cutByQuery } from '../src/text/found.ts';
import { citable } from '../src/trace/citations.ts';

describe('problems', () => {
  it('are what the server says, else what its status says', () => {
    const problem = { title: 'x', status: 409, detail: 'No.', code: 'conflict' };
    expect(parseProblem(409, JSON.stringify(problem))).toEqual(problem);
    expect(parseProblem(502, '<html>')).toMatchObject({ status: 502, code: 'http_502' });
    expect(parseProblem(500, '{}')).toMatchObject({ code: 'http_500' });
    expect(problemOf(new ApiError(problem))).toBe(problem);
    expect(problemOf(new Error('x')).code).toBe('page_error');
  });
});

describe('who answers', () => {
  it('is whoever was chosen, and the language model as a model where it is alone', () => {
    const models = ['mrkl', 'mrkl/units', 'mrkl/language_model'];
    expect(answeredBy(null, models)).toEqual({});
    expect(answeredBy(['units'], models)).toEqual({ experts: ['units'] });
    expect(answeredBy(['language_model', 'units'], models)).toEqual({ experts: ['language_model', 'units'] });
    expect(answeredBy(['language_model'], models)).toEqual({ model: 'mrkl/language_model' });
    // Where none is set up, the expert says how to add one.
    expect(answeredBy(['language_model'], ['mrkl'])).toEqual({ experts: ['language_model'] });
  });
});

describe('conversations', () => {
  it('are grouped by day', () => {
    const now = new Date('2026-11-26T12:00:00');
    const at = (moment: string): ConversationInfo => ({ id: moment, title: moment, created_at: moment, updated_at: moment });
    const days = byDay(
      ['2026-11-26T11:00:00', '2026-11-26T00:01:00', '2026-11-25T23:59:00', '2026-11-21T09:00:00', '2026-11-01T09:00:00', '2025-03-01T09:00:00'].map(at),
      now,
    );
    expect(days.map((day) => [day.label, day.items.length])).toEqual([
      ['Today', 2],
      ['Yesterday', 1],
      ['This week', 1],
      ['This month', 1],
      ['March 2025', 1],
    ]);
  });

  it('show what a search found, whatever its case and characters', () => {
    expect(cutByQuery('How MANY (a+b)?', '(A+b)')).toEqual([
      { text: 'How MANY ', isFound: false },
      { text: '(a+b)', isFound: true },
      { text: '?', isFound: false },
    ]);
    expect(cutByQuery('x', '')).toEqual([{ text: 'x', isFound: false }]);
  });
});

describe('citations', () => {
  it('name each passage once, and no query that cites itself', () => {
    const passage = { document: 'a.md', start: 1, end: 4, quote: 'abc' };
    const query = { document: 'sql', start: 0, end: 8, quote: 'SELECT 1' };
    const answer = { sources: [passage, query, { ...passage }], steps: [{ arguments: { sql: 'SELECT 1' } }] };
    expect(citable(answer as unknown as Answer)).toEqual([passage]);
  });
});

describe('figures', () => {
  it('are short', () => {
    expect([0.2, 14.4, 1300].map(shownMs)).toEqual(['< 1 ms', '14 ms', '1.3 s']);
    expect([0.0004, 0.934, 0.9998, 1].map(shownShare)).toEqual(['< 1 %', '93 %', '> 99 %', '100 %']);
    expect([12, 1536, 20_000_000].map(shownBytes)).toEqual(['12 B', '1.54 kB', '20 MB']);
  });
});

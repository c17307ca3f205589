import { describe, expect, it } from 'vitest';
import type { Answer, Message } from '../src/api/types.ts';
import { pathThrough, turnsBefore } from '../src/chat/tree.ts';

function message(id: string, parent: string | null, role: Message['role'] = 'user', text = id): Message {
  return { id, parent, role, text, status: 'complete', created_at: '2026-01-01T00:00:00Z' };
}

function answered(id: string, parent: string, text: string): Message {
  return { ...message(id, parent, 'assistant', text), answer: { text } as Answer };
}

const MESSAGES = [
  message('q1', null),
  answered('a1', 'q1', 'one'),
  answered('a2', 'q1', 'two'),
  message('q2', 'a2'),
  message('q3', 'a1'),
  message('q4', null),
];

describe('the path through the tree', () => {
  it('takes the newest of siblings', () => {
    expect(pathThrough(MESSAGES, new Map()).map(({ message }) => message.id)).toEqual(['q4']);
  });

  it('follows what was chosen', () => {
    const path = pathThrough(MESSAGES, new Map([['', 'q1'], ['q1', 'a1']]));
    expect(path.map(({ message, index, siblings }) => [message.id, index, siblings.length])).toEqual([
      ['q1', 0, 2],
      ['a1', 0, 2],
      ['q3', 0, 1],
    ]);
  });

  it('of nothing is empty', () => {
    expect(pathThrough([], new Map([['', 'gone']]))).toEqual([]);
  });
});

describe('turns before a message', () => {
  it('are the answered questions of the path', () => {
    const path = pathThrough(MESSAGES, new Map([['', 'q1']]));
    expect(turnsBefore(path, 'q2')).toEqual([{ question: 'q1', answer: 'two' }]);
    expect(turnsBefore(path, 'q1')).toEqual([]);
  });
});

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Message } from '../src/api/types.ts';
import { Live } from '../src/chat/live.svelte.ts';
import Response from '../src/components/Response.svelte';
import { app } from '../src/state/app.svelte.ts';

const QUESTION: Message = { id: 'q', parent: null, role: 'user', text: 'why', status: 'complete', created_at: '2026-11-27T10:00:00Z' };
const ANSWER: Message = { ...QUESTION, id: 'a', parent: 'q', role: 'assistant', text: 'So.' };
let shown: object | null = null;

function show(message: Message, live?: Live): HTMLElement {
  const keyed = { ...message, key: message.id };
  if (live) app.chat.lives.set(message.id, live);
  shown = mount(Response, {
    target: document.body,
    props: { item: { message: keyed, siblings: [keyed], index: 0 }, question: QUESTION },
  });
  flushSync();
  return document.body;
}

function thoughts(page: HTMLElement): [string, boolean, string][] {
  return [...page.querySelectorAll<HTMLDetailsElement>('details.thoughts')].map((details) => [
    details.querySelector('summary')!.textContent!,
    details.open,
    details.querySelector('p')!.textContent!,
  ]);
}

afterEach(() => {
  if (shown) void unmount(shown);
  shown = null;
  app.chat.lives.clear();
  vi.unstubAllGlobals();
});

describe('thoughts', () => {
  it('of a message that was loaded are folded', () => {
    expect(thoughts(show({ ...ANSWER, reasoning: 'Hm, <b>so</b>.' }))).toEqual([['Thoughts', false, 'Hm, <b>so</b>.']]);
  });

  it('are open while they come, and fold as in a loaded message when the answer does', () => {
    vi.stubGlobal('requestAnimationFrame', (draw: () => void) => (draw(), 0));
    const live = new Live();
    const page = show({ ...ANSWER, text: '', status: 'running' }, live);
    expect(thoughts(page)).toEqual([]);
    live.take({ id: 1, kind: 'reasoning', data: 'Hm, ' });
    live.take({ id: 2, kind: 'reasoning', data: 'so.' });
    flushSync();
    expect(thoughts(page)).toEqual([['Thinking…', true, 'Hm, so.']]);
    live.take({ id: 3, kind: 'token', data: 'So.' });
    flushSync();
    expect(thoughts(page)).toEqual([['Thoughts', false, 'Hm, so.']]);
  });

  it('are shown once where they came here and were loaded too', () => {
    const live = new Live();
    live.take({ id: 1, kind: 'reasoning', data: 'Hm.' });
    live.take({ id: 2, kind: 'error', data: { code: 'run_cancelled' } });
    expect(thoughts(show({ ...ANSWER, status: 'cancelled', reasoning: 'Hm.' }, live))).toEqual([['Thoughts', false, 'Hm.']]);
  });

  it('are not there where nothing was thought', () => {
    expect(thoughts(show(ANSWER))).toEqual([]);
  });
});

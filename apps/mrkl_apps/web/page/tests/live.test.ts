import { afterEach, describe, expect, it, vi } from 'vitest';
import { follow } from '../src/chat/follow.ts';
import { Live } from '../src/chat/live.svelte.ts';
import type { ServerEvent } from '../src/api/events.ts';

const NAMES = { run: 'r', conversation: 'c', question: 'q', answer: 'a' };

function event(id: number, kind: string, data: unknown): ServerEvent {
  return { id, kind, data };
}

async function* events(...list: ServerEvent[]): AsyncGenerator<ServerEvent> {
  yield* list;
}

function answering(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'text/event-stream' } });
}

function wire(id: number, kind: string, data: unknown): string {
  return `event: ${kind}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

afterEach(() => vi.unstubAllGlobals());

describe('a run', () => {
  it('gathers text, steps and the answer, and takes each event once', () => {
    const live = new Live();
    expect(live.take(event(1, 'run', NAMES))).toEqual(NAMES);
    live.take(event(2, 'token', 'Hel'));
    live.take(event(3, 'token', 'lo'));
    live.take(event(3, 'token', 'lo'));
    live.take(event(4, 'reasoning', 'hm'));
    live.take(event(5, 'step', { expert: 'x' }));
    live.take(event(6, 'answer', { text: 'Hello' }));
    expect([live.text, live.reasoning, live.steps.length, live.status]).toEqual(['Hello', 'hm', 1, 'complete']);
  });

  it('says how it ended', () => {
    const ends = ['run_cancelled', 'run_interrupted', 'backend_unavailable'].map((code) => {
      const live = new Live();
      live.take(event(1, 'error', { code }));
      return live.status;
    });
    expect(ends).toEqual(['cancelled', 'interrupted', 'failed']);
  });

  it('waits for approvals until they are decided, or their step is there', () => {
    const live = new Live();
    live.take(event(1, 'approval', { approval: '1', expert: 'send' }));
    live.take(event(2, 'approval', { approval: '2', expert: 'send' }));
    live.take(event(3, 'step', { expert: 'send' }));
    expect(live.approvals.map((asked) => asked.state)).toEqual(['over', 'open']);
    live.decided('2', 'reject');
    live.take(event(4, 'answer', {}));
    expect(live.approvals.map((asked) => asked.state)).toEqual(['over', 'reject']);
  });
});

describe('following', () => {
  it('attaches again after a shutdown, from its cursor', async () => {
    const live = new Live();
    const asked = vi.fn(() => Promise.resolve(answering(wire(3, 'token', 'b') + wire(4, 'answer', { text: 'ab' }))));
    vi.stubGlobal('fetch', asked);
    const named = vi.fn();
    await follow(
      live,
      async () => events(event(1, 'run', NAMES), event(2, 'token', 'a'), event(2, 'shutdown', { run: 'r', cursor: 2 })),
      named,
    );
    expect(named).toHaveBeenCalledWith(NAMES);
    expect(asked).toHaveBeenCalledWith('/v1/runs/r/events?after=2', expect.anything());
    expect([live.text, live.status]).toEqual(['ab', 'complete']);
  });

  it('tries again while the server cannot be reached', async () => {
    const live = new Live();
    const asked = vi
      .fn()
      .mockRejectedValueOnce(new TypeError('network'))
      .mockResolvedValueOnce(new Response('{}', { status: 503 }))
      .mockResolvedValueOnce(answering(wire(2, 'answer', { text: 'x' })));
    vi.stubGlobal('fetch', asked);
    await follow(live, async () => events(event(1, 'run', NAMES)), () => undefined);
    expect(asked).toHaveBeenCalledTimes(3);
    expect(live.status).toBe('complete');
  });

  it('gives up on what will not pass, and where the question was never taken', async () => {
    const gone = new Live();
    vi.stubGlobal('fetch', vi.fn().mockResolvedValue(new Response('{}', { status: 404 })));
    await follow(gone, async () => events(event(1, 'run', NAMES)), () => undefined);
    expect(gone.problem?.status).toBe(404);
    const lost = new Live();
    await follow(lost, async () => events(), () => undefined);
    expect(lost.problem?.code).toBe('unreachable');
  });

  it('ends when it is let go', async () => {
    const live = new Live();
    const going = follow(live, async () => events(event(1, 'run', NAMES)), () => undefined);
    live.stopping.abort();
    await going;
    expect(live.hasEnded).toBe(false);
  });
});

// Follows a run through lost connections and restarts of the server.
import { api, ApiError } from '../api/client.ts';
import type { ServerEvent } from '../api/events.ts';
import type { RunNames } from '../api/types.ts';
import { problemOf } from '../api/client.ts';
import type { Live } from './live.svelte.ts';

const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 10_000;

export type Open = (signal: AbortSignal) => Promise<AsyncGenerator<ServerEvent>>;

/** Takes events into `live` until its end, or until it is let go. `named` is told the run's names. */
export async function follow(live: Live, open: Open, named: (names: RunNames) => void): Promise<void> {
  const signal = live.stopping.signal;
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    try {
      for await (const event of await open(signal)) {
        const names = live.take(event);
        if (names) named(names);
        pause = FIRST_PAUSE_MS;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!live.run || !isPassing(error)) live.fail(problemOf(error));
    }
    if (live.hasEnded || signal.aborted) return;
    if (!live.run) {
      live.fail(problemOf(new ApiError({ ...LOST })));
      return;
    }
    live.isReconnecting = true;
    await waited(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    open = (signal) => api.runEvents(live.run!, live.cursor, signal);
  }
}

const LOST = {
  title: 'Connection lost',
  status: 0,
  detail: 'The connection ended before the question was taken.',
  code: 'unreachable',
  hint: 'Ask again.',
};

function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  const { status } = error.problem;
  return status === 0 || status === 429 || status >= 500;
}

/** Waits, but not longer than until the network is back. */
function waited(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}

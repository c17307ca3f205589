import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import App from '../src/App.svelte';

const SAID: { [path: string]: unknown } = {
  '/v1/session': { by: 'open', scopes: ['ask'], require_key: false, model: null, models: ['mrkl'], version: '1' },
  '/v1/experts': { experts: [], problems: [] },
  '/v1/conversations': { conversations: [], next: null },
  '/v1/collections': { collections: [] },
};
let isThere = false;
let shown: object;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
  vi.stubGlobal('ResizeObserver', class { observe(): void {} disconnect(): void {} });
  vi.stubGlobal('fetch', async (address: string) => {
    if (!isThere) throw new TypeError('network');
    return new Response(JSON.stringify(SAID[address.split('?')[0]!]));
  });
  shown = mount(App, { target: document.body });
});

afterEach(() => {
  void unmount(shown);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const notice = () => document.querySelector('.offline')?.textContent;

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  flushSync();
}

it('finds a server again that was started anew, of which the browser tells nothing', async () => {
  flushSync();
  await pass(0);
  expect(notice()).toContain('No connection to the server.');
  await pass(10_000);
  expect(notice()).toBeTruthy();
  isThere = true;
  await pass(3000);
  expect(notice()).toBeUndefined();
  const asked = vi.fn(() => Promise.reject(new TypeError('network')));
  vi.stubGlobal('fetch', asked);
  await pass(60_000);
  expect(asked).not.toHaveBeenCalled();
});

import { describe, expect, it } from 'vitest';
import { EventParser, eventsOf } from '../src/api/events.ts';

const STREAM = 'event: token\nid: 3\ndata: "Zoë 😀"\n\n: still here\n\nid: 4\nevent: answer\ndata: {"a":\ndata: 1}\n\n';
const EXPECTED = [
  { id: 3, kind: 'token', data: 'Zoë 😀' },
  { id: 4, kind: 'answer', data: { a: 1 } },
];

describe('server-sent events', () => {
  it('are read whole', () => {
    expect(new EventParser().push(STREAM)).toEqual(EXPECTED);
  });

  it('are the same wherever the stream is cut', () => {
    for (let cut = 0; cut <= STREAM.length; cut++) {
      const parser = new EventParser();
      expect([...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))]).toEqual(EXPECTED);
    }
  });

  it.each(['\r\n', '\r', '\n'])('may end their lines with %j', (end) => {
    const parser = new EventParser();
    const events = [...STREAM.replaceAll('\n', end) + '\n'].flatMap((character) => parser.push(character));
    expect(events).toEqual(EXPECTED);
  });

  it('without data are none', () => {
    expect(new EventParser().push('event: token\n\nid: x\ndata\n\n'.replace('data\n', ''))).toEqual([]);
  });

  it('keep characters whole that are cut between bytes', async () => {
    const bytes = new TextEncoder().encode(STREAM);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const events = [];
    for await (const event of eventsOf(body)) events.push(event);
    expect(events).toEqual(EXPECTED);
  });
});

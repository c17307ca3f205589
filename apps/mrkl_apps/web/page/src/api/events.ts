// Server-sent events, read as they come.

export interface ServerEvent {
  id: number;
  kind: string;
  data: unknown;
}

/** Takes a stream's text piece by piece and gives the events that are complete. */
export class EventParser {
  #rest = '';
  #kind = '';
  #id = 0;
  #data: string[] = [];

  push(text: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    this.#rest += text;
    // A lone CR at the end may be the first half of CRLF.
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') this.#dispatch(events);
      else this.#field(line);
    }
    return events;
  }

  #field(line: string): void {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this.#data.push(value);
    else if (name === 'event') this.#kind = value;
    else if (name === 'id' && /^\d+$/.test(value)) this.#id = Number(value);
  }

  #dispatch(events: ServerEvent[]): void {
    if (this.#data.length > 0) {
      const data: unknown = JSON.parse(this.#data.join('\n'));
      events.push({ id: this.#id, kind: this.#kind || 'message', data });
    }
    this.#kind = '';
    this.#data = [];
  }
}

/** Yields the events of a response's body; ends with it. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

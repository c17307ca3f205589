// What is open: one conversation, perhaps a panel beside it.
import type { Source } from '../api/types.ts';
import { Chat } from '../chat/chat.svelte.ts';
import { collections } from './collections.svelte.ts';
import { conversations } from './conversations.svelte.ts';
import { newId } from './kept.ts';
import { look } from './look.svelte.ts';

export type Panel = { kind: 'passage'; source: Source } | { kind: 'collections' };

class App {
  chat = $state.raw<Chat>(this.#made(newId(), true));
  panel = $state.raw<Panel | null>(null);
  isSheetOpen = $state(false);
  /** Set by the composer: puts the cursor there. */
  focusComposer: () => void = () => undefined;
  focusSearch: () => void = () => undefined;

  /** Opens what the address says. */
  openAddress(): void {
    const id = /^\/c\/([^/]+)$/.exec(location.pathname)?.[1];
    if (id) this.#show(decodeURIComponent(id), false);
    else this.#show(newId(), true);
  }

  open(id: string): void {
    if (id !== this.chat.id) {
      history.pushState(null, '', `/c/${encodeURIComponent(id)}`);
      this.#show(id, false);
    }
    this.#closeListIfNarrow();
  }

  startNew(): void {
    if (location.pathname !== '/') history.pushState(null, '', '/');
    if (!(this.chat.isNew && this.chat.messages.length === 0)) this.#show(newId(), true);
    this.#closeListIfNarrow();
    this.focusComposer();
  }

  ask(question: string): void {
    if (location.pathname === '/') history.pushState(null, '', `/c/${this.chat.id}`);
    this.chat.ask(question);
  }

  cite(source: Source): void {
    this.panel = { kind: 'passage', source };
  }

  /** Lets this chat read a collection, or no more. */
  useCollection(id: string, isWanted: boolean): void {
    const others = this.chat.choices.collections.filter((other) => other !== id);
    this.chat.choices.collections = isWanted ? [...others, id] : others;
    this.chat.keepChoices();
  }

  /** Puts files into the first collection of the chat that may be changed, else into a new one. */
  async takeFiles(files: File[]): Promise<void> {
    if (files.length === 0) return;
    this.panel = { kind: 'collections' };
    const chosen = this.chat.choices.collections;
    const own = collections.list.find((one) => !one.shared && chosen.includes(one.id));
    const collection = own ?? (await collections.add(nameFor(files[0]!)));
    if (!collection) return;
    this.useCollection(collection.id, true);
    await collections.send(collection.id, files);
  }

  #show(id: string, isNew: boolean): void {
    this.chat.leave();
    this.chat = this.#made(id, isNew);
    if (this.panel?.kind === 'passage') this.panel = null;
    if (!isNew) void this.chat.load();
  }

  #made(id: string, isNew: boolean): Chat {
    return new Chat(id, isNew, () => void conversations.load());
  }

  #closeListIfNarrow(): void {
    if (window.innerWidth <= 800) look.toggleList(false);
  }
}

/** A file's name without its ending, if no collection has it. */
function nameFor(file: File): string {
  const plain = file.name.replace(/\.\w+$/, '').slice(0, 80) || 'Documents';
  const taken = new Set(collections.list.map((one) => one.name));
  let name = plain;
  for (let number = 2; taken.has(name); number++) name = `${plain} ${number}`;
  return name;
}

export const app = new App();

// The list of conversations.
import { api } from '../api/client.ts';
import type { ConversationInfo } from '../api/types.ts';
import { notices } from './notices.svelte.ts';

const UNDO_MS = 6000;

export interface Day {
  label: string;
  items: ConversationInfo[];
}

class Conversations {
  list = $state.raw<ConversationInfo[]>([]);
  next = $state<string | null>(null);
  query = $state('');
  isLoaded = $state(false);
  #hidden = $state.raw<ReadonlySet<string>>(new Set());
  #latest = 0;
  visible = $derived(this.list.filter((item) => !this.#hidden.has(item.id)));

  async load(): Promise<void> {
    const turn = ++this.#latest;
    try {
      const page = await api.conversations(this.query.trim(), null);
      if (turn !== this.#latest) return;
      this.list = page.conversations;
      this.next = page.next;
      this.isLoaded = true;
    } catch (error) {
      if (this.isLoaded) notices.fail(error);
    }
  }

  async more(): Promise<void> {
    const turn = this.#latest;
    try {
      const page = await api.conversations(this.query.trim(), this.next);
      if (turn !== this.#latest) return;
      this.list = [...this.list, ...page.conversations];
      this.next = page.next;
    } catch (error) {
      notices.fail(error);
    }
  }

  async rename(id: string, title: string): Promise<void> {
    const before = this.list;
    this.list = before.map((item) => (item.id === id ? { ...item, title } : item));
    try {
      await api.rename(id, title);
    } catch (error) {
      this.list = before;
      notices.fail(error);
    }
  }

  /** Hides a conversation at once and deletes it when nobody has undone that. */
  remove(conversation: ConversationInfo): void {
    const { id } = conversation;
    this.#hidden = new Set([...this.#hidden, id]);
    const commit = () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', commit);
      api.deleteConversation(id).catch((error: unknown) => {
        this.#show(id);
        notices.fail(error);
      });
    };
    const timer = setTimeout(commit, UNDO_MS);
    window.addEventListener('pagehide', commit);
    const undo = () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', commit);
      this.#show(id);
    };
    notices.tell(`“${shortened(conversation.title)}” is deleted.`, { action: { label: 'Undo', run: undo } });
  }

  #show(id: string): void {
    this.#hidden = new Set([...this.#hidden].filter((hidden) => hidden !== id));
  }
}

function shortened(title: string): string {
  return title.length > 40 ? `${title.slice(0, 40)}…` : title;
}

/** Groups by the day of the last question, as the reader's clock has it. */
export function byDay(list: readonly ConversationInfo[], now = new Date()): Day[] {
  const days: Day[] = [];
  for (const item of list) {
    const label = dayLabel(new Date(item.updated_at), now);
    if (days.at(-1)?.label !== label) days.push({ label, items: [] });
    days.at(-1)!.items.push(item);
  }
  return days;
}

function dayLabel(then: Date, now: Date): string {
  const midnight = (moment: Date) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(then)) / 86_400_000);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days < 7) return 'This week';
  if (days < 31) return 'This month';
  return then.toLocaleDateString('en', { month: 'long', year: 'numeric' });
}

export const conversations = new Conversations();

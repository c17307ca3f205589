// The list of conversations.
import { api } from '../api/client.ts';
import type { ConversationInfo } from '../api/types.ts';
import { keep } from './kept.ts';
import { notices } from './notices.svelte.ts';

export interface Day {
  label: string;
  items: ConversationInfo[];
}

class Conversations {
  list = $state.raw<ConversationInfo[]>([]);
  next = $state<string | null>(null);
  query = $state('');
  isLoaded = $state(false);
  #latest = 0;

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

  async remove(id: string): Promise<boolean> {
    try {
      await api.deleteConversation(id);
      this.list = this.list.filter((item) => item.id !== id);
      keep(`choices.${id}`, undefined);
      keep(`draft.${id}`, undefined);
      return true;
    } catch (error) {
      notices.fail(error);
      return false;
    }
  }
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

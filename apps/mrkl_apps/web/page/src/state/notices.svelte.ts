// What the page says on its own account: short notices, and one line for screen readers.
import { problemOf } from '../api/client.ts';

export interface Notice {
  id: number;
  text: string;
  hint: string;
  isError: boolean;
}

const SHOWN_MS = 6000;

class Notices {
  list = $state<Notice[]>([]);
  status = $state('');
  #next = 1;

  tell(text: string, options: { hint?: string; isError?: boolean } = {}): void {
    const notice: Notice = { id: this.#next++, text, hint: options.hint ?? '', isError: options.isError ?? false };
    this.list = [...this.list.slice(-2), notice];
    if (!notice.isError) setTimeout(() => this.dismiss(notice.id), SHOWN_MS);
  }

  fail(error: unknown): void {
    const problem = problemOf(error);
    this.tell(problem.detail, { hint: problem.hint ?? '', isError: true });
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  /** For screen readers only. */
  announce(text: string): void {
    this.status = text;
  }
}

export const notices = new Notices();

// The conversation that is open.
import { SvelteMap } from 'svelte/reactivity';
import { api, problemOf } from '../api/client.ts';
import type { AskBody, Message, Problem, RunNames, Think } from '../api/types.ts';
import { keep, kept, newId } from '../state/kept.ts';
import { notices } from '../state/notices.svelte.ts';
import { session } from '../state/session.svelte.ts';
import { follow, type Open } from './follow.ts';
import { Live } from './live.svelte.ts';
import { pathThrough, turnsBefore, type EarlierTurn, type PathItem } from './tree.ts';

/** A message whose `key` stays the same when the server gives it its name. */
export interface ChatMessage extends Message {
  key: string;
}

export interface Choices {
  /** Experts that may answer; null means all. */
  experts: string[] | null;
  collections: string[];
  think: Think;
}

const DEFAULTS: Choices = { experts: null, collections: [], think: 'auto' };

export class Chat {
  messages = $state.raw<ChatMessage[]>([]);
  isLoading = $state(false);
  problem = $state.raw<Problem | null>(null);
  choices = $state<Choices>({ ...DEFAULTS });
  readonly lives = new SvelteMap<string, Live>();
  readonly #chosen = new SvelteMap<string, string>();
  path: PathItem[] = $derived(pathThrough(this.messages, this.#chosen));

  constructor(
    readonly id: string,
    readonly isNew: boolean,
    private readonly changed: () => void,
  ) {
    this.choices = { ...DEFAULTS, ...kept(`choices.${id}`, isNew ? kept('choices', {}) : {}) };
  }

  get last(): ChatMessage | undefined {
    return this.path.at(-1)?.message as ChatMessage | undefined;
  }

  /** The run at the end of the path, while it works. */
  get running(): Live | null {
    const live = this.last && this.lives.get(this.last.key);
    return live && !live.hasEnded ? live : null;
  }

  turnsBefore(id: string): EarlierTurn[] {
    return turnsBefore(this.path, id);
  }

  keepChoices(): void {
    keep(`choices.${this.id}`, this.choices);
    keep('choices', { experts: this.choices.experts, think: this.choices.think });
  }

  async load(): Promise<void> {
    this.isLoading = this.messages.length === 0;
    this.problem = null;
    try {
      await this.#fetch();
    } catch (error) {
      this.problem = problemOf(error);
    } finally {
      this.isLoading = false;
    }
  }

  /** Takes what another tab has asked meanwhile; what is going on here is left alone. */
  async refresh(): Promise<void> {
    if (this.running || this.isLoading || this.messages.length === 0) return;
    if (this.messages.some((message) => isLocal(message.id))) return;
    await this.#fetch().catch(() => undefined);
  }

  /** Lets the server go on by itself. */
  leave(): void {
    for (const live of this.lives.values()) live.stopping.abort();
  }

  /** Asks after the end of the path. */
  ask(question: string): void {
    const parent = this.last?.id ?? null;
    this.#askAfter(parent, question, parent === null ? {} : { parent });
  }

  /** Asks a changed question in the place of another. */
  askInstead(message: Message, question: string): void {
    this.#askAfter(message.parent, question, { parent: message.parent });
  }

  /** Has a question answered again, perhaps by one expert only. */
  answerAgain(question: Message, expert?: string): void {
    const experts = expert ? [expert] : this.choices.experts;
    this.#begin(question as ChatMessage, { answer_to: question.id }, experts);
  }

  /** Repeats what failed. One that the server never took is asked anew. */
  retry(answer: ChatMessage): void {
    const asked = this.messages.find((message) => message.id === answer.parent);
    if (!asked) return;
    if (!isLocal(asked.id)) {
      this.answerAgain(asked);
      return;
    }
    this.messages = this.messages.filter((message) => message !== answer && message !== asked);
    this.#askAfter(asked.parent, asked.text, asked.parent === null ? {} : { parent: asked.parent });
  }

  async stop(): Promise<void> {
    const live = this.running;
    if (!live) return;
    if (!live.run) {
      live.stopping.abort();
      live.fail({ title: 'Stopped', status: 0, code: 'run_cancelled', detail: 'The answer was stopped.' });
      this.#settle(this.last!.key);
      return;
    }
    await api.cancel(live.run).catch((error: unknown) => notices.fail(error));
  }

  choose(item: PathItem, step: -1 | 1): void {
    const next = item.siblings[item.index + step];
    if (!next) return;
    this.#chosen.set(next.parent ?? '', next.id);
    this.#attach();
  }

  async rate(message: Message, rating: 'up' | 'down' | null, comment?: string): Promise<void> {
    const before = message.feedback;
    const { feedback: _, ...rest } = message as ChatMessage;
    const said = rating ? { rating, ...(comment ? { comment } : {}) } : null;
    this.#replace(message.id, said ? { ...rest, feedback: said } : rest);
    try {
      await (said ? api.rate(message.id, said) : api.unrate(message.id));
    } catch (error) {
      this.#replace(message.id, before ? { ...rest, feedback: before } : rest);
      notices.fail(error);
    }
  }

  async #fetch(): Promise<void> {
    const { messages } = await api.conversation(this.id);
    const keys = new Map(this.messages.map(({ id, key }) => [id, key]));
    this.messages = messages.map((message) => ({ ...message, key: keys.get(message.id) ?? message.id }));
    this.#attach();
  }

  #askAfter(parent: string | null, question: string, place: Partial<AskBody>): void {
    const asked = localMessage(parent, 'user', question);
    this.problem = null;
    this.messages = [...this.messages, asked];
    this.#begin(asked, { question, ...place });
  }

  #begin(question: ChatMessage, asked: Partial<AskBody>, experts = this.choices.experts): void {
    const answer = localMessage(question.id, 'assistant', '');
    this.messages = [...this.messages, answer];
    this.#chosen.set(question.parent ?? '', question.id);
    this.#chosen.set(question.id, answer.id);
    const { collections, think } = this.choices;
    const body: AskBody = {
      conversation: this.id,
      ...answeredBy(experts, session.info?.models ?? []),
      ...(collections.length > 0 ? { collections } : {}),
      ...(think === 'auto' ? {} : { think }),
      ...asked,
      stream: true,
    };
    notices.announce('Answer started.');
    void this.#follow(answer.key, question.key, (signal) => api.ask(body, signal));
  }

  /** Follows what works on the path; of what failed, fetches the reason. */
  #attach(): void {
    for (const { message } of this.path) {
      const { key, run, status } = message as ChatMessage;
      if (!run || status === 'complete' || this.lives.has(key)) continue;
      void this.#follow(key, '', (signal) => api.runEvents(run, 0, signal));
    }
  }

  async #follow(key: string, question: string, open: Open): Promise<void> {
    const live = new Live();
    this.lives.set(key, live);
    await follow(live, open, (names) => {
      if (question) this.#named(names, question, key);
    });
    if (live.hasEnded) this.#settle(key);
  }

  /** Gives messages the names that the server has for them. */
  #named(names: RunNames, question: string, answer: string): void {
    const old = new Map(
      this.messages.flatMap(({ key, id }) =>
        key === question ? [[id, names.question] as const] : key === answer ? [[id, names.answer] as const] : [],
      ),
    );
    this.messages = this.messages.map((message) => ({
      ...message,
      id: old.get(message.id) ?? message.id,
      parent: message.parent === null ? null : (old.get(message.parent) ?? message.parent),
      ...(message.key === answer ? { run: names.run } : {}),
    }));
    for (const [parent, child] of [...this.#chosen]) {
      const [newParent, newChild] = [old.get(parent) ?? parent, old.get(child) ?? child];
      if (newParent === parent && newChild === child) continue;
      if (newParent !== parent) this.#chosen.delete(parent);
      this.#chosen.set(newParent, newChild);
    }
    this.changed();
  }

  #settle(key: string): void {
    const live = this.lives.get(key)!;
    const { status, answer } = live;
    this.messages = this.messages.map((message) =>
      message.key !== key
        ? message
        : { ...message, status, text: answer?.text ?? live.text, ...(answer ? { answer } : {}) },
    );
    notices.announce(ending(live));
    this.changed();
  }

  #replace(id: string, message: ChatMessage): void {
    this.messages = this.messages.map((old) => (old.id === id ? message : old));
  }
}

const LANGUAGE_MODEL = 'language_model';

/**
 * Says who may answer. Where only the language model may, it is asked as a model: so it hears the conversation and is
 * heard as it thinks and writes; the expert of that name gets a request and gives its text.
 */
export function answeredBy(experts: string[] | null, models: string[]): Pick<AskBody, 'model' | 'experts'> {
  if (!experts) return {};
  const model = `mrkl/${LANGUAGE_MODEL}`;
  const isAlone = experts.length === 1 && experts[0] === LANGUAGE_MODEL;
  return isAlone && models.includes(model) ? { model } : { experts };
}

const READ_OUT = 300;

/** What a screen reader says at the end: the answer itself where that is short. */
function ending({ answer, status }: Live): string {
  if (!answer) return `Answer ${status}.`;
  return answer.text.length <= READ_OUT ? `Answer: ${answer.text}` : 'Answer finished.';
}

const LOCAL = 'local-';

export function isLocal(id: string): boolean {
  return id.startsWith(LOCAL);
}

function localMessage(parent: string | null, role: Message['role'], text: string): ChatMessage {
  const id = LOCAL + newId();
  const status = role === 'user' ? 'complete' : 'running';
  return { id, key: id, parent, role, text, status, created_at: new Date().toISOString() };
}

// A run as this page follows it.
import type { ServerEvent } from '../api/events.ts';
import type { Answer, Approval, Problem, Route, RunNames, Status, Step } from '../api/types.ts';

export interface AskedApproval extends Approval {
  state: 'open' | 'approve' | 'reject' | 'over';
  asked_at: number;
}

const STATUSES: { [code: string]: Status } = { run_cancelled: 'cancelled', run_interrupted: 'interrupted' };

export class Live {
  run = $state<string | null>(null);
  route = $state.raw<Route | null>(null);
  steps = $state.raw<Step[]>([]);
  approvals = $state.raw<AskedApproval[]>([]);
  text = $state('');
  reasoning = $state('');
  answer = $state.raw<Answer | null>(null);
  problem = $state.raw<Problem | null>(null);
  isReconnecting = $state(false);
  cursor = 0;
  readonly stopping = new AbortController();
  #unseen: { text: string; reasoning: string } = { text: '', reasoning: '' };
  #frame = 0;

  get hasEnded(): boolean {
    return this.answer !== null || this.problem !== null;
  }

  get status(): Status {
    if (this.answer) return 'complete';
    if (this.problem) return STATUSES[this.problem.code] ?? 'failed';
    return 'running';
  }

  /** Takes an event; one that was seen before changes nothing. Returns the names if it gives them. */
  take(event: ServerEvent): RunNames | null {
    if (event.id > 0 && event.id <= this.cursor) return null;
    if (event.kind === 'shutdown') return null;
    this.cursor = Math.max(this.cursor, event.id);
    this.isReconnecting = false;
    const data = event.data;
    if (event.kind === 'token') this.#say('text', data as string);
    else if (event.kind === 'reasoning') this.#say('reasoning', data as string);
    else if (event.kind === 'route') this.route = data as Route;
    else if (event.kind === 'step') this.#step(data as Step);
    else if (event.kind === 'approval') this.#ask(data as Approval);
    else if (event.kind === 'answer') this.#end(() => (this.answer = data as Answer));
    else if (event.kind === 'error') this.fail(data as Problem);
    else if (event.kind === 'run') {
      this.run = (data as RunNames).run;
      return data as RunNames;
    }
    return null;
  }

  fail(problem: Problem): void {
    this.#end(() => (this.problem = problem));
  }

  decided(approval: string, state: AskedApproval['state']): void {
    this.approvals = this.approvals.map((asked) => (asked.approval === approval ? { ...asked, state } : asked));
  }

  #ask(approval: Approval): void {
    this.approvals = [...this.approvals, { ...approval, state: 'open', asked_at: Date.now() }];
  }

  #step(step: Step): void {
    this.steps = [...this.steps, step];
    const waiting = this.approvals.find((asked) => asked.expert === step.expert && asked.state === 'open');
    if (waiting) this.decided(waiting.approval, 'over');
  }

  /** Collects text, so that the page is written at most once in a frame. */
  #say(kind: 'text' | 'reasoning', text: string): void {
    this.#unseen[kind] += text;
    this.#frame ||= requestAnimationFrame(() => this.#show());
  }

  #show(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.text += this.#unseen.text;
    this.reasoning += this.#unseen.reasoning;
    this.#unseen = { text: '', reasoning: '' };
  }

  #end(mark: () => void): void {
    this.#show();
    this.approvals = this.approvals.map((asked) => (asked.state === 'open' ? { ...asked, state: 'over' } : asked));
    mark();
  }
}

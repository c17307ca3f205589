// Who asks, and what this server can do.
import { api, ApiError, KEY_REQUIRED } from '../api/client.ts';
import type { ExpertInfo, ErrorRecord, Session } from '../api/types.ts';
import { notices } from './notices.svelte.ts';

class SessionState {
  info = $state<Session | null>(null);
  experts = $state<ExpertInfo[]>([]);
  problems = $state<ErrorRecord[]>([]);
  needsKey = $state(false);
  isOffline = $state(false);

  constructor() {
    window.addEventListener(KEY_REQUIRED, () => (this.needsKey = true));
  }

  get mayChangeCollections(): boolean {
    return this.info?.scopes.includes('collections') ?? false;
  }

  get enabled(): ExpertInfo[] {
    return this.experts.filter((expert) => expert.enabled);
  }

  async open(): Promise<boolean> {
    try {
      this.info = await api.session();
      const found = await api.experts();
      this.experts = found.experts;
      this.problems = found.problems;
      this.isOffline = false;
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  async signIn(key: string): Promise<void> {
    this.info = await api.signIn(key);
    this.needsKey = false;
  }

  async signOut(): Promise<void> {
    await api.signOut().catch((error: unknown) => notices.fail(error));
    location.assign('/');
  }

  #failed(error: unknown): void {
    if (error instanceof ApiError && error.problem.status === 401) this.needsKey = true;
    else if (error instanceof ApiError && error.problem.status === 0) this.isOffline = true;
    else notices.fail(error);
  }
}

export const session = new SessionState();

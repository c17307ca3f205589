// The records of the REST interface, as docs/reference/rest.md has them.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type ProvenanceClass =
  | 'copied' | 'normalised' | 'enum' | 'default' | 'program' | 'derived' | 'human';

export interface Provenance {
  class: ProvenanceClass;
  source: string;
  start: number;
  end: number;
  transform: string;
}

export interface Source {
  document: string;
  start: number;
  end: number;
  quote: string;
  page?: number;
}

export interface ErrorRecord {
  code: string;
  message: string;
  hint?: string;
  context?: { [key: string]: Json };
}

export interface Result {
  value?: Json;
  text: string;
  sources: Source[];
}

export interface Call {
  name: string;
  arguments: { [name: string]: Json };
  provenance: { [name: string]: Provenance };
  confidence: number;
}

export interface Step {
  expert: string;
  arguments: { [name: string]: Json };
  provenance: { [name: string]: Provenance };
  confidence: number;
  ms: number;
  result?: Result;
  error?: ErrorRecord;
}

export type DecisionKind = 'call' | 'plan' | 'clarify' | 'abstain';

export interface Answer {
  id: string;
  question: string;
  text: string;
  value: Json;
  decision: DecisionKind;
  confidence: number;
  reason?: string;
  steps: Step[];
  sources: Source[];
  usage?: { [name: string]: number };
  ms: number;
}

/** How sure an expert is of a question, and how sure it would have to be. */
export interface ExpertScore {
  expert: string;
  score: number;
  threshold: number;
  nearest?: string[];
}

export interface Route {
  decision: DecisionKind;
  calls: Call[];
  confidence: number;
  reason?: string;
}

export interface Approval {
  approval: string;
  expert: string;
  arguments: { [name: string]: Json };
  provenance: { [name: string]: Provenance };
  annotations: { read_only?: boolean; needs_network?: boolean; idempotent?: boolean };
  remaining_s: number;
}

export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  hint?: string;
  errors?: { field: string; message: string }[];
  instance?: string;
}

export type Status = 'running' | 'complete' | 'cancelled' | 'interrupted' | 'failed';

export interface Feedback {
  rating: 'up' | 'down';
  comment?: string;
}

export interface Message {
  id: string;
  parent: string | null;
  role: 'user' | 'assistant';
  text: string;
  status: Status;
  answer?: Answer;
  /** What a language model thought, once the answer has ended. */
  reasoning?: string;
  run?: string;
  feedback?: Feedback;
  created_at: string;
}

export interface ConversationInfo {
  id: string;
  title: string;
  created_at: string;
  updated_at: string;
  snippet?: string;
}

export interface Conversation extends ConversationInfo {
  messages: Message[];
}

export interface ConversationPage {
  conversations: ConversationInfo[];
  next: string | null;
}

export interface RunNames {
  run: string;
  conversation: string;
  question: string;
  answer: string;
}

export type Think = 'on' | 'off' | 'auto';

export interface AskBody {
  question?: string;
  answer_to?: string;
  conversation: string;
  parent?: string | null;
  model?: string;
  experts?: string[];
  collections?: string[];
  think?: Think;
  stream: true;
}

export interface Session {
  by: 'key' | 'browser' | 'open';
  scopes: string[];
  require_key: boolean;
  model: string | null;
  models: string[];
  version: string;
}

export interface ExpertInfo {
  name: string;
  description: string;
  arguments: { name: string; type: string; description: string; required: boolean }[];
  examples: string[];
  enabled: boolean;
  annotations: { read_only: boolean; needs_approval: boolean; needs_network: boolean };
}

export interface Experts {
  experts: ExpertInfo[];
  problems: ErrorRecord[];
}

export interface CollectionInfo {
  id: string;
  name: string;
  files: number;
  ready: number;
  shared: boolean;
  created_at?: string;
}

export interface FileInfo {
  id: string;
  name: string;
  bytes: number;
  status: 'waiting' | 'indexing' | 'ready' | 'failed';
  done: number;
  total: number;
  error?: ErrorRecord;
  created_at: string;
}

export interface CollectionFiles {
  id: string;
  name: string;
  files: FileInfo[];
}

export interface Passage {
  document: string;
  page?: number | null;
  text: string;
  offset: number;
  start: number;
  end: number;
}

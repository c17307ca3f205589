// The REST interface; nothing else in the page talks to the server.
import { eventsOf, type ServerEvent } from './events.ts';
import type {
  AskBody, CollectionFiles, CollectionInfo, Conversation, ConversationInfo, ConversationPage, Experts, ExpertScore,
  Feedback, FileInfo, Json, Passage, Problem, Session,
} from './types.ts';

/** A request that the server refused, or that did not reach it (status 0). */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.name = 'ApiError';
  }
}

const UNREACHABLE: Problem = {
  title: 'No connection',
  status: 0,
  detail: 'The server cannot be reached.',
  code: 'unreachable',
  hint: 'Check the connection, and that mrkl serve still runs.',
};

export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return { title: 'Unexpected error', status: 0, detail: String(error), code: 'page_error' };
}

/** Parses a refused response; one that is no problem document becomes one. */
export function parseProblem(status: number, text: string): Problem {
  try {
    const found = JSON.parse(text) as Problem;
    if (typeof found.detail === 'string' && typeof found.code === 'string') return found;
  } catch {
    // A proxy's page, say: the status tells all we know.
  }
  return { title: `Error ${status}`, status, detail: `The server answered ${status}.`, code: `http_${status}` };
}

/** Is sent to the window when the server wants a key that it wanted not before, or knows no more. */
export const KEY_REQUIRED = 'mrkl-key-required';

async function send(path: string, options: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...options });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(UNREACHABLE);
  }
  if (response.ok) return response;
  if (response.status === 401 && path !== '/v1/session') window.dispatchEvent(new Event(KEY_REQUIRED));
  throw new ApiError(parseProblem(response.status, await response.text()));
}

async function get<T>(path: string): Promise<T> {
  return (await send(path)).json() as Promise<T>;
}

async function change(method: string, path: string, body?: unknown): Promise<Response> {
  if (body === undefined) return send(path, { method });
  const headers = { 'Content-Type': 'application/json' };
  return send(path, { method, headers, body: JSON.stringify(body) });
}

function events(response: Response): AsyncGenerator<ServerEvent> {
  if (!response.body) throw new ApiError(UNREACHABLE);
  return eventsOf(response.body);
}

const part = encodeURIComponent;

export const api = {
  session: () => get<Session>('/v1/session'),
  signIn: async (key: string) => (await change('POST', '/v1/session', { key })).json() as Promise<Session>,
  signOut: () => change('DELETE', '/v1/session'),
  experts: () => get<Experts>('/v1/experts'),
  explain: async (question: string) =>
    (await change('POST', '/v1/explain', { question })).json() as Promise<{ scores: ExpertScore[] }>,

  conversations: (query: string, after: string | null) => {
    const wanted = new URLSearchParams({ limit: '50' });
    if (query) wanted.set('query', query);
    if (after) wanted.set('after', after);
    return get<ConversationPage>(`/v1/conversations?${wanted}`);
  },
  conversation: (id: string) => get<Conversation>(`/v1/conversations/${part(id)}`),
  rename: async (id: string, title: string) =>
    (await change('PATCH', `/v1/conversations/${part(id)}`, { title })).json() as Promise<ConversationInfo>,
  deleteConversation: (id: string) => change('DELETE', `/v1/conversations/${part(id)}`),
  exportPath: (id: string, format: 'json' | 'markdown') => `/v1/conversations/${part(id)}/export?format=${format}`,

  ask: async (body: AskBody, signal: AbortSignal) => {
    const headers = { 'Content-Type': 'application/json', Accept: 'text/event-stream' };
    return events(await send('/v1/ask', { method: 'POST', headers, body: JSON.stringify(body), signal }));
  },
  runEvents: async (run: string, after: number, signal: AbortSignal) =>
    events(await send(`/v1/runs/${part(run)}/events?after=${after}`, { signal })),
  cancel: (run: string) => change('POST', `/v1/runs/${part(run)}/cancel`),
  decide: (run: string, approval: string, verdict: 'approve' | 'reject', edited?: { [name: string]: Json }) =>
    change('POST', `/v1/runs/${part(run)}/approvals/${part(approval)}`, {
      verdict,
      ...(edited ? { arguments: edited } : {}),
    }),

  rate: (message: string, feedback: Feedback) => change('PUT', `/v1/messages/${part(message)}/feedback`, feedback),
  unrate: (message: string) => change('DELETE', `/v1/messages/${part(message)}/feedback`),

  collections: async () => (await get<{ collections: CollectionInfo[] }>('/v1/collections')).collections,
  collection: (id: string) => get<CollectionFiles>(`/v1/collections/${part(id)}`),
  addCollection: async (name: string) =>
    (await change('POST', '/v1/collections', { name })).json() as Promise<CollectionInfo>,
  deleteCollection: (id: string) => change('DELETE', `/v1/collections/${part(id)}`),
  deleteFile: (collection: string, file: string) =>
    change('DELETE', `/v1/collections/${part(collection)}/files/${part(file)}`),
  passage: (document: string, start: number, end: number) =>
    get<Passage>(`/v1/passages?${new URLSearchParams({ document, start: `${start}`, end: `${end}` })}`),
};

/** Sends a file as it is; `progress` is told the share that has left, in [0, 1]. */
export function upload(collection: string, file: File, progress: (share: number) => void): Promise<FileInfo> {
  return new Promise((resolve, reject) => {
    // fetch() cannot say how much of a body has been sent.
    const request = new XMLHttpRequest();
    request.open('PUT', `/v1/collections/${part(collection)}/files/${part(file.name)}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => progress(event.total > 0 ? event.loaded / event.total : 0);
    request.onerror = () => reject(new ApiError(UNREACHABLE));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as FileInfo);
      else reject(new ApiError(parseProblem(request.status, request.responseText)));
    };
    request.send(file);
  });
}

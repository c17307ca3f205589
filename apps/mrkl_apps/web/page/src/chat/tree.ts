// Messages form a tree; what is read is one path through it.
import type { Message } from '../api/types.ts';

export interface PathItem {
  message: Message;
  /** Siblings in the order they were made, itself among them. */
  siblings: Message[];
  index: number;
}

/** Returns the path from the root, following `chosen` (parent id or "" to child id), else the newest child. */
export function pathThrough(messages: readonly Message[], chosen: ReadonlyMap<string, string>): PathItem[] {
  const children = new Map<string, Message[]>();
  for (const message of messages) {
    const key = message.parent ?? '';
    children.set(key, [...(children.get(key) ?? []), message]);
  }
  const path: PathItem[] = [];
  let siblings = children.get('');
  let parent = '';
  while (siblings) {
    const wanted = siblings.findIndex((message) => message.id === chosen.get(parent));
    const index = wanted < 0 ? siblings.length - 1 : wanted;
    const message = siblings[index]!;
    path.push({ message, siblings, index });
    parent = message.id;
    siblings = children.get(parent);
  }
  return path;
}

export interface EarlierTurn {
  question: string;
  answer: string;
}

/** Returns the answered questions before a message of the path: what `turn:K` and `answer:K` name. */
export function turnsBefore(path: readonly PathItem[], id: string): EarlierTurn[] {
  const turns: EarlierTurn[] = [];
  for (const [index, { message }] of path.entries()) {
    if (message.id === id) break;
    const asked = path[index - 1]?.message;
    if (message.answer && asked?.role === 'user') turns.push({ question: asked.text, answer: message.answer.text });
  }
  return turns;
}

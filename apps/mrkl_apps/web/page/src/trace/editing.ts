// Arguments as text in a form, and back to values of the same kind.
import type { Json } from '../api/types.ts';

export function writtenValue(value: Json): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : JSON.stringify(value);
}

/** Returns the value that a text stands for, of the kind that `like` has; undefined if it cannot be one. */
export function typedValue(text: string, like: Json): Json | undefined {
  if (typeof like === 'string') return text;
  let found: Json;
  try {
    found = JSON.parse(text) as Json;
  } catch {
    // What was absent may be anything, so words are words.
    return like === null ? text : undefined;
  }
  if (like === null) return found;
  return kindOf(found) === kindOf(like) ? found : undefined;
}

function kindOf(value: Json): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Returns all arguments if any is changed, else null. */
export function changedArguments(
  before: { [name: string]: Json },
  after: { [name: string]: Json },
): { [name: string]: Json } | null {
  return JSON.stringify(before) === JSON.stringify(after) ? null : after;
}

// What an answer cites.
import type { Answer, Source } from '../api/types.ts';

/** Returns the passages that can be shown, each once. A query that cites itself is in the trace already. */
export function citable(answer: Answer): Source[] {
  const queries = new Set(answer.steps.map((step) => step.arguments.sql).filter((sql) => typeof sql === 'string'));
  const seen = new Set<string>();
  return answer.sources.filter((source) => {
    const key = `${source.document}:${source.start}:${source.end}`;
    if (queries.has(source.quote) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

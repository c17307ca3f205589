// Shows what a search found.

export interface Part {
  text: string;
  isFound: boolean;
}

/** Cuts `text` where `query` stands in it, without regard to case. */
export function cutByQuery(text: string, query: string): Part[] {
  if (!query) return [{ text, isFound: false }];
  const escaped = query.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text
    .split(new RegExp(`(${escaped})`, 'iu'))
    .map((part, index) => ({ text: part, isFound: index % 2 === 1 }))
    .filter((part) => part.text);
}

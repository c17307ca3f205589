// Offsets of the interface are bytes of UTF-8; strings here count UTF-16 units.

/** Returns, for each wanted byte offset, the position in `text`; one inside a character gives its beginning. */
export function positions(text: string, offsets: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  const wanted = [...new Set(offsets)].sort((a, b) => a - b);
  let byte = 0;
  let unit = 0;
  let next = 0;
  for (const character of text) {
    const size = utf8Size(character);
    while (next < wanted.length && wanted[next]! < byte + size) found.set(wanted[next++]!, unit);
    byte += size;
    unit += character.length;
  }
  for (; next < wanted.length; next++) found.set(wanted[next]!, unit);
  return found;
}

function utf8Size(character: string): number {
  const point = character.codePointAt(0)!;
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

export interface Piece {
  text: string;
  /** Names of the marks that cover the piece. */
  marks: string[];
}

export interface Mark {
  name: string;
  start: number;
  end: number;
}

/** Cuts `text` where marks (in bytes, possibly overlapping) begin and end. */
export function cutByMarks(text: string, marks: readonly Mark[]): Piece[] {
  const sound = marks.filter((mark) => mark.end > mark.start);
  const at = positions(text, sound.flatMap((mark) => [mark.start, mark.end]));
  const inUnits = sound.map((mark) => ({ name: mark.name, start: at.get(mark.start)!, end: at.get(mark.end)! }));
  const edges = [...new Set([0, text.length, ...inUnits.flatMap((mark) => [mark.start, mark.end])])];
  edges.sort((a, b) => a - b);
  return edges.slice(1).map((end, index) => {
    const start = edges[index]!;
    const covering = inUnits.filter((mark) => mark.start <= start && end <= mark.end);
    return { text: text.slice(start, end), marks: [...new Set(covering.map((mark) => mark.name))] };
  });
}

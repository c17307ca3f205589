import { describe, expect, it } from 'vitest';
import { cutByMarks, positions } from '../src/text/bytes.ts';

const TEXT = 'a é 😀 字 z';

describe('byte offsets', () => {
  it('become positions in strings, as the encoder counts', () => {
    const encoder = new TextEncoder();
    let unit = 0;
    for (const character of TEXT) {
      const byte = encoder.encode(TEXT.slice(0, unit)).length;
      expect(positions(TEXT, [byte]).get(byte)).toBe(unit);
      unit += character.length;
    }
  });

  it('inside of a character give its beginning, beyond the text its end', () => {
    expect(positions('é', [1, 2, 99])).toEqual(new Map([[1, 0], [2, 1], [99, 1]]));
  });
});

describe('marks', () => {
  it('cut a text into pieces that together are the text', () => {
    const pieces = cutByMarks('find Zoë and greet her', [{ name: 'who', start: 5, end: 9 }]);
    expect(pieces).toEqual([
      { text: 'find ', marks: [] },
      { text: 'Zoë', marks: ['who'] },
      { text: ' and greet her', marks: [] },
    ]);
  });

  it('may overlap', () => {
    const pieces = cutByMarks('abcdef', [
      { name: 'x', start: 0, end: 4 },
      { name: 'y', start: 2, end: 6 },
    ]);
    expect(pieces.map(({ text, marks }) => [text, marks.join()])).toEqual([['ab', 'x'], ['cd', 'x,y'], ['ef', 'y']]);
  });

  it('that are empty or none leave the text alone', () => {
    expect(cutByMarks('abc', [{ name: 'x', start: 1, end: 1 }])).toEqual([{ text: 'abc', marks: [] }]);
    expect(cutByMarks('', [])).toEqual([]);
  });
});

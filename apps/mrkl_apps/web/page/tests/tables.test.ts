import { describe, expect, it } from 'vitest';
import { seriesOf, ticks } from '../src/table/chart.ts';
import { asTable, isWorthShowing, shownCell, sorted, toCsv, type Table } from '../src/table/values.ts';

function table(columns: string[], ...rows: Table['rows']): Table {
  return { columns, rows, truncated: false };
}

describe('tables', () => {
  it('are known by their shape', () => {
    expect(asTable({ columns: ['a'], rows: [[1]], truncated: true })).toEqual({ columns: ['a'], rows: [[1]], truncated: true });
    for (const other of [1, 'a', null, undefined, [], { columns: [] }, { columns: [], rows: [1] }]) {
      expect(asTable(other as never)).toBeNull();
    }
  });

  it('of one cell are worth no table', () => {
    expect(isWorthShowing(table(['a'], [1]))).toBe(false);
    expect(isWorthShowing(table(['a']))).toBe(false);
    expect(isWorthShowing(table(['a'], [1], [2]))).toBe(true);
    expect(isWorthShowing(table(['a', 'b'], [1, 2]))).toBe(true);
  });

  it('are sorted by figures as figures, with what is absent last', () => {
    const rows = [[10], [9], [null], [-1]];
    expect(sorted(rows, 0, false)).toEqual([[-1], [9], [10], [null]]);
    expect(sorted(rows, 0, true)).toEqual([[10], [9], [-1], [null]]);
    expect(sorted([['b10'], ['b9'], ['A']], 0, false)).toEqual([['A'], ['b9'], ['b10']]);
  });

  it('show large figures with separators, and years without', () => {
    expect([2024, 12345, 1234.5, null, 'x', true].map(shownCell)).toEqual(['2024', '12,345', '1,234.5', '', 'x', 'true']);
  });
});

describe('CSV', () => {
  it('quotes what must be quoted', () => {
    const written = toCsv(table(['name', 'n'], ['a "b", c', 1], ['two\nlines', null]));
    expect(written).toBe('name,n\r\n"a ""b"", c",1\r\n"two\nlines",\r\n');
  });

  it('lets no spreadsheet run a cell, and leaves negative figures alone', () => {
    expect(toCsv(table(['x'], ['=HYPERLINK("http://evil")'], ['@a'], [-1]))).toBe(
      'x\r\n"\'=HYPERLINK(""http://evil"")"\r\n\'@a\r\n-1\r\n',
    );
  });
});

describe('charts', () => {
  it('are bars of one label and one figure, whichever comes first', () => {
    expect(seriesOf(table(['country', 'n'], ['USA', 3], ['Peru', 1]))).toMatchObject({ kind: 'bar', label: 'country', figure: 'n' });
    expect(seriesOf(table(['n', 'country'], [3, 'USA'], [1, 'Peru']))?.points).toEqual([
      { label: 'USA', value: 3 },
      { label: 'Peru', value: 1 },
    ]);
  });

  it('are lines where the labels are moments, in their order', () => {
    const series = seriesOf(table(['day', 'n'], ['2026-01-03', 1], ['2026-01-01', 2], ['2026-01-02', 3]));
    expect(series?.kind).toBe('line');
    expect(series?.points.map((point) => point.value)).toEqual([2, 3, 1]);
  });

  it('are not drawn of what they cannot show', () => {
    expect(seriesOf(table(['a'], [1], [2]))).toBeNull();
    expect(seriesOf(table(['a', 'b'], ['x', 'y'], ['z', 'w']))).toBeNull();
    expect(seriesOf(table(['a', 'b'], ['x', 1]))).toBeNull();
    expect(seriesOf(table(['a', 'b'], ['x', 1], [null, 2]))).toBeNull();
    expect(seriesOf(table(['a', 'b'], ...Array.from({ length: 31 }, (_, n) => [`x${n}`, n])))).toBeNull();
  });

  it('have round figures at their side that span the values and zero', () => {
    expect(ticks([449, 481])).toEqual([0, 200, 400, 600]);
    expect(ticks([-5, 5])).toEqual([-5, -2.5, 0, 2.5, 5]);
    expect(ticks([0])[0]).toBe(0);
  });
});

// A chart where a table has one label and one figure in each row.
import { cellText, isNumeric, type Table } from './values.ts';

export interface Point {
  label: string;
  value: number;
}

export interface Series {
  kind: 'bar' | 'line';
  label: string;
  figure: string;
  points: Point[];
}

const MOST_BARS = 30;
const MOST_POINTS = 500;
const MOMENT = /^\d{4}(-\d{2}(-\d{2})?)?([T ].*)?$/;

/** Returns what can be drawn of a table, or null. Labels that are all dates or years make a line. */
export function seriesOf(table: Table): Series | null {
  if (table.columns.length !== 2 || table.rows.length < 2) return null;
  const figure = isNumeric(table, 1) ? 1 : isNumeric(table, 0) ? 0 : -1;
  if (figure < 0) return null;
  const label = 1 - figure;
  const points = table.rows
    .filter((row) => typeof row[figure] === 'number' && cellText(row[label]) !== '')
    .map((row) => ({ label: cellText(row[label]), value: row[figure] as number }));
  if (points.length < 2) return null;
  const isInTime = points.length > 2 && points.every((point) => MOMENT.test(point.label));
  if (points.length > (isInTime ? MOST_POINTS : MOST_BARS)) return null;
  if (isInTime) points.sort((a, b) => a.label.localeCompare(b.label));
  return {
    kind: isInTime ? 'line' : 'bar',
    label: table.columns[label]!,
    figure: table.columns[figure]!,
    points,
  };
}

/** Returns round figures that span the values and zero. */
export function ticks(values: readonly number[], wanted = 4): number[] {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const rough = (high - low || 1) / wanted;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * magnitude).find((size) => size >= rough)!;
  const found: number[] = [];
  for (let index = Math.floor(low / step); index * step < high + step; index++) {
    found.push(Number((index * step).toPrecision(12)));
  }
  return found;
}

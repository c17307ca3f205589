// Tables as the database expert returns them.
import type { Json } from '../api/types.ts';

export interface Table {
  columns: string[];
  rows: Json[][];
  truncated: boolean;
}

/** Returns the table that a value is, or null. */
export function asTable(value: Json | undefined): Table | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { columns, rows, truncated } = value;
  if (!Array.isArray(columns) || !Array.isArray(rows) || !rows.every((row) => Array.isArray(row))) return null;
  return { columns: columns.map(String), rows: rows as Json[][], truncated: truncated === true };
}

/** A single cell says no more than the text does. */
export function isWorthShowing(table: Table): boolean {
  return table.rows.length > 1 || (table.rows.length === 1 && table.columns.length > 1);
}

const order = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function compare(a: Json | undefined, b: Json | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return order.compare(cellText(a), cellText(b));
}

/** Returns the rows by one column; what is absent comes last either way. */
export function sorted(rows: readonly Json[][], column: number, descending: boolean): Json[][] {
  const isAbsent = (row: Json[]) => row[column] === null || row[column] === undefined;
  const present = rows.filter((row) => !isAbsent(row));
  present.sort((a, b) => compare(a[column], b[column]) * (descending ? -1 : 1));
  return [...present, ...rows.filter(isAbsent)];
}

export function cellText(cell: Json | undefined): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

const figures = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });

/** A cell as people read it. Whole numbers of four digits may be years, so they get no separator. */
export function shownCell(cell: Json | undefined): string {
  if (typeof cell !== 'number') return cellText(cell);
  return Number.isInteger(cell) && Math.abs(cell) < 10_000 ? String(cell) : figures.format(cell);
}

export function isNumeric(table: Table, column: number): boolean {
  const cells = table.rows.map((row) => row[column]).filter((cell) => cell !== null && cell !== undefined);
  return cells.length > 0 && cells.every((cell) => typeof cell === 'number');
}

/** Returns a table as RFC 4180 has it; cells that a spreadsheet would run as formulas are quoted as text. */
export function toCsv(table: Table): string {
  const lines = [table.columns, ...table.rows].map((row) => row.map(csvCell).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function csvCell(cell: Json): string {
  const plain = cellText(cell);
  const text = typeof cell === 'string' && /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

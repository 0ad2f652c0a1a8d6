/** The plain structure of an EXPLAIN file: header objects and tables, before anything is made of them. */
import type { TextRow } from '../../src/io/named-columns.ts';
import { splitLines } from '../../src/model/text.ts';

export interface GamryTable {
  /** `ZCURVE`, `CURVE2` … */
  readonly name: string;
  /** 0-based line of the table's first line. */
  readonly line: number;
  /** Rows announced, NaN where the file announces none. Not to be trusted. */
  readonly declaredRows: number;
  readonly names: readonly string[];
  readonly units: readonly string[];
  readonly rowCount: number;
  /** Read from the text anew each time: cells of a long run would not fit beside its columns. */
  readonly rows: Iterable<TextRow>;
}

export interface GamryFile {
  /** `EISPOT`, `CV`, `PWR800_CHARGE` … */
  readonly tag: string;
  /** Values of header objects as written; the parts of one value are joined by a space, notes by `\n`. */
  readonly header: ReadonlyMap<string, string>;
  readonly tables: readonly GamryTable[];
  /** 0-based lines that are neither header object, note, table nor blank. */
  readonly strayLines: readonly number[];
}

/** Cells that are a value, by type of header object; what follows them is the label. */
const VALUE_CELLS: Readonly<Record<string, readonly number[]>> = {
  POTEN: [0, 1],
  TWOPARAM: [0, 1, 2],
  VARIABLEANDUNITS: [0, 1, 2, 3],
  MULTIPARAM: [0, 1, 3, 4],
};
const SINGLE_VALUE = [0];

interface Cursor {
  readonly lines: readonly string[];
  next: number;
}

/** Reads the structure; never fails: what it cannot place is in `strayLines`. */
export function readStructure(text: string): GamryFile {
  const cursor: Cursor = { lines: splitLines(text), next: 0 };
  const header = new Map<string, string>();
  const tables: GamryTable[] = [];
  const strayLines: number[] = [];
  let tag = '';
  while (cursor.next < cursor.lines.length) {
    const at = cursor.next++;
    const line = cursor.lines[at] ?? '';
    const [key = '', type = '', ...cells] = line.split('\t').map((cell) => cell.trim());
    if (line.trim() === '' || (at === 0 && type === '')) continue;
    if (key === '' || type === '') strayLines.push(at);
    else if (key === 'TAG') tag = type;
    else if (type === 'TABLE') tables.push(readTable(cursor, key, cells[0] ?? '', at));
    else if (type === 'NOTES') setOnce(header, key, readNotes(cursor, Number(cells[0])));
    else setOnce(header, key, headerValue(type, cells));
  }
  return { tag, header, tables, strayLines };
}

/** A key that comes twice keeps both values. */
function setOnce(header: Map<string, string>, key: string, value: string): void {
  let name = key;
  for (let n = 2; header.has(name); n++) name = `${key} (${n})`;
  header.set(name, value);
}

function headerValue(type: string, cells: readonly string[]): string {
  const places = Object.hasOwn(VALUE_CELLS, type) ? (VALUE_CELLS[type] ?? SINGLE_VALUE) : SINGLE_VALUE;
  return places
    .map((i) => cells[i] ?? '')
    .join(' ')
    .trim();
}

/** Notes are taken by count, as they may hold anything; each begins with a tab (or was stripped to nothing). */
function readNotes(cursor: Cursor, count: number): string {
  const notes: string[] = [];
  while (notes.length < count) {
    const line = cursor.lines[cursor.next];
    if (line === undefined || !(line.startsWith('\t') || line.trim() === '')) break;
    notes.push(line.trim());
    cursor.next++;
  }
  return notes.join('\n').trim();
}

function isTableLine(line: string | undefined): line is string {
  return line !== undefined && /^[\t ]/.test(line);
}

/** Names, units and rows up to the first line that is not indented. */
function readTable(cursor: Cursor, name: string, declared: string, line: number): GamryTable {
  const cellsOfNext = () => {
    const next = cursor.lines[cursor.next];
    if (!isTableLine(next)) return [];
    cursor.next++;
    return rowCells(next, 0).map((cell) => cell.trim());
  };
  const names = cellsOfNext();
  while (names.at(-1) === '') names.pop();
  const units = cellsOfNext();
  const first = cursor.next;
  while (isTableLine(cursor.lines[cursor.next])) cursor.next++;
  const rows = new TableRows(cursor.lines, first, cursor.next, names.length);
  const rowCount = rows.count();
  return { name, line, declaredRows: declared === '' ? Number.NaN : Number(declared), names, units, rowCount, rows };
}

class TableRows implements Iterable<TextRow> {
  readonly #lines: readonly string[];
  readonly #first: number;
  readonly #end: number;
  readonly #columns: number;

  constructor(lines: readonly string[], first: number, end: number, columns: number) {
    this.#lines = lines;
    this.#first = first;
    this.#end = end;
    this.#columns = columns;
  }

  count(): number {
    let count = 0;
    for (let line = this.#first; line < this.#end; line++) if (this.#lines[line]?.trim() !== '') count++;
    return count;
  }

  *[Symbol.iterator](): Generator<TextRow> {
    for (let line = this.#first; line < this.#end; line++) {
      const text = this.#lines[line] ?? '';
      if (text.trim() !== '') yield { cells: rowCells(text, this.#columns), line };
    }
  }
}

/** Rows begin with a tab; edited files indent with spaces, and are taken where their words fill the columns exactly. */
function rowCells(line: string, columns: number): string[] {
  if (line.startsWith('\t')) return line.slice(1).split('\t');
  const words = line.trim().split(/\s+/);
  return words.length === columns ? words : [];
}

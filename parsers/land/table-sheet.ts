/**
 * Sheets that begin with a cycle or step table, and those where records are nested in one: a step header, the step, a
 * record header, its records, and so on for each step, perhaps with a header and a row for each cycle above. Such records
 * do not repeat the numbers and the mode of their step; they are taken from the row above.
 */
import type { CellSink } from '../../src/io/spreadsheet.ts';
import { cellPlace } from '../../src/model/source.ts';
import { parseNumber } from '../../src/model/text.ts';
import { isTableField, parseHeader, type TableField } from './columns.ts';
import { isCycleHeader, isStepHeader, type SheetTable, tableFromRows } from './cycle-table.ts';
import {
  type ContextField,
  fitsLayout,
  isRecordHeader,
  type Layout,
  layoutFromHeader,
  type PreviewRow,
} from './record-layout.ts';
import type { RecordReader } from './record-reader.ts';

type Cells = (string | number | undefined)[];
type Level = 'cycles' | 'steps';

interface Table {
  readonly level: Level;
  readonly header: PreviewRow;
  /** The header as one text, to know it again. */
  readonly key: string;
  readonly rows: Map<number, PreviewRow>;
  /** Columns of what records nested in it share. */
  readonly at: ReadonlyMap<ContextField, number>;
  /** Rows since its header came last. */
  fresh: number;
}

/** What goes on from one sheet to the next. */
export interface Nesting {
  layout: Layout | undefined;
  /** Header as written → layout. */
  readonly layouts: Map<string, Layout>;
  readonly context: { cycle?: number; step?: number; state?: string };
  readonly sources: Map<ContextField, string>;
}

export function newNesting(): Nesting {
  return { layout: undefined, layouts: new Map(), context: {}, sources: new Map() };
}

export class TableSheetReader implements CellSink {
  readonly #path: string;
  readonly #sheet: string;
  readonly #reader: RecordReader;
  readonly #nesting: Nesting;
  readonly #tables: Table[] = [];
  #table: Table | undefined;
  #hasRecords = false;
  #isOpen = false;
  #row = -1;
  #cells: Cells = [];

  constructor(path: string, sheet: string, reader: RecordReader, nesting: Nesting) {
    this.#path = path;
    this.#sheet = sheet;
    this.#reader = reader;
    this.#nesting = nesting;
  }

  number(row: number, column: number, value: number): void {
    this.#put(row, column, value);
  }

  text(row: number, column: number, value: string): void {
    this.#put(row, column, value);
  }

  /** Ends the sheet: its tables, named by the sheet where they are all it holds. */
  finish(): { readonly tables: SheetTable[]; readonly hasRecords: boolean } {
    this.#endRow();
    this.#closeRecords();
    const isAlone = this.#tables.length === 1 && !this.#hasRecords;
    const place = (row: number, column: number) => cellPlace(this.#sheet, row, column);
    const tables = this.#tables.map(({ level, header, rows }) => {
      return tableFromRows(isAlone ? this.#sheet : `${this.#sheet} (${level})`, header, rows, place);
    });
    return { tables, hasRecords: this.#hasRecords };
  }

  #put(row: number, column: number, value: string | number): void {
    if (row !== this.#row) {
      this.#endRow();
      this.#row = row;
    }
    this.#cells[column] = value;
  }

  #endRow(): void {
    const cells = this.#cells;
    if (this.#row < 0 || cells.length === 0) return;
    this.#cells = [];
    const first = cells.find((cell) => typeof cell === 'number' || (cell ?? '').trim() !== '');
    if (first === undefined) return;
    if (typeof first === 'number' || !this.#startsTable(cells)) this.#takeRow(cells);
  }

  /** True for a header row. */
  #startsTable(cells: Cells): boolean {
    if (isRecordHeader(cells)) this.#startRecords(cells);
    else if (isStepHeader(cells)) this.#startLevel('steps', cells);
    else if (isCycleHeader(cells)) this.#startLevel('cycles', cells);
    else return false;
    return true;
  }

  #startLevel(level: Level, header: Cells): void {
    this.#closeRecords();
    const key = `${level}\n${header.join('\t')}`;
    this.#table = this.#tables.find((table) => table.key === key);
    if (this.#table === undefined) {
      this.#table = { level, header, key, rows: new Map(), at: contextColumns(level, header), fresh: 0 };
      this.#tables.push(this.#table);
    }
    this.#table.fresh = 0;
  }

  #startRecords(header: Cells): void {
    const { layouts, sources } = this.#nesting;
    this.#table = undefined;
    this.#closeRecords();
    const key = [...sources.keys(), ...header].join('\t');
    const known = layouts.get(key);
    const layout = known ?? this.#newLayout(header);
    layouts.set(key, layout);
    this.#openRecords({ ...layout, sheet: this.#sheet, headerRow: this.#row, place: this.#place() });
  }

  #newLayout(header: Cells): Layout {
    const base = { path: this.#path, sheet: this.#sheet, row: this.#row, cells: header, width: header.length };
    const layout = layoutFromHeader({ ...base, place: this.#place() });
    const own = new Set(layout.slots.map(({ field }) => field));
    return { ...layout, context: new Map([...this.#nesting.sources].filter(([field]) => !own.has(field))) };
  }

  #place() {
    const sheet = this.#sheet;
    return (row: number, column: number) => cellPlace(sheet, row, column);
  }

  #openRecords(layout: Layout): void {
    this.#nesting.layout = layout;
    this.#hasRecords = true;
    this.#isOpen = true;
    this.#reader.open(layout);
    this.#reader.setContext(this.#nesting.context);
  }

  #closeRecords(): void {
    if (this.#isOpen) this.#reader.close();
    this.#isOpen = false;
  }

  #takeRow(cells: Cells): void {
    const { layout } = this.#nesting;
    if (this.#table !== undefined) {
      this.#table.rows.set(this.#row, cells);
      this.#table.fresh += 1;
      this.#descend(this.#table, cells);
      return;
    }
    if (!this.#isOpen && this.#tables.length === 0 && layout !== undefined && fitsLayout(cells, layout)) {
      this.#openRecords({ ...layout, sheet: this.#sheet, headerRow: -1, place: this.#place() });
    }
    if (!this.#isOpen) return;
    cells.forEach((cell, column) => {
      if (typeof cell === 'number') this.#reader.number(this.#row, column, cell);
      else if (cell !== undefined) this.#reader.text(this.#row, column, cell);
    });
  }

  /** The records below belong to the row, if it is the only one below its header. */
  #descend({ header, fresh, at }: Table, cells: Cells): void {
    const { context, sources } = this.#nesting;
    const isOnly = fresh === 1;
    for (const [field, column] of at) {
      const cell = isOnly ? String(cells[column] ?? '').trim() : '';
      sources.set(field, String(header[column]));
      if (field === 'state') context.state = cell;
      else context[field] = parseNumber(cell);
    }
  }
}

/** Where a header names what its records share. The `Index` of a step table numbers the steps. */
function contextColumns(level: Level, header: PreviewRow): Map<ContextField, number> {
  const find = (field: TableField) =>
    header.findIndex((cell) => {
      const parsed = typeof cell === 'string' ? parseHeader(cell) : undefined;
      if (parsed === undefined || (field === 'cycle' && level === 'steps' && parsed.name === 'index')) return false;
      return isTableField(parsed, field);
    });
  const columns = new Map<ContextField, number>([['cycle', find('cycle')]]);
  if (level === 'steps') columns.set('step', find('step')).set('state', find('mode'));
  return new Map([...columns].filter(([, column]) => column >= 0));
}

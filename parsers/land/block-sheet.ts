/**
 * Record sheets that show the cycles side by side: two header rows, `Cycle 1 | Cycle 2 …` above the columns of each. The
 * cells of a row belong to as many records as there are cycles, so they are sorted into the cycles before they are read.
 */
import type { CellSink, Workbook } from '../../src/io/spreadsheet.ts';
import { cellPlace } from '../../src/model/source.ts';
import { type Layout, layoutFromHeader, type PreviewRow } from './record-layout.ts';
import type { RecordReader } from './record-reader.ts';

/** `Cycle 3`, `Cycle3`, `循环 3`. */
const CYCLE_TITLE = /^(?:cycle|循环)\s*[-:#]?\s*(\d+)$/i;

interface BlockStart {
  readonly title: string;
  readonly cycle: number;
  /** 0-based. */
  readonly column: number;
}

/** Where the cycles begin in a row of titles; a title repeated above each column of its cycle counts once. */
export function blockStarts(titles: PreviewRow): BlockStart[] {
  const starts: BlockStart[] = [];
  titles.forEach((cell, column) => {
    const title = typeof cell === 'string' ? cell.trim() : '';
    const cycle = CYCLE_TITLE.exec(title)?.[1];
    if (cycle !== undefined && title !== starts.at(-1)?.title) starts.push({ title, cycle: Number(cycle), column });
  });
  return starts;
}

/** Cells of one cycle in the order of the rows; columns counted from the first one of the cycle. */
interface Block extends BlockStart {
  readonly layout: Layout;
  readonly rows: number[];
  readonly columns: number[];
  readonly values: (number | string)[];
}

class BlockSink implements CellSink {
  readonly #headerRow: number;
  readonly #blocks: readonly Block[];
  /** For each column of the sheet the block that it belongs to. */
  readonly #owners: readonly (Block | undefined)[];

  constructor(headerRow: number, blocks: readonly Block[], width: number) {
    this.#headerRow = headerRow;
    this.#blocks = blocks;
    this.#owners = Array.from({ length: width }, (_, column) => blocks.findLast((block) => block.column <= column));
  }

  number(row: number, column: number, value: number): void {
    this.#put(row, column, value);
  }

  text(row: number, column: number, value: string): void {
    this.#put(row, column, value);
  }

  #put(row: number, column: number, value: number | string): void {
    const block = column < this.#owners.length ? this.#owners[column] : this.#blocks.at(-1);
    if (row <= this.#headerRow || block === undefined) return;
    block.rows.push(row);
    block.columns.push(column - block.column);
    block.values.push(value);
  }
}

/** Reads the cycles one after the other; the header row and the one above it were seen in a preview. */
export async function readBlockSheet(
  workbook: Workbook,
  sheet: { readonly name: string; readonly headerRow: number; readonly preview: readonly PreviewRow[] },
  reader: RecordReader,
  path: string,
): Promise<Layout[]> {
  const { name, headerRow, preview } = sheet;
  const header = preview[headerRow] ?? [];
  const starts = blockStarts(preview[headerRow - 1] ?? []);
  const blocks = starts.map((start, i): Block => {
    const cells = header.slice(start.column, starts[i + 1]?.column);
    const width = (starts[i + 1]?.column ?? Math.max(header.length, start.column)) - start.column;
    const place = (row: number, column: number) => cellPlace(name, row, column + start.column);
    const plain = layoutFromHeader({ path, sheet: name, row: headerRow, cells, width, place });
    const hasCycle = plain.slots.some(({ field }) => field === 'cycle');
    const layout = hasCycle ? plain : { ...plain, context: new Map([['cycle', start.title] as const]) };
    return { ...start, layout, rows: [], columns: [], values: [] };
  });
  await workbook.readSheet(name, new BlockSink(headerRow, blocks, header.length));
  for (const block of blocks) feed(block, reader);
  return blocks.map(({ layout }) => layout);
}

/** A short cycle is filled up with rows that hold a record number and nothing else. */
function feed({ layout, cycle, rows, columns, values }: Block, reader: RecordReader): void {
  const numberColumn = layout.slots.findIndex(({ field }) => field === 'record');
  reader.open(layout);
  reader.setContext({ cycle });
  for (let i = 0; i < rows.length; ) {
    let end = i + 1;
    while (rows[end] === rows[i]) end += 1;
    const isFiller = end === i + 1 && columns[i] === numberColumn;
    for (let k = i; k < end && !isFiller; k++) {
      const [row = 0, column = 0, value = ''] = [rows[k], columns[k], values[k]];
      if (typeof value === 'number') reader.number(row, column, value);
      else reader.text(row, column, value);
    }
    i = end;
  }
  reader.close();
}

/** The data module: ids of the columns, then rows of packed little-endian values. */
import { offsetPlace, type RawFile, SourceError } from '../../src/model/source.ts';
import { columnOf, type MprColumn } from './mpr-columns.ts';
import { COPY_AGAIN, type MprModule } from './mpr-modules.ts';

const REPORT = 'report the file to the maintainers; until then use the text export of EC-Lab';

/** Where ids and rows stand, by version of the module. Versions 3 and 11 put one byte more before the rows. */
interface Preamble {
  readonly countBytes: 1 | 2;
  readonly idBytes: 1 | 2;
  readonly rowsAt: number;
}
const PREAMBLES: Readonly<Record<number, Preamble>> = {
  0: { countBytes: 1, idBytes: 1, rowsAt: 100 },
  2: { countBytes: 1, idBytes: 2, rowsAt: 405 },
  3: { countBytes: 1, idBytes: 2, rowsAt: 406 },
  10: { countBytes: 2, idBytes: 2, rowsAt: 1007 },
  11: { countBytes: 2, idBytes: 2, rowsAt: 1007 },
};
/** After the number of rows. */
const COUNT_AT = 4;

const STORED_BYTES = { f8: 8, f4: 4, u4: 4, u2: 2, u1: 1, flag: 1 } as const;

export interface StoredColumn extends MprColumn {
  readonly id: number;
  /** Offset within a row. */
  readonly offset: number;
}

export interface MprLayout {
  readonly columns: readonly StoredColumn[];
  readonly rowBytes: number;
  /** Offset in the file of the first row. */
  readonly start: number;
  /** Rows that the module announces; its length agrees. */
  readonly announced: number;
  /** Whole rows that there are. */
  readonly rows: number;
}

/**
 * Layout of the rows. Throws SourceError for a version or an id that is not known, for ids that come twice, and where
 * the row count and the module's length contradict each other.
 */
export function readLayout(file: RawFile, module: MprModule): MprLayout {
  const preamble = PREAMBLES[module.version];
  if (preamble === undefined) {
    const known = Object.keys(PREAMBLES).join(', ');
    const detail = `version ${module.version} of the data module is not known; known are ${known}`;
    throw new SourceError(file.path, offsetPlace(module.start), detail, REPORT);
  }
  const { countBytes, idBytes, rowsAt } = preamble;
  const idsAt = COUNT_AT + countBytes;
  if (module.bytes.length < rowsAt) {
    const detail = `the file ends within the head of the data module, after ${module.bytes.length} of ${rowsAt} bytes`;
    throw new SourceError(file.path, offsetPlace(module.start + module.bytes.length), detail, COPY_AGAIN);
  }
  const view = viewOf(module.bytes);
  const count = countBytes === 1 ? view.getUint8(COUNT_AT) : view.getUint16(COUNT_AT, true);
  if (count === 0 || idsAt + count * idBytes > rowsAt) {
    const detail = `the data module announces ${count} columns; its head has room for 1 to ${Math.floor((rowsAt - idsAt) / idBytes)}`;
    throw new SourceError(file.path, offsetPlace(module.start + COUNT_AT), detail, COPY_AGAIN);
  }
  const ids = Array.from({ length: count }, (_, k) =>
    idBytes === 1 ? view.getUint8(idsAt + k) : view.getUint16(idsAt + 2 * k, true),
  );
  const { columns, rowBytes } = packedColumns(ids, (k, detail) => {
    return new SourceError(file.path, offsetPlace(module.start + idsAt + k * idBytes), detail, REPORT);
  });
  const announced = view.getUint32(0, true);
  if (rowsAt + announced * rowBytes !== module.length) {
    const detail = `${announced} rows of ${rowBytes} bytes do not fill the ${module.length - rowsAt} bytes of the data module; columns: ${columns.map((c) => `${c.name} (${c.id})`).join(', ')}`;
    throw new SourceError(file.path, offsetPlace(module.start), detail, REPORT);
  }
  const rows = Math.floor((module.bytes.length - rowsAt) / rowBytes);
  return { columns, rowBytes, start: module.start + rowsAt, announced, rows };
}

/** Places of the values in a row. All flags are one byte, at the place of the first of them. */
function packedColumns(ids: readonly number[], failure: (k: number, detail: string) => SourceError) {
  const columns: StoredColumn[] = [];
  let rowBytes = 0;
  let flagsAt = -1;
  for (const [k, id] of ids.entries()) {
    const column = columnOf(id, ids);
    if (column === undefined) throw failure(k, unknownColumn(ids, k));
    if (ids.indexOf(id) < k) throw failure(k, `column ${column.name} (id ${id}) comes twice`);
    const isFlag = column.storage === 'flag';
    if (!isFlag || flagsAt < 0) {
      if (isFlag) flagsAt = rowBytes;
      rowBytes += STORED_BYTES[column.storage];
    }
    columns.push({ ...column, id, offset: isFlag ? flagsAt : rowBytes - STORED_BYTES[column.storage] });
  }
  return { columns, rowBytes };
}

/** Without its width no later column has a known place. */
function unknownColumn(ids: readonly number[], k: number): string {
  const named = (index: number, none: string) => {
    const id = ids[index];
    return id === undefined ? none : `${columnOf(id, ids)?.name ?? 'unknown'} (${id})`;
  };
  const place = `column ${k + 1} of ${ids.length}, between ${named(k - 1, 'the start')} and ${named(k + 1, 'the end')}`;
  return `the column id ${ids[k]} is not known (${place}); no number of the file can be placed without it`;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Rows decoded at a time, so that they are still in the cache of the processor when the next column reads them. */
const BLOCK_ROWS = 8192;

/** Values of all columns, in the order of the layout. */
export function readColumns(bytes: Uint8Array, layout: MprLayout): Float64Array[] {
  const { columns, rowBytes, rows } = layout;
  const view = viewOf(bytes.subarray(layout.start, layout.start + rows * rowBytes));
  const values = columns.map(() => new Float64Array(rows));
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const to = Math.min(from + BLOCK_ROWS, rows);
    for (const [k, column] of columns.entries()) {
      const target = values[k];
      if (target !== undefined) readBlock(view, column, rowBytes, target, from, to);
    }
  }
  return values;
}

/** One loop per storage: the loop body is what the time goes into. */
function readBlock(
  view: DataView,
  column: StoredColumn,
  rowBytes: number,
  target: Float64Array,
  from: number,
  to: number,
): void {
  let at = column.offset + from * rowBytes;
  const { shift, mask } = column;
  switch (column.storage) {
    case 'f8':
      for (let i = from; i < to; i++, at += rowBytes) target[i] = view.getFloat64(at, true);
      return;
    case 'f4':
      for (let i = from; i < to; i++, at += rowBytes) target[i] = view.getFloat32(at, true);
      return;
    case 'u4':
      for (let i = from; i < to; i++, at += rowBytes) target[i] = view.getUint32(at, true);
      return;
    case 'u2':
      for (let i = from; i < to; i++, at += rowBytes) target[i] = view.getUint16(at, true);
      return;
    case 'u1':
      for (let i = from; i < to; i++, at += rowBytes) target[i] = view.getUint8(at);
      return;
    case 'flag':
      for (let i = from; i < to; i++, at += rowBytes) target[i] = (view.getUint8(at) >> shift) & mask;
      return;
  }
}

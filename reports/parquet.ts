/**
 * Normalised data as Apache Parquet: what CSV and JSON hold, typed.
 *
 * Numbers are DOUBLE, whole numbers by the schema INT32 (DOUBLE where the file has others), words UTF8; a missing number is
 * null. Each column chunk carries its `unit` and `description`, the file the facts of the JSON under `interphase` and
 * the columns under `columns`, as not every reader shows the former. Pages are compressed with Snappy. The same data
 * give the same bytes.
 */
import { ByteWriter, type ColumnSource, type KeyValue, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { ColumnValues, NormalizedColumn, NormalizedTable } from '../src/model/normalized.ts';

/** Rows per row group: some MB of a table, so that little is held at once. */
const GROUP_ROWS = 1 << 16;

type Cells = number[] | string[] | Int32Array | Float64Array;

/** Says for the rows [from, to) what is written. */
interface Encoder {
  readonly element: SchemaElement;
  readonly encoding?: 'DELTA_BINARY_PACKED';
  readonly cells: (from: number, to: number) => Cells | (number | null)[] | (string | null)[];
}

/** The file in pieces, one for each row group and the footer. */
export function* parquetPieces({ length, columns, facts }: NormalizedTable): Generator<Uint8Array> {
  const encoders = columns.map(encoderOf);
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: [{ name: 'schema', num_children: columns.length }, ...encoders.map(({ element }) => element)],
    kvMetadata: [
      { key: 'interphase', value: JSON.stringify(facts) },
      {
        key: 'columns',
        value: JSON.stringify(columns.map(({ name, unit, description }) => ({ name, unit, description }))),
      },
    ],
    // What `convert` knows its own files by.
    createdBy: 'interphase',
  });
  for (let from = 0; from < length; from += GROUP_ROWS) {
    const to = Math.min(length, from + GROUP_ROWS);
    const columnData = encoders.map(({ element, encoding, cells }): ColumnSource => {
      return { name: element.name, data: cells(from, to), ...(encoding === undefined ? {} : { encoding }) };
    });
    void file.write({ columnData, rowGroupSize: to - from });
    for (const [k, { meta_data }] of (file.row_groups.at(-1)?.columns ?? []).entries()) {
      if (meta_data !== undefined) meta_data.key_value_metadata = columnFacts(columns[k]);
    }
    yield taken(writer);
  }
  void file.finish();
  yield taken(writer);
}

/** Empties the buffer of the writer, which counts on. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

function columnFacts(column: NormalizedColumn | undefined): KeyValue[] {
  const { unit = '', description = '' } = column ?? {};
  return Object.entries({ unit, description })
    .filter(([, value]) => value !== '')
    .map(([key, value]) => ({ key, value }));
}

function encoderOf({ name, values, whole }: NormalizedColumn): Encoder {
  if (!(values instanceof Float64Array)) {
    const element = {
      name,
      type: 'BYTE_ARRAY',
      converted_type: 'UTF8',
      ...repetition(hasUnknownCode(values)),
    } as const;
    return { element, cells: (from, to) => words(values, from, to) };
  }
  const hasGaps = values.some(Number.isNaN);
  if (whole && values.every((value) => Number.isNaN(value) || (value | 0) === value)) {
    const element = { name, type: 'INT32', ...repetition(hasGaps) } as const;
    const cells = hasGaps
      ? withNulls(values)
      : (from: number, to: number) => Int32Array.from(values.subarray(from, to));
    return { element, encoding: 'DELTA_BINARY_PACKED', cells };
  }
  const element = { name, type: 'DOUBLE', ...repetition(hasGaps) } as const;
  // Minus zero is written as zero everywhere.
  const plain = (from: number, to: number) => values.slice(from, to).map((value) => value + 0);
  return { element, cells: hasGaps ? withNulls(values) : plain };
}

function repetition(hasGaps: boolean) {
  return { repetition_type: hasGaps ? 'OPTIONAL' : 'REQUIRED' } as const;
}

function withNulls(values: Float64Array): Encoder['cells'] {
  return (from, to) => Array.from(values.subarray(from, to), (value) => (Number.isNaN(value) ? null : value + 0));
}

function hasUnknownCode(values: Exclude<ColumnValues, Float64Array>): boolean {
  return 'codes' in values && values.codes.some((code) => code >= values.words.length);
}

function words(values: Exclude<ColumnValues, Float64Array>, from: number, to: number): (string | null)[] {
  if (!('codes' in values)) return values.slice(from, to);
  return Array.from(values.codes.subarray(from, to), (code) => values.words[code] ?? null);
}

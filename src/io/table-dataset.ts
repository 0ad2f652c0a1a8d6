/** A foreign table of which some columns were read → a dataset that accounts for every column. */
import type { ColumnFate, Dataset, ExtraColumn } from '../model/dataset.ts';
import { formatExact } from '../model/format.ts';
import { type Kind, schemaColumns } from '../model/schema.ts';
import { splitHeader } from './header-unit.ts';
import { buildDataset, type DatasetFacts } from './named-columns.ts';
import { isEmptyColumn, type SourceTable, type TableColumn } from './source-table.ts';

export type DatasetColumns = Readonly<Record<string, Float64Array | Uint8Array>>;

/** `mapped`: for each source column that was read the name of the dataset's column that it went into; `unitOf` reads the unit of an extra. */
export function tableDataset(
  kind: Kind,
  table: SourceTable,
  columns: DatasetColumns,
  mapped: ReadonlyMap<number, string>,
  facts: DatasetFacts,
  unitOf: (header: string) => string = (header) => splitHeader(header).unit,
): Dataset {
  const units = new Map(schemaColumns(kind).map(([name, { unit }]) => [name, unit]));
  const extras: ExtraColumn[] = [];
  const fates: ColumnFate[] = [];
  const names = new Set<string>();
  table.columns.forEach((column, i) => {
    const { header } = column;
    const target = mapped.get(i);
    if (target !== undefined && columns[target] !== undefined) {
      fates.push({ source: header, name: target, unit: units.get(target) ?? '', fate: 'mapped' });
    } else if (target !== undefined || isEmptyColumn(column)) {
      fates.push({ source: header, name: '', unit: '', fate: header === '' ? 'spacer' : 'empty' });
    } else {
      const name = uniqueName(header === '' ? `column ${i + 1}` : header, names);
      const unit = unitOf(header);
      extras.push({ name, unit, values: extraValues(column) });
      fates.push({ source: header, name, unit, fate: 'extra' });
    }
  });
  const { length } = table;
  return buildDataset(kind, { length, columns: columns as Record<string, Float64Array>, extras, fates }, facts);
}

function uniqueName(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let n = 2; taken.has(candidate); n++) candidate = `${name} (${n})`;
  taken.add(candidate);
  return candidate;
}

/** Numbers where every filled cell is one, else the cells as text. */
function extraValues({ numbers, words, coded }: TableColumn): Float64Array | readonly string[] {
  if (coded !== undefined) return Array.from(coded.codes, (code) => coded.words[code]!);
  if (words.size === 0) return numbers;
  return Array.from(numbers, (number, row) => words.get(row) ?? formatExact(number));
}

/** The rows that have a number in each of these columns; undefined where all have. */
export function completeRows(required: readonly Float64Array[], length: number): Uint32Array | undefined {
  const rows = new Uint32Array(length);
  let kept = 0;
  for (let row = 0; row < length; row++) {
    if (required.every((values) => Number.isFinite(values[row]!))) rows[kept++] = row;
  }
  return kept === length ? undefined : rows.subarray(0, kept);
}

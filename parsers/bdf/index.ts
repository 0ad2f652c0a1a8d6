/**
 * Battery Data Format (BDF) of the Battery Data Alliance, as CSV (ontology 1.2.0 of 2026-06).
 *
 * Usage. Any text whose first line names `Test Time / s`, `Voltage / V` and `Current / A` (or `test_time_second`,
 * `voltage_volt`, `current_ampere`), whatever the file is called. Parquet files of this format are not read.
 *
 * Schema (kind `cycling`). Test Time → time, Voltage → potential, Current → current, Step Time → step_time, Record Index →
 * record, Cycle Count → cycle, Step Count or else Step ID → step, Unix Time → clock (UTC), Temperature T1, Surface or else
 * Ambient Temperature → temperature, Applied or else Surface Pressure → pressure, Net Capacity → charge, Net Energy → energy.
 * Without a net capacity it is the charging minus the discharging capacity (of the test, schedule, cycle or step, summed over
 * restarts), or the cumulative capacity with the sign of the current. Step Type → mode where every word says one; else an
 * extra. Anything else is an extra.
 *
 * Units are those in the header: files with `Test Time / h` occur although the format fixes seconds.
 *
 * Signs. The format's current is positive on charge. Files occur (BattMo) whose current is positive on discharge: where
 * the file's own charging and discharging capacities and step types contradict the sign of the current throughout, these
 * two of three witnesses are believed, the current is reversed and the reversal reported; where they contradict it in part
 * the current is kept and the contradiction reported.
 *
 * Quirks. `Step Index / 1` counts the points of a step by the ontology, but many files write the number of the step there: a
 * step index that repeats from one record to the next cannot count points and is taken as the step.
 */
import { probeText } from '../../src/io/probe.ts';
import { type SourceTable, selectRows } from '../../src/io/source-table.ts';
import { completeRows, tableDataset } from '../../src/io/table-dataset.ts';
import { type Delimiter, findHeader, readTextTable, splitCells } from '../../src/io/text-table.ts';
import { isoFromSeconds } from '../../src/model/calendar.ts';
import type { ParseResult, Parser } from '../../src/model/dataset.ts';
import { plural } from '../../src/model/format.ts';
import { type Issue, issue } from '../../src/model/issues.ts';
import { type RawFile, SourceError } from '../../src/model/source.ts';
import { bdfColumns, type ReadSources, readSources } from './columns.ts';
import { REQUIRED, readHeader } from './terms.ts';

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];

export const bdf: Parser = {
  id: 'bdf',
  instrument: 'any instrument',
  description: 'Battery Data Format (.bdf.csv), by its column names',
  async claims(file) {
    return layoutOf(file) !== undefined;
  },
  parse,
};

/** The delimiter under which the first line names all required quantities. */
function layoutOf(file: RawFile): Delimiter | undefined {
  const text = probeText(file);
  const line = text?.replace(/^\ufeff/, '').split(/[\r\n]/, 1)[0] ?? '';
  return DELIMITERS.find((delimiter) => {
    const quantities = splitCells(line, delimiter).map((cell) => readHeader(cell));
    return REQUIRED.every((name) => quantities.some(({ quantity, unit }) => quantity === name && unit !== ''));
  });
}

async function parse(file: RawFile): Promise<ParseResult> {
  const delimiter = layoutOf(file);
  if (delimiter === undefined) {
    const remedy = 'name the columns as the format does: Test Time / s, Voltage / V, Current / A';
    throw new SourceError(file.path, '1:1', 'the first line does not name a time, a voltage and a current', remedy);
  }
  const issues: Issue[] = [];
  const read = readTextTable(findHeader(file, [], { delimiter, headerLine: 0 }), undefined);
  const { table, sources } = withRequired(read, issues);
  const { columns, mapped, issues: found } = bdfColumns(table, sources);
  const clock = columns['clock']?.[0] ?? Number.NaN;
  const meta = { ...table.meta, ...(columns['clock'] === undefined ? {} : { 'time zone of the clock': 'UTC' }) };
  const facts = { file, parser: bdf.id, meta, started: isoFromSeconds(clock) };
  const dataset = tableDataset('cycling', table, columns, mapped, facts, (header) => readHeader(header).unit);
  return { datasets: [dataset], issues: [...issues, ...found] };
}

function withRequired(table: SourceTable, issues: Issue[]): { table: SourceTable; sources: ReadSources } {
  const sources = readSources(table);
  const required = ['time', 'potential', 'current'].flatMap((name) => sources.values.get(name) ?? []);
  const rows = completeRows(required, table.length);
  if (table.incompleteLastRow) {
    issues.push(issue('ROWS_SKIPPED', 'the file ends within a row, which is left out', table.path));
  }
  if (rows === undefined && table.length > 0) return { table, sources };
  if (rows === undefined || rows.length === 0) {
    const detail = 'no row has a time, a voltage and a current';
    throw new SourceError(table.path, table.headerPlace(0), detail, 'export the file again');
  }
  const first = rows.findIndex((row, i) => row !== i);
  const place = table.place(first < 0 ? rows.length : first, 0);
  const message = `${plural(table.length - rows.length, 'row')} left out without a time, a voltage or a current`;
  issues.push(issue('ROWS_SKIPPED', message, table.path, place));
  const kept = selectRows(table, rows);
  return { table: kept, sources: readSources(kept) };
}

/**
 * Biologic binary files (`.mpr` of EC-Lab and BT-Lab) → the same table as the text export gives.
 *
 * ## Usage
 * `isMpr` by the signature, `readMpr` for the table. The bytes are read once, from the file's buffer to the columns.
 *
 * ## Schema
 * Columns have the names of EC-Lab's text export, in its units (s, V, mA, mA·h, W·h, ohm, degree). Those that the text
 * has and the binary file has not are computed as EC-Lab does and marked `derived` (`mpr-derived.ts`).
 *
 * ## File structure and quirks (files of the yadg test set)
 * - Signature of 52 bytes, then modules by length: VMP Set, [ExtDev], data, [LOG], [loop]. Headers are longer from
 *   EC-Lab 11.50 on, told by 0xFFFFFFFF (gcpl.issue_149); one file may mix both.
 * - Data versions 2 (cv) and 3 (gcpl.pr_182.1) count columns in one byte, 10 and 11 (gcpl.issue_149) in two: their ids
 *   begin one byte later. Read one byte early the ids look big-endian and mixed up (467 as 211, 70 as 326); read in
 *   place they are the ids of version 3. Version 0 has ids of one byte; of its settings and log only the technique is read. No real file
 *   of versions 0 and 10 was at hand.
 * - Ids 1, 2, 3, 21, 31, 65 share one byte. Bit 0x40 of it has no known meaning.
 * - The row count, the row's width and the module's length must agree; an unknown id is an error that names it.
 * - LOG is missing in merged files and some with external devices (vsp_ocv_with): no start, no instrument.
 * - A file cut off, or still being written: its complete rows are used and reported (BIOLOGIC_FILE_INCOMPLETE).
 * - The text export shows 0 or -1 for THD, NSD, NSR and harmonics of 8 of 84 rows (peis.issue_149, geis.issue_149) where
 *   the binary file holds numbers; these are given as stored.
 *
 * ## Metadata
 * Texts as entered, under the names of the text export. 0.001 as characteristic mass is what EC-Lab fills in: it stays in
 * the metadata and is no active mass. Times of day are local, without a zone. Technique parameters are not read.
 */
import { type Issue, issue } from '../../src/model/issues.ts';
import { offsetPlace, type RawFile, SourceError } from '../../src/model/source.ts';
import { type Wording, worded } from './mpr-columns.ts';
import { type MprLayout, readColumns, readLayout } from './mpr-data.ts';
import { deriveColumns } from './mpr-derived.ts';
import { COPY_AGAIN, hasMprSignature, type MprFile, type MprModule, readModules } from './mpr-modules.ts';
import { type Log, readLog, readLoops, readSettings } from './mpr-settings.ts';
import type { EcLabColumn, EcLabTable } from './table.ts';

const NO_LOG: Log = { meta: {}, started: '', software: undefined };

/** True for a file with the signature of Biologic's modular format. */
export function isMpr(file: RawFile): boolean {
  return hasMprSignature(file.head);
}

/** Reads a whole file. Throws SourceError where the rows cannot be placed with certainty. */
export function readMpr(file: RawFile): EcLabTable {
  const content = readModules(file);
  const data = dataModule(file, content);
  const layout = readLayout(file, data);
  const find = (name: string) => content.modules.find((module) => module.name === name);
  const settingsModule = find('VMP Set');
  const logModule = find('VMP LOG');
  const loopModule = find('VMP loop');
  const settings = settingsModule === undefined ? undefined : readSettings(settingsModule, data.version > 0);
  const log = logModule === undefined || data.version === 0 ? NO_LOG : readLog(logModule);
  const wording = wordingOf(log, layout);
  const stored = storedColumns(file.bytes, layout, wording);
  const techniqueId = settings?.techniqueId ?? Number.NaN;
  const derived = deriveColumns(stored, { techniqueId, power: worded('P/W', wording) });
  const loops = loopModule === undefined ? {} : readLoops(loopModule);
  const acquisition = log.started === '' ? {} : { 'Acquisition started on': log.started };
  return {
    technique: settings?.technique ?? '',
    length: layout.rows,
    columns: [...stored, ...derived],
    meta: { ...settings?.meta, ...log.meta, ...acquisition, ...loops },
    started: log.started,
    activeMass: settings?.activeMass,
    issues: incompleteness(file, content, layout).concat(
      log.started === '' ? [issue('BIOLOGIC_LOG_MISSING', missingLog(logModule, data.version), file.path)] : [],
    ),
    unfinished: layout.rows < layout.announced,
    place: (row) => offsetPlace(layout.start + row * layout.rowBytes),
  };
}

function dataModule(file: RawFile, { modules, end }: MprFile): MprModule {
  const found = modules.filter(({ name }) => name === 'VMP data');
  const [data, second] = found;
  const seen = modules.map(({ name }) => name).join(', ');
  if (data === undefined) {
    const detail = `there is no data module; modules: ${seen === '' ? 'none' : seen}`;
    throw new SourceError(file.path, offsetPlace(end), detail, COPY_AGAIN);
  }
  if (second !== undefined) {
    const detail = `there are ${found.length} data modules where one is expected; modules: ${seen}`;
    throw new SourceError(file.path, offsetPlace(second.start), detail, 'use the text export of EC-Lab');
  }
  return data;
}

/** Files of impedance and files with a power at the counter electrode name the electrode, whatever the version. */
function wordingOf({ software }: Log, { columns }: MprLayout): Wording {
  const isBtLab = software?.isBtLab ?? false;
  const since = isBtLab ? 79 : 1160;
  const version = isBtLab ? (software?.minor ?? 0) : (software?.major ?? 0) * 100 + (software?.minor ?? 0);
  const has = (id: number) => columns.some((column) => column.id === id);
  return { isBtLab, namesElectrode: version >= since || has(77) || has(883) };
}

/** Names occur once: a second column of a name carries its id. */
function storedColumns(bytes: Uint8Array, layout: MprLayout, wording: Wording): EcLabColumn[] {
  const values = readColumns(bytes, layout);
  const taken = new Set<string>();
  return layout.columns.map((column, k) => {
    const name = worded(column.name, wording);
    const own = taken.has(name) ? `${name} (id ${column.id})` : name;
    taken.add(own);
    return { name: own, values: values[k] ?? new Float64Array(layout.rows) };
  });
}

/** What of the file is not there, or there without being part of a module. */
function incompleteness(file: RawFile, { modules, end }: MprFile, layout: MprLayout): Issue[] {
  const issues: Issue[] = [];
  const report = (message: string, offset: number) =>
    issues.push(issue('BIOLOGIC_FILE_INCOMPLETE', message, file.path, offsetPlace(offset)));
  const last = modules.at(-1);
  if (layout.rows < layout.announced) {
    report(`${layout.rows} of ${layout.announced} rows are in the file`, file.bytes.length);
  } else if (last !== undefined && last.bytes.length < last.length) {
    report(`${last.bytes.length} of ${last.length} bytes of the module ${last.name} are in the file`, last.start);
  }
  if (end < file.bytes.length) report(`${file.bytes.length - end} bytes after the last module are no module`, end);
  return issues;
}

function missingLog(module: MprModule | undefined, dataVersion: number): string {
  if (dataVersion === 0) return 'where the log of data version 0 keeps its start is not known';
  return module === undefined ? 'there is no log module' : 'the log module holds no start date';
}

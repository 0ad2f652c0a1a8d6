/** `samples:` of a study file, as a map or as a table, before their files are looked for. */
import path from 'node:path';
import type { Sample, SampleFile } from '../model/sample.ts';
import { check, type Findings, report } from './check.ts';
import { type Entry, isReservedName, quoted } from './faults.ts';
import type { Claimant, FileRequest } from './match-files.ts';
import { readSamplesTable } from './samples-table.ts';
import { type SampleInput, sampleSchema, tableSchema } from './study-schema.ts';
import { isMap, type TopLevel } from './top-level.ts';

/** A sample of the study before its files are looked for. */
export interface Draft {
  readonly id: string;
  readonly entry: Entry;
  /** As written: group names count as known even where another key of the sample is wrong. */
  readonly group: string;
  /** Undefined where something is wrong. */
  readonly input: SampleInput | undefined;
  readonly claimant: Claimant;
}

/** `samples: {table: cells.xlsx, …}`; a sample may be called "table", but then it is a map. */
function isTable(samples: unknown): samples is { readonly table: string } {
  return isMap(samples) && typeof samples['table'] === 'string';
}

/** The table of samples is part of the study, not data. */
export function tableFile(root: string, top: TopLevel): string[] {
  const samples = top.value('samples');
  return isTable(samples) ? [path.join(root, samples.table)] : [];
}

const SAMPLES_EXPECTED =
  'expected samples by name, for example `samples: {A1: {active_mass: 1.42 mg, files: [A1/*.xlsx]}}`, ' +
  'or a table, for example `samples: {table: cells.xlsx, id: Cell}`';

/** Samples in the order of the file; one that has a fault comes without `input`. */
export async function readSamples(root: string, top: TopLevel, findings: Findings): Promise<Draft[]> {
  const samples = top.value('samples');
  const entry = top.entry('samples');
  if (!isMap(samples) || Object.keys(samples).length === 0) {
    report(
      findings,
      entry,
      top.has('samples') ? `samples: ${SAMPLES_EXPECTED}` : `samples is missing: ${SAMPLES_EXPECTED}`,
    );
    return [];
  }
  const entries = findings.places.get(samples) ?? new Map<string | number, Entry>();
  if (!isTable(samples)) {
    return Object.entries(samples).flatMap(([id, value]) => {
      const own = entries.get(id) ?? entry;
      return draftOf(id, value ?? {}, own, { ...own, place: own.keyPlace }, findings);
    });
  }
  const input = check(tableSchema, samples, entry, 'samples', findings);
  if (input === undefined) return [];
  const rows = await readSamplesTable(root, input, entries, findings);
  const first = new Map<string, Entry>();
  return rows.flatMap(({ id, value, entry: own }) => {
    const earlier = first.get(id);
    if (earlier !== undefined) {
      report(findings, own, `the sample ${quoted(id)} stands twice, first at ${earlier.place}`);
      return [];
    }
    first.set(id, own);
    return draftOf(id, value, own, own, findings);
  });
}

const LONGEST_ID = 200;

function idProblem(id: string): string {
  if (isReservedName(id)) return 'choose another name';
  if (id.length > LONGEST_ID) return `the name must not be longer than ${LONGEST_ID} characters`;
  if (id !== id.trim()) return 'the name must not begin or end with a blank';
  return /\p{Cc}/u.test(id) ? 'the name must not hold line breaks or control characters' : '';
}

/** `nameEntry` is where the sample's name stands. */
function draftOf(id: string, value: unknown, entry: Entry, nameEntry: Entry, findings: Findings): Draft[] {
  const problem = idProblem(id);
  if (problem !== '') {
    report(findings, nameEntry, `the sample name ${quoted(id)} is not accepted: ${problem}`);
    return [];
  }
  const input = check(sampleSchema, value, entry, `samples.${id}`, findings);
  const written = isMap(value) && typeof value['group'] === 'string' ? value['group'].trim() : id;
  const requests = input?.files?.map(
    (file, i): FileRequest => ({
      pattern: file.path,
      labels: file.labels,
      entry: fileEntry(value, i, entry, findings),
    }),
  );
  return [{ id, entry, group: written, input, claimant: { id, requests, entry: nameEntry } }];
}

/** Where the pattern of a file entry stands. */
function fileEntry(sample: unknown, index: number, fallback: Entry, { places }: Findings): Entry {
  if (!isMap(sample) || !Array.isArray(sample['files'])) return fallback;
  const file: unknown = sample['files'][index];
  const ofPath = isMap(file) ? places.get(file)?.get('path') : undefined;
  return ofPath ?? places.get(sample['files'])?.get(index) ?? places.get(sample)?.get('files') ?? fallback;
}

/** The sample with its files. */
export function sampleOf({ id, input }: Draft, files: readonly SampleFile[]): Sample {
  const { group, role, active_mass, area, thickness, paired, nominal_capacity, exclude, layers } = input ?? {};
  return {
    id,
    group: group ?? id,
    ...(role !== undefined && { role }),
    ...(active_mass !== undefined && { activeMass: active_mass }),
    ...(area !== undefined && { area }),
    ...(thickness !== undefined && { thickness }),
    ...(paired !== undefined && { paired }),
    ...(nominal_capacity !== undefined && { nominalCapacity: nominal_capacity }),
    exclude: exclude ?? [],
    layers: layers ?? [],
    files,
  };
}

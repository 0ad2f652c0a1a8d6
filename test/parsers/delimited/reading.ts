/** Files with a map of columns, as the study file would give it. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { delimited } from '../../../parsers/delimited/index.ts';
import type { Dataset, DatasetOf, ParseResult } from '../../../src/model/dataset.ts';
import { memoryFile, type RawFile, SourceError } from '../../../src/model/source.ts';

export interface TableMap {
  readonly columns: Readonly<Record<string, string>>;
  readonly units?: Readonly<Record<string, string>>;
  readonly words?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, string>>;
}

/** Labels as src/study/file-schema.ts makes them. */
export function labelsOf({ columns, units = {}, words = {}, options = {} }: TableMap): Record<string, string> {
  const labels: Record<string, string> = { ...options };
  for (const [name, map] of Object.entries({ columns, units, words })) {
    for (const [key, value] of Object.entries(map)) labels[`${name}.${key}`] = value;
  }
  return labels;
}

export function tableFile(content: string | Uint8Array, map: TableMap, path = 'cell/data.csv'): RawFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return memoryFile(path, bytes, 'f00d', labelsOf(map));
}

export async function read(content: string | Uint8Array, map: TableMap): Promise<ParseResult> {
  const file = tableFile(content, map);
  expect(await delimited.claims(file)).toBe(true);
  return delimited.parse(file);
}

export function readShared(path: string, map: TableMap): Promise<ParseResult> {
  return read(readFileSync(path), map);
}

export function cycling(result: ParseResult): DatasetOf<'cycling'> {
  const [dataset, second] = result.datasets as readonly (Dataset | undefined)[];
  if (dataset?.kind !== 'cycling' || second !== undefined) throw new Error('not one cycling dataset');
  return dataset;
}

/** The one SourceError that reading must give. */
export async function refusal(content: string | Uint8Array, map: TableMap): Promise<SourceError> {
  try {
    await delimited.parse(tableFile(content, map));
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error('read without an error');
}

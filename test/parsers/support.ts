import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Dataset, ParseResult, Parser } from '../../src/model/dataset.ts';
import { schemaColumns } from '../../src/model/schema.ts';
import { memoryFile, type RawFile, SourceError } from '../../src/model/source.ts';

export function rawFile(content: string | Uint8Array, path = 'folder/file'): RawFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return memoryFile(path, bytes, createHash('sha256').update(bytes).digest('hex'));
}

export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

/** A column as plain numbers; fails where the dataset has none of that name. */
export function column(dataset: Dataset | undefined, name: string): number[] {
  const values = (dataset?.columns as Record<string, Float64Array> | undefined)?.[name];
  if (values === undefined) throw new Error(`no column ${name}`);
  return [...values];
}

export function codes(result: ParseResult): string[] {
  return result.issues.map(({ code }) => code);
}

/** The one SourceError that reading must give. */
export async function sourceError(parser: Parser, file: RawFile): Promise<SourceError> {
  try {
    await parser.parse(file);
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error('read without an error');
}

/** What holds for every dataset of every parser. */
export function expectWellFormed(result: ParseResult, file: RawFile, parser: Parser): void {
  expect(result.datasets.length).toBeGreaterThan(0);
  for (const dataset of result.datasets) {
    expect(dataset.length).toBeGreaterThan(0);
    expect(dataset.source).toEqual({ path: file.path, sha256: file.sha256, parser: parser.id });
    const columns = dataset.columns as Record<string, Float64Array | undefined>;
    const schema = new Map(schemaColumns(dataset.kind));
    for (const [name, values] of Object.entries(columns)) {
      expect(schema.has(name), name).toBe(true);
      expect(values?.length, name).toBe(dataset.length);
    }
    for (const [name, { required }] of schema) {
      if (required) expect(columns[name]?.some(Number.isNaN), `${dataset.kind}.${name}`).toBe(false);
    }
    for (const extra of dataset.extras) expect(extra.values.length, extra.name).toBe(dataset.length);
    const named = (fate: string) => dataset.fates.filter((f) => f.fate === fate).map((f) => f.name);
    expect(named('mapped').sort()).toEqual(Object.keys(columns).sort());
    const ofTables = dataset.instrumentTables.flatMap((table) => [...table.columns.keys()]);
    const extras = dataset.extras.map(({ name }) => name);
    expect(named('extra').slice(0, extras.length)).toEqual(extras);
    for (const name of named('extra').slice(extras.length)) expect(ofTables).toContain(name);
    for (const { name, fate } of dataset.fates) {
      if (fate !== 'missing') expect(name !== '', fate).toBe(fate === 'mapped' || fate === 'extra');
    }
  }
  for (const issue of result.issues) expect(issue.path).toBe(file.path);
}

const rowsOf = (result: ParseResult) => result.datasets.reduce((sum, { length }) => sum + length, 0);

/** Reads damaged bytes: a well-formed result of no more rows, or a SourceError; anything else fails. */
export async function expectContained(parser: Parser, bytes: Uint8Array, rows: number): Promise<'read' | 'refused'> {
  const file = rawFile(bytes);
  await parser.claims(file);
  let result: ParseResult;
  try {
    result = await parser.parse(file);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    expect(error.path).toBe(file.path);
    expect(error.detail).not.toBe('');
    expect(error.remedy).not.toBe('');
    return 'refused';
  }
  expectWellFormed(result, file, parser);
  expect(rowsOf(result)).toBeLessThanOrEqual(rows);
  return 'read';
}

/** Deterministic 32-bit generator (xorshift). */
export function randomIntegers(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Cuts at and within every line, damages bytes, and rewrites line ends and byte-order mark. */
export async function expectRobust(parser: Parser, intact: Uint8Array): Promise<void> {
  const whole = await parser.parse(rawFile(intact));
  const rows = rowsOf(whole);
  let refused = 0;
  let line = 0;
  for (let end = 0; end <= intact.length; end++) {
    if (end < intact.length && intact[end - 1] !== 0x0a) continue;
    if ((await expectContained(parser, intact.subarray(0, end), rows)) === 'refused') refused++;
    await expectContained(parser, intact.subarray(0, Math.max(0, end - 3 - (line++ % 7))), rows);
  }
  expect(refused).toBeGreaterThan(0);
  const random = randomIntegers(20_240_401);
  for (let run = 0; run < 300; run++) {
    const damaged = intact.slice();
    for (let hit = 0; hit <= run % 4; hit++) damaged[random(damaged.length)] = random(256);
    await expectContained(parser, damaged, rows);
  }
  const text = new TextDecoder('latin1').decode(intact).replaceAll('\r\n', '\n');
  for (const variant of [text, text.replaceAll('\n', '\r\n'), text.replaceAll('\n', '\r')]) {
    const again = await parser.parse(rawFile(latin1(variant)));
    expect(stripSource(again)).toEqual(stripSource(whole));
  }
  const utf8 = new TextEncoder().encode(`\ufeff${text}`);
  const marked = await parser.parse(rawFile(utf8));
  expect(await parser.claims(rawFile(utf8))).toBe(true);
  expect(marked.datasets.map(({ columns }) => columns)).toEqual(whole.datasets.map(({ columns }) => columns));
}

function stripSource(result: ParseResult) {
  return { ...result, datasets: result.datasets.map(({ source: _, ...rest }) => rest) };
}

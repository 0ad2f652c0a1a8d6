/** Texts that EC-Lab leaves beside its data and that hold no records: settings (`.mps`), loop indexes (`_LOOP.txt`). */
import { probeText } from '../../src/io/probe.ts';
import type { ParseResult } from '../../src/model/dataset.ts';
import { issue } from '../../src/model/issues.ts';
import type { RawFile } from '../../src/model/source.ts';
import { splitLines } from '../../src/model/text.ts';

const SIDE_FILES: readonly (readonly [firstLine: RegExp, what: string])[] = [
  [/^(?:EC-Lab|BT-Lab) SETTING FILE\s*$/i, 'settings of EC-Lab: what was to be measured, without data'],
  [/^VMP EXPERIMENT LOOP INDEXES\s*$/i, 'loop indexes of a running measurement, without data'],
];

/** What such a file is; undefined for every other file. */
function describe(file: RawFile): string | undefined {
  const [first = ''] = splitLines((probeText(file) ?? '').slice(0, 200));
  return SIDE_FILES.find(([pattern]) => pattern.test(first.replace('\ufeff', '')))?.[1];
}

export function isSideFile(file: RawFile): boolean {
  return describe(file) !== undefined;
}

export function readSideFile(file: RawFile): ParseResult {
  return { datasets: [], issues: [issue('BIOLOGIC_NO_DATA_FILE', describe(file) ?? '', file.path)] };
}

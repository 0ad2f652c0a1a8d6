/** `columns`, `units`, `words` and the rest of a file entry → labels, and mistakes with their places. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { StudyError } from '../../src/study/faults.ts';
import { loadStudy } from '../../src/study/load-study.ts';
import { tree } from './tree.ts';

async function load(entry: string) {
  const text = `samples:\n  A:\n    files:\n      - {path: a.txt, ${entry}}\n`;
  const study = await loadStudy(path.join(tree({ 'study.yaml': text, 'a.txt': '' }), 'study.yaml'), {}, []);
  return study.samples[0]?.files[0]?.labels;
}

async function fault(entry: string): Promise<string> {
  try {
    await load(entry);
  } catch (error) {
    if (error instanceof StudyError) return error.message;
    throw error;
  }
  throw new Error('no fault');
}

test('maps become labels', async () => {
  const entry = `columns: {time: "Test Time", potential: "#3", current: I.x}, units: {time: min, current: mA},
        words: {D: discharge, C.V: constant-voltage charge, 1: rest}, kind: cycling, current_sign: discharge,
        delimiter: tab, decimal: comma, header_line: 12, sheet: Data, date_order: dmy, state: aged`;
  expect(await load(entry)).toEqual({
    'columns.time': 'Test Time',
    'columns.potential': '#3',
    'columns.current': 'I.x',
    'units.time': 'min',
    'units.current': 'mA',
    'words.D': 'discharge',
    'words.C.V': 'constant-voltage charge',
    'words.1': 'rest',
    kind: 'cycling',
    current_sign: 'discharge',
    delimiter: 'tab',
    decimal: 'comma',
    header_line: '12',
    sheet: 'Data',
    date_order: 'dmy',
    state: 'aged',
  });
});

test.each([
  [
    'columns: {potental: U}',
    /^study\.yaml:4:43: samples\.A\.files\.columns\.potental: unknown column "potental"; did you mean "potential"\?/,
  ],
  ['columns: {time: t}, units: {curent: mA}', /^study\.yaml:4:59: .*unknown column "curent"; did you mean "current"\?/],
  ['columns: {time: t}, units: {current: milli}', /^study\.yaml:4:60: .*expected a unit, for example `current: mA`/],
  ['columns: {time: t}, words: {D: down}', /^study\.yaml:4:54: .*expected one or two of charge, discharge, rest/],
  ['columns: {time: t}, current_sign: down', /^study\.yaml:4:57: .*expected one of charge, discharge/],
  ['columns: {time: t}, kind: cyclin', /did you mean "cycling"\?/],
  ['columns: {time: t}, header_line: 0', /expected the number of the line that holds the header/],
  ['columns: {time: t}, delimiter: "|"', /expected one of tab, comma, semicolon, space/],
  ['units: {current: mA}', /`units` needs `columns` beside it/],
  ['words: {D: discharge}', /`words` needs `columns` beside it/],
])('%s', async (entry, expected) => {
  expect(await fault(entry)).toMatch(expected);
});

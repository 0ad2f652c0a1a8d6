/** Techniques of one linked experiment: files that share their start and count the time from it. */
import { describe, expect, test } from 'vitest';
import { biologicBinary, biologicText } from '../../../parsers/biologic/index.ts';
import { writeMpr } from '../../../scripts/mpr-writer.ts';
import { joinTests } from '../../../src/analysis/cycling/join-parts.ts';
import type { Dataset, DatasetOf } from '../../../src/model/dataset.ts';
import { codes, latin1, rawFile } from '../support.ts';
import { gcplColumns, gcplText } from './gcpl.ts';

const MIDDLE = 90;
const START = '05/13/2024 11:19:51.602';

/** Two halves of one measurement; the second one starts its own counters. */
function halves(names: readonly string[], started = START, restart = false) {
  const columns = gcplColumns().filter(({ name }) => name !== 'step time/s');
  const parts = [
    [0, MIDDLE],
    [MIDDLE, columns[0]!.values.length],
  ] as const;
  return parts.map(([from, to], k) => {
    const cut = columns.map(({ name, values }) => {
      const all = values as readonly number[];
      const isCounted = name === '(Q-Qo)/mA.h' || (restart && name === 'time/s');
      return { name, values: all.slice(from, to).map((value) => value - (isCounted ? all[from]! : 0)) };
    });
    return rawFile(latin1(gcplText({ started }, cut)), names[k]);
  });
}

async function cycling(files: ReturnType<typeof halves>) {
  const results = await Promise.all(files.map((file) => biologicText.parse(file)));
  return results.flatMap(({ datasets }) =>
    datasets.filter((d: Dataset): d is DatasetOf<'cycling'> => d.kind === 'cycling'),
  );
}

const [whole] = await cycling([rawFile(latin1(gcplText({ started: START })), 'cell.mpt')]);

describe('two parts become one test', () => {
  test.each([
    ['with their start', START, false],
    ['without it', '04/03/2024 11:19:51', false],
    ['without it, each with a time of its own', '04/03/2024 11:19:51', true],
  ])('%s', async (_, started, restart) => {
    const parts = await cycling(halves(['cell_01_GCPL_C01.mpt', 'cell_02_GCPL_C01.mpt'], started, restart));
    for (const order of [parts, parts.toReversed()]) {
      const { tests } = joinTests(order);
      expect(tests).toHaveLength(1);
      const { dataset, fileOf } = tests[0]!;
      expect(dataset.length).toBe(whole!.length);
      expect(fileOf(0)).toBe('cell_01_GCPL_C01.mpt');
      expect([...dataset.columns.potential]).toEqual([...whole!.columns.potential]);
      const total = (values: Float64Array | undefined) => values!.at(-1)! - values![0]!;
      expect(total(dataset.columns.charge) / total(whole!.columns.charge)).toBeCloseTo(1, 1);
      if (!restart) expect([...dataset.columns.time]).toEqual([...whole!.columns.time]);
    }
  });

  test('of which the second has an earlier first record', async () => {
    const [first, second] = halves(['cell_01_GCPL.mpt', 'cell_02_GCPL.mpt'], '04/03/2024 11:19:51', true);
    const parts = await cycling([first!, second!]);
    // The first record of the first file comes half an interval after its start.
    for (let i = 0; i < parts[0]!.length; i++) parts[0]!.columns.time[i]! += 30;
    const { tests } = joinTests(parts.toReversed());
    expect(tests).toHaveLength(1);
    expect(tests[0]!.fileOf(0)).toBe('cell_01_GCPL.mpt');
  });
});

describe('start of the records', () => {
  test('of the text and of the binary file is that of the first record', async () => {
    const [, second] = await cycling(halves(['a.mpt', 'b.mpt']));
    const passed = (second!.columns.time[0] ?? 0) * 1000;
    const expected = new Date(Date.UTC(2024, 4, 13, 11, 19, 51, 602) + passed).toISOString().slice(0, 23);
    expect(second?.started).toBe(expected);
    const columns = [
      { id: 1, values: [1, 1] },
      { id: 4, values: [100, 110] },
      { id: 6, values: [3, 3] },
      { id: 8, values: [1, 1] },
    ];
    const bytes = writeMpr({ version: 11, technique: 4, started: '2024-05-13T23:59:30.500', columns });
    const [binary] = (await biologicBinary.parse(rawFile(bytes, 'a.mpr'))).datasets;
    expect(binary?.started).toBe('2024-05-14T00:01:10.500');
    expect(binary?.meta['Acquisition started on']).toBe('2024-05-13T23:59:30.500');
  });

  const oneDayLater = (time: number) => {
    const columns = gcplColumns().map(({ name, values }) => {
      return { name, values: Array.from(values, (value) => value + (name === 'time/s' ? time : 0)) };
    });
    const facts = ['Technique started on : 01/11/2024 10:00:00.000'];
    return rawFile(latin1(gcplText({ started: '01/10/2024 10:00:00.000', facts }, columns)), 'cell.mpt');
  };

  test('the time since the acquisition started tells day from month', async () => {
    const monthFirst = await biologicText.parse(oneDayLater(86_400));
    expect(monthFirst.datasets[0]?.started).toBe('2024-01-11T10:00:00');
    expect(codes(monthFirst)).toEqual([]);
    const dayFirst = await biologicText.parse(oneDayLater(31 * 86_400));
    expect(dayFirst.datasets[0]?.started).toBe('2024-11-01T10:00:00');
    expect(codes(await biologicText.parse(oneDayLater(50)))).toEqual(['START_AMBIGUOUS']);
  });

  test('a time that counts from the start of the technique', async () => {
    const facts = ['Technique started on : 05/13/2024 12:00:00.000'];
    const file = rawFile(latin1(gcplText({ started: START, facts })), 'cell.mpt');
    expect((await biologicText.parse(file)).datasets[0]?.started).toBe('2024-05-13T12:00:00');
  });
});

/** What must not depend on units, order of columns or sheets; the counters against a slow construction. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { netCounter } from '../../../parsers/land/counters.ts';
import type { DatasetOf } from '../../../src/model/dataset.ts';
import { expectTruth, near, read } from './reading.ts';
import {
  type ColumnOptions,
  cycleTruths,
  landColumns,
  makeRecords,
  type RecordRow,
  recordSheet,
  type Step,
  workbookFile,
} from './workbook.ts';

/** Tests of any shape: rests, constant currents in both directions, held potentials after some of them. */
const programme: fc.Arbitrary<Step[]> = fc
  .array(
    fc.record({
      action: fc.constantFrom('rest', 'charge', 'discharge' as const),
      current: fc.integer({ min: 5, max: 2000 }).map((value) => value / 1000),
      minutes: fc.integer({ min: 20, max: 900 }),
      from: fc.integer({ min: 100, max: 4500 }).map((value) => value / 1000),
      to: fc.integer({ min: 100, max: 4500 }).map((value) => value / 1000),
      held: fc.boolean(),
      next: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((drawn) => {
    const steps: Step[] = [];
    let cycle = 1;
    for (const { action, current, minutes, from, to, held, next } of drawn) {
      cycle += next ? 1 : 0;
      const seconds = minutes * 60;
      steps.push({ cycle, action, current: action === 'rest' ? 0 : current, seconds, from, to });
      if (!held || action === 'rest') continue;
      steps.push({ cycle, action, current, seconds: 3600, from: to, to, decay: 900, runsOn: true });
    }
    return steps;
  });

const RUNS = { numRuns: 30, seed: 20_220_727 };

function numbersOf({ columns, extras }: DatasetOf<'cycling'>): [string, readonly number[]][] {
  const list = Object.entries(columns) as [string, Float64Array | Uint8Array][];
  const kept = extras.map(({ name, values }): [string, number[]] => [name, Array.from(values, Number)]);
  return [...list.map(([name, values]): [string, number[]] => [name, Array.from(values)]), ...kept].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
}

function expectSame(found: DatasetOf<'cycling'>, wanted: DatasetOf<'cycling'>, relative: number): void {
  const [ours, theirs] = [numbersOf(found), numbersOf(wanted)];
  expect(ours.map(([name]) => name)).toEqual(theirs.map(([name]) => name));
  ours.forEach(([name, values], j) => {
    const others = theirs[j]![1];
    expect(values.length).toBe(others.length);
    const scale = others.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    values.forEach((value, i) => {
      near(value, others[i]!, relative * scale, `${name} of record ${i + 1}`);
    });
  });
}

test('any programme: every cycle as constructed', async () => {
  await fc.assert(
    fc.asyncProperty(programme, fc.constantFrom(300, 1200), async (steps, interval) => {
      const { dataset, issues } = await read(
        workbookFile({ 'Record-Tab': recordSheet(landColumns(), makeRecords(steps, interval)) }),
      );
      expect(issues).toEqual([]);
      const active = cycleTruths(steps).filter(({ charge, discharge }) => charge.capacity + discharge.capacity > 0);
      expectTruth(dataset, active, 1e-9);
    }),
    RUNS,
  );
});

const prefixes = fc.record({
  current: fc.constantFrom('', 'm', 'u', '\u00b5', '\u03bc'),
  capacity: fc.constantFrom('', 'm', 'u', '\u00b5', '\u03bc'),
  energy: fc.constantFrom('', 'm', 'u', '\u00b5', '\u03bc'),
  voltage: fc.constantFrom('V', 'mV' as const),
  time: fc.constantFrom('days', 'seconds', 'hours', 'days without end' as const),
});

test('the same data in any units give the same dataset', async () => {
  await fc.assert(
    fc.asyncProperty(programme, prefixes, async (steps, units) => {
      const rows = makeRecords(steps, 1200);
      const sheet = (options: ColumnOptions) =>
        workbookFile({ 'Record-Tab': recordSheet(landColumns({ ...options, decimals: 25 }), rows) });
      const [found, wanted] = [await read(sheet(units)), await read(sheet({}))];
      expect(found.issues).toEqual(wanted.issues);
      expectSame(found.dataset, wanted.dataset, 1e-12);
    }),
    RUNS,
  );
});

test('rows on several sheets, with and without header, give the same dataset', async () => {
  await fc.assert(
    fc.asyncProperty(
      programme,
      fc.array(fc.record({ share: fc.integer({ min: 1, max: 99 }), header: fc.boolean() }), { maxLength: 4 }),
      async (steps, cuts) => {
        const sheet = recordSheet(landColumns(), makeRecords(steps, 1200));
        const places = cuts
          .map(({ share, header }) => ({ at: 1 + Math.ceil((share / 100) * (sheet.length - 1)), header }))
          .sort((a, b) => a.at - b.at);
        const sheets: Record<string, (typeof sheet)[number][]> = { 'Record-Tab': sheet.slice(0, places[0]?.at) };
        places.forEach(({ at, header }, i) => {
          const rows = sheet.slice(at, places[i + 1]?.at);
          sheets[`Part ${i}`] = header ? [sheet[0]!, ...rows] : rows;
        });
        const found = await read(workbookFile(sheets));
        const wanted = await read(workbookFile({ 'Record-Tab': sheet }));
        expect(found.issues).toEqual([]);
        expectSame(found.dataset, wanted.dataset, 0);
      },
    ),
    RUNS,
  );
});

test('the order of the columns does not matter', async () => {
  const columns = landColumns();
  await fc.assert(
    fc.asyncProperty(
      programme,
      fc.shuffledSubarray([...columns.keys()], { minLength: columns.length }),
      async (steps, order) => {
        const rows = makeRecords(steps, 1200);
        const shuffled = order.map((i) => columns[i]!);
        const found = await read(workbookFile({ 'Record-Tab': recordSheet(shuffled, rows) }));
        const wanted = await read(workbookFile({ 'Record-Tab': recordSheet(columns, rows) }));
        expect(found.issues).toEqual([]);
        expectSame(found.dataset, wanted.dataset, 0);
        const fates = ({ fates: list }: DatasetOf<'cycling'>) =>
          list
            .filter(({ fate }) => fate !== 'spacer')
            .map((fate) => JSON.stringify(fate))
            .sort();
        expect(fates(found.dataset)).toEqual(fates(wanted.dataset));
      },
    ),
    RUNS,
  );
});

/** Charge by going back, for every record, to the start of its run of counting: quadratic, but plain. */
function slowNet(rows: readonly RecordRow[], steps: readonly Step[]): number[] {
  const sign = { rest: 0, charge: 1, discharge: -1 };
  const ends = new Map(rows.map((row) => [row.step, row]));
  return rows.map((row) => {
    let net = 0;
    steps.slice(0, row.step).forEach((step, i) => {
      const reached = i + 1 === row.step ? row : ends.get(i + 1)!;
      const before = step.runsOn === true ? (ends.get(i)?.capacity ?? 0) : 0;
      net += sign[step.action] * (reached.capacity - before);
    });
    return net;
  });
}

test('netCounter against a slow construction, with and without step times, with counters that restart or run on', () => {
  fc.assert(
    fc.property(programme, fc.boolean(), fc.boolean(), fc.constantFrom(0, 600), (drawn, timed, runOn, firstAt) => {
      const steps = drawn.map((step, i) => ({
        ...step,
        runsOn: step.action !== 'rest' && drawn[i - 1]?.action === step.action && (runOn || step.decay !== undefined),
      }));
      const rows = makeRecords(steps, 300, firstAt);
      const column = (value: (row: RecordRow) => number) => Float64Array.from(rows, value);
      const net = netCounter({
        counter: column(({ capacity }) => capacity),
        rate: (i) => Math.abs(rows[i]!.current) / 3600,
        sign: column(({ action }) => ({ rest: 0, charge: 1, discharge: -1 })[action]),
        time: column(({ time }) => time),
        stepTime: timed ? column(({ stepTime }) => stepTime) : undefined,
        isStepStart: Uint8Array.from(rows, ({ step }, i) => (step === rows[i - 1]?.step ? 0 : 1)),
      });
      const wanted = slowNet(rows, steps);
      net.forEach((value, i) => {
        near(value, wanted[i]!, 1e-9, `record ${i + 1}`);
      });
    }),
    { numRuns: 300, seed: 1 },
  );
});

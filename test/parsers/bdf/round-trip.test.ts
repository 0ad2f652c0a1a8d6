/** Cycling data → BDF → cycling data: equal in all that the format has a place for, and the same bytes again. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bdf } from '../../../parsers/bdf/index.ts';
import { bdfTable } from '../../../reports/bdf.ts';
import type { DatasetOf } from '../../../src/model/dataset.ts';
import { csvPieces } from '../../../src/model/normalized.ts';
import { MODES } from '../../../src/model/schema.ts';
import { cycling } from '../delimited/reading.ts';
import { rawFile } from '../support.ts';

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const optional = fc.option(fc.array(fc.oneof(number, fc.constant(Number.NaN)), { minLength: 30, maxLength: 30 }));
const rise = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 30, maxLength: 30 });

const records = fc.record({
  length: fc.integer({ min: 1, max: 30 }),
  times: fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 30, maxLength: 30 }),
  potential: fc.array(number, { minLength: 30, maxLength: 30 }),
  current: fc.array(number, { minLength: 30, maxLength: 30 }),
  modes: fc.option(fc.array(fc.integer({ min: 0, max: MODES.length - 1 }), { minLength: 30, maxLength: 30 })),
  cycles: fc.option(rise),
  steps: fc.option(rise),
  temperature: optional,
  stepTime: optional,
});
type Records = typeof records extends fc.Arbitrary<infer T> ? T : never;

function sums(rises: readonly number[]): number[] {
  let total = 0;
  return rises.map((value) => {
    total += value;
    return total;
  });
}

function datasetOf(made: Records): DatasetOf<'cycling'> {
  const { length } = made;
  const cut = (values: readonly number[]) => Float64Array.from(values.slice(0, length), (value) => value + 0);
  const filled = (values: readonly number[] | null) => values?.slice(0, length).some((value) => !Number.isNaN(value));
  const current = cut(made.current);
  // Charge in the direction of the current, as the format wants it.
  const charge = cut(sums(made.current.map((value) => Math.sign(value))));
  const mode = made.modes?.slice(0, length).map((code, i) => (MODES[code] === 'rest' && current[i] !== 0 ? 6 : code));
  return {
    kind: 'cycling',
    length,
    columns: {
      time: cut(made.times.toSorted((a, b) => a - b)),
      potential: cut(made.potential),
      current,
      charge,
      ...(mode === undefined ? {} : { mode: Uint8Array.from(mode) }),
      ...(made.cycles === null ? {} : { cycle: cut(sums(made.cycles)) }),
      ...(made.steps === null ? {} : { step: cut(sums(made.steps)) }),
      ...(filled(made.temperature) ? { temperature: cut(made.temperature ?? []) } : {}),
      ...(filled(made.stepTime) ? { step_time: cut(made.stepTime ?? []) } : {}),
    },
    extras: [],
    instrumentTables: [],
    fates: [],
    meta: {},
    started: '',
    source: { path: 'a', sha256: '', parser: 'test' },
  };
}

test('what is written is read back as the same numbers, and written again as the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(records, async (made) => {
      const dataset = datasetOf(made);
      const written = bdfTable(dataset)!;
      expect(written.leftOut).toEqual([]);
      const text = Buffer.concat([...csvPieces(written.table)]).toString();
      const file = rawFile(text);
      expect(await bdf.claims(file)).toBe(true);
      const result = await bdf.parse(file);
      const again = cycling(result);
      expect(again.columns).toEqual(dataset.columns);
      expect(result.issues).toEqual([]);
      expect(Buffer.concat([...csvPieces(bdfTable(again)!.table)]).toString()).toBe(text);
    }),
    { numRuns: 150 },
  );
});

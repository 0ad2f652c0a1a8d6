/** Columns → cycling data: steps, counters, modes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { netCharge, netEnergy } from '../../../parsers/biologic/counters.ts';
import { biologicText } from '../../../parsers/biologic/index.ts';
import { type MptColumn, type MptOptions, writeMpt } from '../../../scripts/mpt-writer.ts';
import { findCycles } from '../../../src/analysis/cycling/cycles.ts';
import type { Dataset, DatasetOf } from '../../../src/model/dataset.ts';
import { MODES } from '../../../src/model/schema.ts';
import { codes, column, expectWellFormed, sourceError } from '../support.ts';
import { CONSTANT_CURRENT_CHARGE, GCPL, gcplColumns, HOLD_CHARGE, mptFile, NAMES, RECORDS } from './gcpl.ts';

async function read(text: string) {
  const file = mptFile(text);
  const result = await biologicText.parse(file);
  expectWellFormed(result, file, biologicText);
  return result;
}

const write = (columns: readonly MptColumn[], options: Partial<MptOptions> = {}) =>
  writeMpt(columns, { ...GCPL, ...options });

const cycling = async (names = NAMES) => (await read(write(gcplColumns(names)))).datasets[0] as DatasetOf<'cycling'>;

const fate = (dataset: Dataset | undefined, source: string) =>
  dataset?.fates.find((candidate) => candidate.source === source)?.name;

describe('galvanostatic cycling', () => {
  test('counters, cycles and shares as made', async () => {
    const dataset = await cycling();
    const cycles = findCycles(dataset, 'full-cell');
    expect(cycles.map(({ number }) => number)).toEqual([0, 1]);
    for (const { charge, discharge } of cycles) {
      expect(charge.capacity * 1e3).toBeCloseTo(CONSTANT_CURRENT_CHARGE + HOLD_CHARGE, 9);
      expect(discharge.capacity * 1e3).toBeCloseTo(CONSTANT_CURRENT_CHARGE, 9);
      expect(charge.constantCurrentShare).toBeCloseTo(
        CONSTANT_CURRENT_CHARGE / (CONSTANT_CURRENT_CHARGE + HOLD_CHARGE),
        9,
      );
      expect(charge.energy).toBeCloseTo((CONSTANT_CURRENT_CHARGE * 3.6 + HOLD_CHARGE * 4.2) * 1e-3, 9);
      expect(discharge.energy).toBeCloseTo(CONSTANT_CURRENT_CHARGE * 3.55e-3, 9);
    }
  });

  test('a sequence that charges, holds and rests is three steps; Ns stays beside them', async () => {
    const dataset = await cycling();
    const step = column(dataset, 'step');
    const mode = dataset.columns.mode!;
    const firsts = step.flatMap((value, i) => (value === step[i - 1] ? [] : [i]));
    expect(firsts).toEqual(Array.from({ length: 9 }, (_, k) => k * RECORDS));
    const words = firsts.map((i) => MODES[mode[i]!]);
    const cycle = ['constant-current', 'constant-voltage', 'rest', 'constant-current'];
    expect(words).toEqual(['rest', ...cycle, ...cycle]);
    expect(dataset.extras.map(({ name }) => name)).toContain('Ns');
  });

  test('Ns is the step where it changes with every step', async () => {
    const dataset = await cycling(NAMES.filter((name) => name !== 'mode'));
    expect(fate(dataset, 'Ns')).toBe('step');
    expect(new Set(column(dataset, 'step'))).toEqual(new Set([0, 1, 2]));
  });

  test('without a mode that of the sequence is taken, as Modulo Bat lists it', async () => {
    const parameters = (name: string, ...cells: string[]) => [name, ...cells].map((cell) => cell.padEnd(20)).join('');
    const facts = [parameters('Ns', '0', '1', '2'), parameters('ctrl_type', 'Rest', 'CV', 'CC')];
    const columns = gcplColumns(NAMES.filter((name) => name !== 'mode'));
    const dataset = (await read(write(columns, { technique: 'Modulo Bat', facts }))).datasets[0];
    const words = [...(dataset!.columns as { mode: Uint8Array }).mode].map((code) => MODES[code]);
    const modes = ['rest', 'constant-voltage', 'constant-current'];
    expect(words).toEqual([...(gcplColumns(['Ns'])[0]!.values as number[])].map((number) => modes[number]));
  });

  test('without (Q-Qo) the increments are summed; dQ, which runs on, is not', async () => {
    const reference = await cycling();
    const summed = await cycling(NAMES.filter((name) => name !== '(Q-Qo)/mA.h'));
    expect(fate(summed, 'dq/mA.h')).toBe('charge');
    for (const [i, value] of column(summed, 'charge').entries()) {
      expect(value).toBeCloseTo(column(reference, 'charge')[i]!, 12);
    }
    const columns = gcplColumns().filter(({ name }) => name !== '(Q-Qo)/mA.h');
    const running = write(columns.map((c) => (c.name === 'dq/mA.h' ? { ...c, name: 'dQ/mA.h' } : c)));
    expect((await read(running)).datasets[0]?.columns).not.toHaveProperty('charge');
  });

  test('charge counts from the first record on', async () => {
    const columns = gcplColumns().map((c) =>
      c.name === '(Q-Qo)/mA.h' ? { ...c, values: Array.from(c.values, (q) => q + 5) } : c,
    );
    const shifted = column((await read(write(columns))).datasets[0], 'charge');
    const reference = column(await cycling(), 'charge');
    expect(shifted[0]).toBe(0);
    for (const [i, value] of shifted.entries()) expect(value).toBeCloseTo(reference[i]!, 12);
  });

  test('without a current the set one is taken, 0 at rest, and the increments where a potential was held', async () => {
    const names = NAMES.filter((name) => name !== '<I>/mA');
    const reference = await cycling();
    const dataset = await cycling(names);
    for (const [i, value] of column(dataset, 'current').entries()) {
      expect(value).toBeCloseTo(column(reference, 'current')[i]!, 9);
    }
    const bare = write(gcplColumns(names.filter((name) => !/^(?:control\/|dq|mode)/.test(name))));
    expect((await sourceError(biologicText, mptFile(bare))).remedy).toContain('I/mA');
  });

  test('a false step time is kept as it is written', async () => {
    expect(fate(await cycling(), 'step time/s')).toBe('step_time');
    const columns = gcplColumns().map((c) => {
      if (c.name !== 'step time/s') return c;
      const time = gcplColumns(['time/s'])[0]!.values;
      return { ...c, values: Array.from(c.values, (value, i) => (i > RECORDS && i < 3 * RECORDS ? time[i]! : value)) };
    });
    const dataset = (await read(write(columns))).datasets[0];
    expect(dataset?.columns).not.toHaveProperty('step_time');
    expect(fate(dataset, 'step time/s')).toBe('step time/s');
  });

  test('energies stay extras where the potential is negative', async () => {
    const columns = gcplColumns().map((c) =>
      c.name === 'Ewe/V' ? { ...c, values: Array.from(c.values, (v) => v - 4) } : c,
    );
    const dataset = (await read(write(columns))).datasets[0];
    expect(dataset?.columns).not.toHaveProperty('energy');
    expect(fate(dataset, 'Energy charge/W.h')).toBe('Energy charge/W.h');
  });

  test('a missing cycle number is said', async () => {
    const result = await read(write(gcplColumns(NAMES.filter((name) => name !== 'cycle number'))));
    expect(codes(result)).toEqual(['COLUMN_MISSING']);
    expect(result.datasets[0]?.fates).toContainEqual({ source: 'cycle number', name: '', unit: '', fate: 'missing' });
  });

  test('counter electrode, temperature, pressure, analogue inputs', async () => {
    const length = gcplColumns()[0]!.values.length;
    const constant = (name: string, value: number) => ({ name, values: Array.from({ length }, () => value) });
    const others = [
      constant('Ece/V', -0.1),
      constant('Temperature/\xb0C', 25),
      constant('Pressure/bar', 2),
      constant('Analog IN 1/V', 3),
      constant('Analog IN 2/V', 4),
    ];
    const { columns, extras } = (await read(write([...gcplColumns(), ...others]))).datasets[0]!;
    expect(columns).toMatchObject({ counter_potential: expect.anything() });
    const first = (name: string) => (columns as unknown as Record<string, Float64Array>)[name]?.[0];
    expect(['counter_potential', 'temperature', 'pressure', 'auxiliary_potential'].map(first)).toEqual([
      -0.1, 25, 2e5, 3,
    ]);
    expect(extras.find(({ name }) => name === 'Analog IN 2/V')).toMatchObject({ unit: 'V' });
    const scaled = await read(write([...gcplColumns(), constant('Analog IN 1/V', 163)]));
    expect(scaled.datasets[0]?.columns).not.toHaveProperty('auxiliary_potential');
  });

  test('the error flag is reported with its first record', async () => {
    const columns = gcplColumns().map((c) =>
      c.name === 'error' ? { ...c, values: Array.from(c.values, (_, i) => (i === 3 || i === 7 ? 1 : 0)) } : c,
    );
    const { issues } = await read(write(columns));
    expect(issues).toMatchObject([
      { code: 'OVERLOAD_FLAGS', place: '19:1', message: '2 records carry the flag error' },
    ]);
  });
});

describe('linked experiments', () => {
  test('(Q-Qo) that starts anew with each run adds up', async () => {
    const length = gcplColumns()[0]!.values.length;
    const half = length / 2;
    const charge = gcplColumns(['(Q-Qo)/mA.h'])[0]!.values;
    const looped = gcplColumns().map((c) =>
      c.name === '(Q-Qo)/mA.h'
        ? { ...c, values: Array.from(charge, (q, i) => (i < half ? q : q - charge[half - 1]!)) }
        : c,
    );
    const facts = [...GCPL.facts!, 'Number of loops : 2', `Loop 0 from point number 0 to ${half - 1}`];
    facts.push(`Loop 1 from point number ${half} to ${length - 1}`);
    const reference = column(await cycling(), 'charge');
    for (const columns of [looped, looped.filter(({ name }) => name !== 'dq/mA.h')]) {
      const dataset = (await read(write(columns, { facts }))).datasets[0];
      const counted = column(dataset, 'charge');
      for (const [i, value] of counted.entries()) expect(value, `record ${i}`).toBeCloseTo(reference[i]!, 12);
      expect(dataset?.meta['First rows of the loops']).toBe(`0 ${half}`);
    }
  });

  test('a run starts a step though sequence and mode stay', async () => {
    const values = (of: (i: number) => number) => Array.from({ length: 20 }, (_, i) => of(i));
    const columns = [
      { name: 'mode', values: values(() => 1) },
      { name: 'Ns', values: values(() => 0) },
      { name: 'time/s', values: values((i) => i) },
      { name: 'Ewe/V', values: values(() => 3) },
      { name: 'I/mA', values: values(() => 1) },
    ];
    const facts = ['Loop 0 from point number 0 to 11', 'Loop 1 from point number 12 to 19'];
    const dataset = (await read(write(columns, { technique: 'Chronopotentiometry', facts }))).datasets[0];
    expect(column(dataset, 'step')).toEqual(values((i) => (i < 12 ? 0 : 1)));
  });

  test('net counters of any course (property)', () => {
    const increments = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(increments, fc.nat(), (passed, at) => {
        const restart = 1 + (at % (passed.length - 1));
        const counter = new Float64Array(passed.length);
        for (let i = 1; i < passed.length; i++) counter[i] = (i === restart ? 0 : counter[i - 1]!) + passed[i]!;
        const isStart = Uint8Array.from(passed, (_, i) => (i === restart ? 1 : 0));
        const time = Float64Array.from(passed, (_, i) => i);
        const net = netCharge({
          counter,
          increment: Float64Array.from(passed),
          current: new Float64Array(passed.length),
          time,
          isStart,
        })!;
        let total = 0;
        for (let i = 1; i < passed.length; i++) {
          total += passed[i]!;
          expect(net[i]).toBeCloseTo(total, 9);
        }
      }),
    );
  });

  test('energy counters hold and start anew', () => {
    const charge = Float64Array.of(0, 1, 2, 2, 2, 0.5, 1);
    const discharge = Float64Array.of(0, 0, 0, 1, 1.5, 1.5, 1.5);
    expect([...netEnergy(charge, discharge)]).toEqual([0, 1, 2, 1, 0.5, 1, 1.5]);
  });
});

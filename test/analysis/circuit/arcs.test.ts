import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  exchangeGroups,
  findArcs,
  type LogQuantity,
  logBrug,
  logHsuMansfeld,
  logTimeConstant,
  orderArcs,
  seriesResistors,
} from '../../../src/analysis/circuit/arcs.ts';
import { parseCircuit } from '../../../src/analysis/circuit/parse.ts';
import { sharedData } from '../../shared-data.ts';

const names = (text: string) => findArcs(parseCircuit(text)).map((arc) => arc.name);

describe('findArcs', () => {
  it.each([
    ['R0-p(R1,CPE1)-p(R2,CPE2)-W1', ['R1', 'R2']],
    ['R0-p(CPE1,R1)-p(R2-W1,CPE2)', ['R1', 'R2']],
    ['R0-p(R1-p(R2,CPE2),CPE1)', ['R1', 'R2']],
    ['R0-Zarc1-K1-G1', ['Zarc1', 'K1']],
    ['p(R1,C1)', ['R1']],
    ['R0-p(R1,L1)-p(C1,CPE1)', []],
    ['R0-p(R1,R2-L1,C1)', []],
  ])('%s: %j', (text, expected) => {
    expect(names(text)).toEqual(expected);
  });
});

it('seriesResistors are those in series with everything', () => {
  expect(seriesResistors(parseCircuit('L0-p(R1,C1)-R0'))).toEqual([3]);
  expect(seriesResistors(parseCircuit('p(R1,C1)'))).toEqual([]);
});

describe('time constants and capacitances', () => {
  const circuit = parseCircuit('R0-p(R1,CPE1)');
  const p = [7, 60, 3e-5, 0.83];
  const [arc] = findArcs(circuit);

  it('of an ideal arc are R·C and C', () => {
    const ideal = [7, 60, 3e-5, 1];
    expect(Math.exp(logTimeConstant(arc!, ideal).log)).toBeCloseTo(60 * 3e-5, 12);
    expect(Math.exp(logHsuMansfeld(arc!, ideal).log)).toBeCloseTo(3e-5, 12);
    expect(Math.exp(logBrug(circuit, ideal)!.log)).toBeCloseTo(3e-5, 12);
  });

  const quantities: readonly (readonly [string, (values: ArrayLike<number>) => LogQuantity])[] = [
    ['τ', (values) => logTimeConstant(arc!, values)],
    ['Hsu–Mansfeld', (values) => logHsuMansfeld(arc!, values)],
    ['Brug', (values) => logBrug(circuit, values)!],
  ];
  it.each(quantities)('gradient of %s', (_, quantity) => {
    const h = 1e-5;
    const { gradient } = quantity(p);
    p.forEach((value, k) => {
      const at = (sign: number) =>
        quantity(p.map((v, i) => (i !== k ? v : k === 3 ? v + sign * h : v * Math.exp(sign * h)))).log;
      expect(gradient[k]).toBeCloseTo((at(1) - at(-1)) / (2 * h), 7);
      expect(value).toBeGreaterThan(0);
    });
  });

  it.each(['R0-p(R1,CPE1)-p(R2,CPE2)', 'p(R1,CPE1)', 'R0-p(R1,C1)', 'R0-Zarc1'])('Brug says nothing of %s', (text) => {
    const other = parseCircuit(text);
    expect(logBrug(other, new Float64Array(other.parameters.length).fill(0.5))).toBeUndefined();
  });

  const path = sharedData('impedance/reference/scipy_reference_global.json');
  it.skipIf(path === undefined)('are those of the reference (scipy_reference_global.json)', () => {
    const { spectra } = JSON.parse(readFileSync(path ?? '', 'utf8'));
    const fit = spectra['DRTtools/zarc_data.txt'].RQ;
    const values = ['R0', 'R1', 'Q1', 'n1'].map((name) => fit.params[name].value as number);
    const relative = (quantity: LogQuantity, expected: number) => Math.abs(Math.exp(quantity.log) / expected - 1);
    expect(relative(logTimeConstant(arc!, values), fit.derived_1.tau_s)).toBeLessThan(1e-10);
    expect(relative(logHsuMansfeld(arc!, values), fit.derived_1.C_HsuMansfeld_F)).toBeLessThan(1e-10);
    expect(relative(logBrug(circuit, values)!, fit.derived_1.C_Brug_F)).toBeLessThan(1e-10);
  });
});

describe('orderArcs', () => {
  it('puts the fastest arc first and leaves the rest alone', () => {
    const circuit = parseCircuit('R0-p(R1,CPE1)-W1-p(R2,CPE2)-p(R3,CPE3)');
    const slow = [10, 1e-1, 0.9];
    const fast = [30, 1e-6, 0.8];
    const middle = [20, 1e-4, 0.7];
    const ordered = orderArcs(exchangeGroups(circuit), Float64Array.of(5, ...slow, 2, ...fast, ...middle));
    expect([...ordered]).toEqual([5, ...fast, 2, ...middle, ...slow]);
  });

  it('never exchanges branches of different structure', () => {
    expect(exchangeGroups(parseCircuit('R0-p(R1,CPE1)-p(R2-W1,CPE2)-p(R3,C3)'))).toEqual([]);
  });

  it('exchanges branches inside a branch', () => {
    const circuit = parseCircuit('p(R1-p(R2,C2)-p(R3,C3),CPE1)');
    const ordered = orderArcs(exchangeGroups(circuit), Float64Array.of(1, 2, 2, 3, 0.1, 1e-5, 0.9));
    expect([...ordered]).toEqual([1, 3, 0.1, 2, 2, 1e-5, 0.9]);
  });
});

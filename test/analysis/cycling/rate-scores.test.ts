import { describe, expect, it } from 'vitest';
import { rateScoresStage } from '../../../src/analysis/cycling/rate-scores-stage.ts';
import { RATE_TEST } from '../../../src/analysis/cycling/rate-test-stage.ts';
import { numbers, TableBuilder, texts } from '../../../src/model/table.ts';
import { sampleOf } from './run-stages.ts';

type Blocks = readonly (readonly [cRate: number, capacity: number])[];

function score(cells: Readonly<Record<string, Blocks>>, options: object = {}, baseline = 'bare') {
  const table = new TableBuilder(RATE_TEST);
  const samples = Object.keys(cells).map((id) => sampleOf({ id, group: id.split(' ')[0] ?? id }));
  for (const { id, group } of samples) {
    (cells[id] ?? []).forEach(([cRate, capacity], k) => {
      table.add({
        sample: id,
        group,
        block: k + 1,
        c_rate_1_h: cRate,
        discharge_capacity_mAh_g: capacity,
        discharge_capacity_mAh: capacity / 100,
      });
    });
  }
  const { tables, issues } = rateScoresStage.run({
    samples,
    baseline,
    tables: new Map([['rate_test', table.build()]]),
    options,
  });
  const [scores] = tables;
  const at = (group: string, column: string) => numbers(scores!, column)[texts(scores!, 'group').indexOf(group)]!;
  return { scores, at, codes: issues.map(({ code }) => code) };
}

const BARE: Blocks = [
  [0.1, 200],
  [0.5, 150],
  [2, 80],
  [0.1, 190],
];
const COATED: Blocks = [
  [0.1, 190],
  [0.5, 170],
  [2, 114],
  [0.1, 188],
];

describe('rate scores', () => {
  it('compare capacity and its retention with the uncoated material', () => {
    const { at } = score({ 'bare 1': BARE, 'coated 1': COATED });
    expect([at('bare', 'qs_0'), at('bare', 'qs_ret'), at('bare', 'q_ret')]).toEqual([1, 1, 0.4]);
    expect(at('coated', 'qs_0')).toBeCloseTo(0.95, 12);
    expect(at('coated', 'q_ret')).toBeCloseTo(0.6, 12);
    expect(at('coated', 'qs_ret')).toBeCloseTo(1.5, 12);
    expect(at('coated', 'qs_0_lower95')).toBeNaN();
  });

  it('take the rates asked for', () => {
    const { at } = score({ 'bare 1': BARE, 'coated 1': COATED }, { high_rate: 0.5 });
    expect(at('coated', 'q_ret')).toBeCloseTo(170 / 190, 12);
  });

  it('have an interval from replicates', () => {
    const cells = {
      'bare 1': BARE,
      'bare 2': [
        [0.1, 204],
        [2, 78],
      ],
      'coated 1': COATED,
      'coated 2': [
        [0.1, 186],
        [2, 110],
      ],
    } as const;
    const { at } = score(cells);
    const ratio = 188 / 202;
    // standard errors of both means are 2; t for 2 degrees of freedom is 4.303
    const half = ratio * Math.hypot(2 / 188, 2 / 202) * 4.3026527;
    expect(at('coated', 'qs_0')).toBeCloseTo(ratio, 12);
    expect(at('coated', 'qs_0_lower95')).toBeCloseTo(ratio - half, 6);
    expect(at('coated', 'qs_0_upper95')).toBeCloseTo(ratio + half, 6);
    expect(at('coated', 'n')).toBe(2);
  });

  it('say what they are per, and when the baseline was not measured so', () => {
    const { scores } = score({ 'bare 1': BARE, 'coated 1': COATED });
    expect(texts(scores!, 'basis')).toEqual(['mAh_g', 'mAh_g']);
    expect(score({ 'bare 1': [[0.1, 200]], 'coated 1': COATED }, { high_rate: 2 }).codes).toEqual([
      'RATE_SCORES_BASELINE_MISSING',
    ]);
    expect(score({ 'bare 1': BARE, 'coated 1': COATED }, {}, '').scores).toBeUndefined();
  });
});

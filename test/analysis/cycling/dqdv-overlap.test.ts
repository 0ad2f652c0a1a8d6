import { describe, expect, it } from 'vitest';
import { OVERLAP_CASES, type OverlapValidation, validateOverlap } from '../../../scripts/validate/dqdv-overlap.ts';

const result = (name: string): OverlapValidation => {
  const one = OVERLAP_CASES.find((candidate) => candidate.name === `${name}, noise 0.2 mV`);
  if (one === undefined) throw new Error(`no case ${name}`);
  return validateOverlap(one, 2, 77);
};

describe('overlapping peaks of dQ/dV', () => {
  it.each([
    'equal logistic, 1.5 widths apart',
    'equal gaussian, 1.5 widths apart',
    'equal logistic, 2 widths apart',
    'equal gaussian, 3 widths apart',
    '10 : 1 logistic, 3 widths apart',
    '10 : 1 logistic, 2 widths apart, prominence 1 %',
  ])('are resolved by a fit: %s', (name) => {
    const r = result(name);
    expect(r.plateaus).toBe(8);
    expect(r.separations).toEqual({ fit: 8 });
    expect(r.spurious).toBe(0);
    expect(r.positionWorst).toBeLessThan(1e-3);
    expect(r.areaWorst).toBeLessThan(0.01);
    expect([r.positionsStated, r.areasStated]).toEqual([8, 8]);
    // seven of eight at least: a share of 95 % leaves two outside in one of twenty cases
    expect(Math.min(r.positionCoverage, r.areaCoverage)).toBeGreaterThan(0.8);
  });

  it.each(['asymmetric, 2 widths apart', 'slightly asymmetric, 3 widths apart'])(
    'are parted at the valley, without uncertainties, where no symmetric plateaus fit: %s',
    (name) => {
      const r = result(name);
      expect(r.separations).toEqual({ valley: 8 });
      expect([r.positionsStated, r.areasStated]).toEqual([0, 0]);
      expect(r.areaWorst).toBeLessThan(0.1);
    },
  );

  it('are one peak with the capacity of both where they have one maximum', () => {
    const shoulder = result('shoulder: 3 : 1 logistic, 0.7 widths apart');
    expect(shoulder.separations).toEqual({ isolated: 4 });
    expect(shoulder.areaWorst).toBeLessThan(0.01);
    expect(shoulder.positionCoverage).toBe(1);
    const flat = result('equal gaussian, 1 widths apart');
    expect(Object.keys(flat.separations)).toEqual(['unresolved']);
    expect(flat.positionsStated).toBe(0);
    expect(flat.areaWorst).toBeLessThan(0.01);
  });

  it('state an uncertainty that covers the maximum of an asymmetric peak', () => {
    const r = result('asymmetric, alone');
    expect(r.separations).toEqual({ isolated: 4 });
    expect(r.positionsStated).toBe(4);
    expect(r.positionCoverage).toBe(1);
    expect(r.areaCoverage).toBe(1);
  });
});

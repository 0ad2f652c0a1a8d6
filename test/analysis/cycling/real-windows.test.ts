import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cyclesStage } from '../../../src/analysis/cycling/cycles-stage.ts';
import { dqdvStage } from '../../../src/analysis/cycling/dqdv-stage.ts';
import { voltageWindowsStage } from '../../../src/analysis/cycling/voltage-windows-stage.ts';
import { read } from '../../parsers/land/reading.ts';
import { sharedData } from '../../shared-data.ts';
import { runStage } from './run-stage.ts';

const FILE = sharedData('cyclers/land-xlsx/LP57_4Vcutoff_alclad_004_5.xlsx');

describe.skipIf(FILE === undefined)('a measured full cell', () => {
  it('has windows that add up to the capacity that the cycler counted, and plateaus within it', async () => {
    const { dataset } = await read(readFileSync(FILE!));
    const facts = { role: 'full-cell' } as const;
    const cycles = runStage(cyclesStage, [dataset], facts);
    const options = { edges: ['-1 V', '3 V', '3.5 V', '3.7 V', '6 V'], cycle: [1, 2], branch: 'both' };
    const windows = runStage(voltageWindowsStage, [dataset], facts, options).column('voltage_windows', 'capacity_mAh');
    expect(windows).toHaveLength(16);
    const sums = [0, 4, 8, 12].map((from) => windows.slice(from, from + 4).reduce((a, b) => a + b, 0));
    const counted = [0, 1].flatMap((row) =>
      ['charge', 'discharge'].map((branch) => cycles.column('cycles', `${branch}_capacity_mAh`)[row]!),
    );
    sums.forEach((sum, i) => {
      expect(sum).toBeCloseTo(counted[i]!, 9);
    });
    const peaks = runStage(dqdvStage, [dataset], facts, { cycles: [2] });
    const areas = peaks.column('dqdv_peaks', 'area_mAh');
    expect(areas.length).toBeGreaterThan(2);
    expect(areas.reduce((a, b) => a + b, 0)).toBeLessThan(counted[2]! + counted[3]!);
    for (const volts of peaks.column('dqdv_peaks', 'voltage_V')) {
      expect(volts).toBeGreaterThan(3);
      expect(volts).toBeLessThan(4);
    }
  });
});

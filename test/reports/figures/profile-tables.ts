/** Synthetic tables of voltage windows and of dQ/dV as the stages make them, for the tests of the figures. */
import { fileTable, integer, number, type Table, TableBuilder, text } from '../../../src/model/table.ts';

const WINDOWS = fileTable('voltage_windows', 'windows', {
  window: integer(''),
  cycle: integer(''),
  branch: text(''),
  from_V: number('V', ''),
  to_V: number('V', ''),
  share_pct: number('pct', ''),
});

export interface WindowsOptions {
  readonly sample: string;
  readonly edges: readonly number[];
  readonly shares: readonly number[];
  readonly cycle?: number;
  readonly branch?: string;
}

export function windowsTable(bars: readonly WindowsOptions[]): Table {
  const builder = new TableBuilder(WINDOWS);
  for (const { sample, edges, shares, cycle = 1, branch = 'discharge' } of bars) {
    shares.forEach((share, i) => {
      builder.add({
        sample,
        group: sample,
        file: `${sample}.xlsx`,
        window: i + 1,
        cycle,
        branch,
        from_V: edges[i],
        to_V: edges[i + 1],
        share_pct: share,
      });
    });
  }
  return builder.build();
}

const PLACE = { cycle: integer(''), branch: text(''), voltage_V: number('V', '') };
const DQDV = fileTable('dqdv', 'dqdv', {
  ...PLACE,
  dqdv_mAh_V: number('mAh_V', ''),
  dqdv_mAh_g_V: number('mAh_g_V', ''),
  window_V: number('V', ''),
});
const PEAKS = fileTable('dqdv_peaks', 'peaks', { ...PLACE, prominence_mAh_V: number('mAh_V', '') });

export interface DqdvOptions {
  readonly sample: string;
  readonly cycles: readonly number[];
  /** Height of the peak in mAh/V of the first cycle; later ones are lower. */
  readonly height: number;
  readonly massMg?: number;
  /** Maxima of noise on each branch beside its peak. */
  readonly noisePeaks?: number;
  /** V; default 0.01 */
  readonly start?: number;
}

/** A peak at 0.5 V on charge and one at 0.3 V on discharge, on a slope. */
export function dqdvTables(cells: readonly DqdvOptions[]): [Table, Table] {
  const [points, peaks] = [new TableBuilder(DQDV), new TableBuilder(PEAKS)];
  for (const { sample, cycles, height, massMg, noisePeaks = 0, start = 0.01 } of cells) {
    for (const [k, cycle] of cycles.entries()) {
      for (const branch of ['charge', 'discharge']) {
        const [sign, centre] = branch === 'charge' ? [1, 0.5] : [-1, 0.3];
        const place = { sample, group: sample, file: `${sample}.xlsx`, cycle, branch };
        for (let i = 0; i <= 300; i++) {
          const volts = start + i * 0.005;
          const value = sign * height * 0.9 ** k * (0.05 + Math.exp(-(((volts - centre) / 0.05) ** 2)));
          points.add({
            ...place,
            voltage_V: volts,
            dqdv_mAh_V: value,
            dqdv_mAh_g_V: massMg === undefined ? undefined : (1e3 * value) / massMg,
            window_V: 0.02,
          });
        }
        peaks.add({ ...place, voltage_V: centre, prominence_mAh_V: height });
        for (let i = 0; i < noisePeaks; i++) {
          peaks.add({ ...place, voltage_V: 0.7 + 0.01 * i, prominence_mAh_V: 0.01 * (noisePeaks - i) });
        }
      }
    }
  }
  return [points.build(), peaks.build()];
}

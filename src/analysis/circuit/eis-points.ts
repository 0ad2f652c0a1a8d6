/** Measured points beside the fitted circuit: what a Nyquist plot and its residuals are drawn from. */
import type { TableBuilder } from '../../model/table.ts';
import type { EIS_POINTS_TABLE } from './eis-tables.ts';
import { type CircuitFit, fittedValues } from './fit-circuit.ts';
import { circuitImpedance } from './impedance.ts';
import { cycleNumber, type ImpedanceSpectrum } from './spectrum.ts';

/** Every point of the spectrum, in the order of the file; without a fit the fitted values stay empty. */
export function addPoints(
  table: TableBuilder<(typeof EIS_POINTS_TABLE)['columns']>,
  spectrum: ImpedanceSpectrum,
  fit: CircuitFit | undefined,
): void {
  const { frequency, z_real: real, z_imag: imaginary } = spectrum.dataset.columns;
  const used = new Set(fit?.points.frequency);
  const positive = frequency.map((f) => (f > 0 && f < Number.POSITIVE_INFINITY ? f : Number.NaN));
  const fitted = fit === undefined ? undefined : circuitImpedance(fit.circuit, fittedValues(fit), positive);
  const n = frequency.length;
  frequency.forEach((f, i) => {
    const [re, im] = [fitted?.[i] ?? Number.NaN, fitted?.[n + i] ?? Number.NaN];
    const size = Math.hypot(real[i]!, imaginary[i]!);
    table.add({
      sample: spectrum.sample,
      group: spectrum.group,
      file: spectrum.dataset.source.path,
      spectrum: spectrum.name,
      state: spectrum.labels['state'],
      cycle: cycleNumber(spectrum),
      frequency_Hz: f,
      z_real_ohm: real[i],
      z_imag_ohm: imaginary[i],
      fit_real_ohm: re,
      fit_imag_ohm: im,
      residual_real_pct: (100 * (real[i]! - re)) / size,
      residual_imag_pct: (100 * (imaginary[i]! - im)) / size,
      used: used.has(f),
    });
  });
}

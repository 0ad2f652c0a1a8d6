/** One file per spectrum: which cell, in which state, at which moment of its cycling. */
import { type Cell, FIRST_DAY, firstCell } from './cells.ts';
import { steps } from './cycler.ts';
import { gamryFile } from './gamry-file.ts';
import { type Circuit, spectrum } from './impedance-spectrum.ts';
import { type ElectrodeState, IMPEDANCE, type ImpedanceSeries, STATES } from './impedance-truth.ts';
import type { Step } from './land-workbook.ts';
import { noise } from './random.ts';

/** Half the resolution of the cycler: a half-cycle ends at its cut-off within it. */
const SAME_POTENTIAL = 5e-5;

/** Path below `raw/` → bytes, for every material and state. */
export function impedanceFiles(): [string, Uint8Array][] {
  return IMPEDANCE.flatMap((series) => {
    const cell = firstCell(series.material, 'cycling');
    const cycling = steps(cell);
    return STATES.map((state, i): [string, Uint8Array] => {
      const { branch, cycle, potential } = state;
      const direction = branch === 'charge' ? 1 : -1;
      const path = `${series.material.name}/eis/${branch}_${cycle}_${potential.toFixed(2)}V.DTA`;
      const notes = [
        `${series.material.name}, ${branch} ${cycle}, ${potential.toFixed(2)} V`,
        'synthetic: no cell was measured',
      ];
      const random = noise(cell.seed * 100 + i);
      const points = spectrum(circuit(series, i), random);
      const started = moment(cell, secondsUntil(cycling, state));
      return [path, gamryFile({ started, notes, potential, direction, points }, random)];
    });
  });
}

function circuit(series: ImpedanceSeries, state: number): Circuit {
  const { surfaceLayerCpe, doubleLayerCpe } = series;
  return {
    electrolyte: series.electrolyte[state] ?? Number.NaN,
    surfaceLayer: series.surfaceLayer[state] ?? Number.NaN,
    surfaceLayerCpe,
    chargeTransfer: series.chargeTransfer[state] ?? Number.NaN,
    doubleLayerCpe,
    warburg: series.warburg[state] ?? Number.NaN,
  };
}

/** Seconds of testing until the half-cycle passes the potential, on the line between the records around it. */
function secondsUntil(cycling: readonly Step[], { branch, cycle, potential }: ElectrodeState): number {
  const direction = branch === 'charge' ? 1 : -1;
  let before = 0;
  for (const step of cycling) {
    const { seconds, volts } = step;
    if (step.cycle === cycle && Math.sign(step.current_mA) === direction) {
      const above = volts.findIndex((v) => direction * (v - potential) >= -SAME_POTENTIAL);
      const [v0, v1] = [volts[above - 1], volts[above]];
      const [t0, t1] = [seconds[above - 1], seconds[above]];
      if (v0 !== undefined && v1 !== undefined && t0 !== undefined && t1 !== undefined) {
        return before + t0 + ((t1 - t0) * (potential - v0)) / (v1 - v0);
      }
    }
    before += seconds.at(-1) ?? 0;
  }
  throw new RangeError(`${branch} ${cycle} does not pass ${potential} V`);
}

function moment({ startMinute }: Cell, seconds: number): Date {
  return new Date(FIRST_DAY + (startMinute * 60 + Math.round(seconds)) * 1000);
}

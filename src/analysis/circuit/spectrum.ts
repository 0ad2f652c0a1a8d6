/** Impedance spectra of a study: which belong together, and which of their points can be fitted. */
import type { DatasetOf } from '../../model/dataset.ts';
import { type Issue, issue } from '../../model/issues.ts';
import type { SpectrumPoints } from './cnls.ts';
import type { Circuit, CircuitNode } from './parse.ts';

export interface ImpedanceSpectrum {
  /** Names the spectrum in the tables; unique within its sample. */
  readonly name: string;
  readonly sample: string;
  readonly group: string;
  /** `state` and `cycle` are used. */
  readonly labels: Readonly<Record<string, string>>;
  readonly dataset: DatasetOf<'impedance'>;
}

/** Shortest run of inductive points that is taken for the leads, not for noise. */
const FEWEST_INDUCTIVE = 3;

/**
 * The spectra of each sample as a series: in the order in which they were measured where all clocks tell, else by cycle
 * and name, whatever the order given.
 */
export function spectraBySeries(spectra: readonly ImpedanceSpectrum[]): ImpedanceSpectrum[][] {
  const samples = [...new Set(spectra.map(({ sample }) => sample))].sort(order);
  return samples.map((sample) => {
    const members = spectra.filter((spectrum) => spectrum.sample === sample);
    const clocked = members.every(({ dataset }) => dataset.started !== '');
    return members.toSorted((a, b) => {
      const byClock = clocked ? order(a.dataset.started, b.dataset.started) : 0;
      return byClock || order(cycleOrder(a), cycleOrder(b)) || order(a.name, b.name);
    });
  });
}

function order(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The cycle label as a number; NaN without one, and for a label such as `fresh` that is no whole number. */
export function cycleNumber({ labels }: ImpedanceSpectrum): number {
  const value = Number(labels['cycle']?.trim() || Number.NaN);
  return Number.isInteger(value) ? value : Number.NaN;
}

/** Spectra without a cycle come last. */
function cycleOrder(spectrum: ImpedanceSpectrum): number {
  const cycle = cycleNumber(spectrum);
  return Number.isNaN(cycle) ? Number.POSITIVE_INFINITY : cycle;
}

/** Points that can be weighted: finite, f > 0, |Z| > 0. The others are reported. */
export function usablePoints({ dataset, sample, name }: ImpedanceSpectrum, issues: Issue[]): SpectrumPoints {
  const { frequency, z_real: real, z_imag: imaginary } = dataset.columns;
  const usable = (i: number) => {
    const size = Math.hypot(real[i]!, imaginary[i]!);
    return frequency[i]! > 0 && frequency[i]! < Number.POSITIVE_INFINITY && size > 0 && size < Number.POSITIVE_INFINITY;
  };
  const points = keepPoints({ frequency, real, imaginary }, usable);
  const left = frequency.length - points.frequency.length;
  if (left > 0) {
    const message = `${name}: ${left} of ${frequency.length} points without a frequency or impedance are left out`;
    issues.push(issue('EIS_POINTS_UNUSABLE', message, dataset.source.path, '', sample));
  }
  return points;
}

function keepPoints(points: SpectrumPoints, keep: (i: number) => boolean): SpectrumPoints {
  const kept = (values: Float64Array) => values.filter((_, i) => keep(i));
  return { frequency: kept(points.frequency), real: kept(points.real), imaginary: kept(points.imaginary) };
}

/** Without the run of inductive points at the highest frequencies, for a circuit that has no inductor. */
export function withoutLeads(
  circuit: Circuit,
  points: SpectrumPoints,
  { dataset, sample, name }: ImpedanceSpectrum,
  issues: Issue[],
): SpectrumPoints {
  if (hasInductor(circuit.root)) return points;
  const descending = [...points.frequency.keys()].sort((a, b) => points.frequency[b]! - points.frequency[a]!);
  const end = descending.findIndex((i) => points.imaginary[i]! < 0);
  const run = new Set(end < 0 ? descending : descending.slice(0, end));
  if (run.size < FEWEST_INDUCTIVE) return points;
  const message = `${name}, ${circuit.text}: ${run.size} inductive points at the highest frequencies are left out`;
  issues.push(issue('EIS_INDUCTIVE_POINTS_DROPPED', message, dataset.source.path, '', sample));
  return keepPoints(points, (i) => !run.has(i));
}

function hasInductor(node: CircuitNode): boolean {
  return node.kind === 'element' ? node.type.symbol === 'L' : node.children.some(hasInductor);
}

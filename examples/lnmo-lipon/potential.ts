/** The potential of a half-cycle against the charge that it passed, and the energy up to there. */
import type { Cycle } from './schedule.ts';
import { type CellTruth, type Plateau, TRUTH, type WindowName } from './truth.ts';

/** A half-cycle from its first to its last potential, in small equal steps of potential. */
export interface Curve {
  readonly volts: readonly number[];
  /** mAh passed since the start of the half-cycle. */
  readonly passed: readonly number[];
  /** mWh. */
  readonly energy: readonly number[];
}

interface Part {
  readonly amount: number;
  /** Share of the amount that has passed at a potential: 0 at the start of the half-cycle, 1 at its end. */
  readonly passedAt: (volts: number) => number;
}

const STEP_V = 0.002;

/** Charge from the lower to the upper cut-off; the first one starts at open circuit and takes its excess besides. */
export function chargeCurve(cell: CellTruth, cycle: Cycle): Curve {
  const { charge_cutoff_V, discharge_cutoff_V, first_charge_plateau } = TRUTH.profile;
  const drop = polarization(cycle);
  const lower = discharge_cutoff_V + 2 * drop;
  const from = cycle.number === 1 ? cell.open_circuit_V + drop : lower;
  const to = charge_cutoff_V;
  const share = (window: WindowName) => cell.first_charge_excess.windows[window];
  const regular = cycle.charge_mAh - cycle.excess_mAh;
  const parts = [slope(regular * TRUTH.profile.slope_share, lower, to)];
  for (const plateau of TRUTH.profile.plateaus) {
    const excess = cycle.excess_mAh * share(plateau.window) * (plateau.share / shareOfWindow(plateau.window));
    parts.push(step(regular * plateau.share + excess, plateau, drop, from, to));
  }
  if (cycle.number === 1) {
    const excess = cycle.excess_mAh * share('I');
    const onSlope = first_charge_plateau.share_on_slope;
    parts.push(step(excess * (1 - onSlope), first_charge_plateau, drop, from, to));
    parts.push(slope(excess * onSlope, from, discharge_cutoff_V));
  }
  return curve(parts, from, to);
}

export function dischargeCurve(cycle: Cycle): Curve {
  const { charge_cutoff_V, discharge_cutoff_V, hysteresis_V, plateaus, slope_share } = TRUTH.profile;
  const drop = polarization(cycle);
  const [from, to] = [charge_cutoff_V - 2 * drop, discharge_cutoff_V];
  const parts = [slope(cycle.discharge_mAh * slope_share, from, to)];
  for (const plateau of plateaus) {
    parts.push(step(cycle.discharge_mAh * plateau.share, plateau, -drop - hysteresis_V, from, to));
  }
  return curve(parts, from, to);
}

/** V */
function polarization({ current_mA, ohm }: Cycle): number {
  return (current_mA * ohm) / 1000;
}

function shareOfWindow(window: WindowName): number {
  return TRUTH.profile.plateaus.reduce((sum, plateau) => sum + (plateau.window === window ? plateau.share : 0), 0);
}

function step(amount: number, plateau: Plateau, shift: number, from: number, to: number): Part {
  const filled = (volts: number) => 1 / (1 + Math.exp(-(volts - plateau.V - shift) / plateau.width_V));
  const [start, end] = [filled(from), filled(to)];
  return { amount, passedAt: (volts) => (filled(volts) - start) / (end - start) };
}

function slope(amount: number, from: number, to: number): Part {
  return { amount, passedAt: (volts) => Math.min(1, Math.max(0, (volts - from) / (to - from))) };
}

function curve(parts: readonly Part[], from: number, to: number): Curve {
  const count = Math.ceil(Math.abs(to - from) / STEP_V);
  const volts = Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);
  const passed = volts.map((value) => parts.reduce((sum, part) => sum + part.amount * part.passedAt(value), 0));
  let total = 0;
  const energy = volts.map((value, i) => {
    if (i > 0) total += ((value + (volts[i - 1] ?? 0)) / 2) * ((passed[i] ?? 0) - (passed[i - 1] ?? 0));
    return total;
  });
  return { volts, passed, energy };
}

/** Potential (V) and energy (mWh) where this much charge (mAh) has passed, linear in between. */
export function along({ volts, passed, energy }: Curve, charge_mAh: number): { volts: number; energy: number } {
  let [low, high] = [0, passed.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((passed[middle] ?? 0) <= charge_mAh) low = middle;
    else high = middle;
  }
  const [q0 = 0, q1 = 0, v0 = 0, v1 = 0] = [passed[low], passed[high], volts[low], volts[high]];
  const share = q1 > q0 ? Math.min(1, (charge_mAh - q0) / (q1 - q0)) : 1;
  const here = v0 + share * (v1 - v0);
  return { volts: here, energy: (energy[low] ?? 0) + (share * (q1 - q0) * (v0 + here)) / 2 };
}

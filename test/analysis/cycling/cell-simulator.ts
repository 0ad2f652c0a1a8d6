/** Cycling datasets with known truth, written out record by record; shares no formula code with the analysis. */
import type { DatasetOf } from '../../../src/model/dataset.ts';
import { modeCode } from '../../../src/model/schema.ts';

export interface StepPlan {
  readonly mode: 'rest' | 'constant-current' | 'constant-voltage';
  /** A, positive on charge; the current at the start of a constant-voltage step, which halves over each quarter. */
  readonly current: number;
  readonly hours: number;
  readonly from: number;
  readonly to: number;
  readonly cycle: number;
}

export interface SimulatorOptions {
  readonly recordsPerStep?: number;
  /** Leave out what some instruments do not export. */
  readonly without?: readonly ('charge' | 'energy' | 'cycle' | 'step' | 'mode')[];
  readonly path?: string;
  readonly started?: string;
}

/** Potential runs linearly in time from `from` to `to` in every step. */
export function simulate(steps: readonly StepPlan[], options: SimulatorOptions = {}): DatasetOf<'cycling'> {
  const { recordsPerStep = 41, without = [], path = 'cell.xlsx', started = '' } = options;
  const rows = { time: [], potential: [], current: [], charge: [], energy: [], cycle: [], step: [] } as Record<
    string,
    number[]
  >;
  const mode: number[] = [];
  let clock = 0;
  let charge = 0;
  let energy = 0;
  steps.forEach((step, s) => {
    for (let i = 0; i < recordsPerStep; i++) {
      const share = i / (recordsPerStep - 1);
      const current = step.mode === 'constant-voltage' ? step.current * 0.5 ** (4 * share) : step.current;
      const potential = step.from + share * (step.to - step.from);
      if (i > 0) {
        const hours = step.hours / (recordsPerStep - 1);
        const before = rows['current']!.at(-1)!;
        const voltsBefore = rows['potential']!.at(-1)!;
        charge += ((current + before) / 2) * hours;
        energy += ((current * potential + before * voltsBefore) / 2) * hours;
        clock += hours * 3600;
      }
      const row = { time: clock, potential, current, charge, energy, cycle: step.cycle, step: s + 1 };
      for (const [name, value] of Object.entries(row)) rows[name]!.push(value);
      mode.push(modeCode(step.mode));
    }
  });
  const column = (name: string) => Float64Array.from(rows[name]!);
  const optional = (['charge', 'energy', 'cycle', 'step'] as const).filter((name) => !without.includes(name));
  return {
    kind: 'cycling',
    length: mode.length,
    columns: {
      time: column('time'),
      potential: column('potential'),
      current: column('current'),
      ...Object.fromEntries(optional.map((name) => [name, column(name)])),
      ...(without.includes('mode') ? {} : { mode: Uint8Array.from(mode) }),
    },
    extras: [],
    instrumentTables: [],
    fates: [],
    meta: {},
    started,
    source: { path, sha256: '', parser: 'simulated' },
  };
}

/** A constant-current half-cycle of the capacity (Ah) at the current (A, signed). */
export function halfCycle(current: number, capacity: number, cycle: number, from: number, to: number): StepPlan {
  return { mode: 'constant-current', current, hours: capacity / Math.abs(current), from, to, cycle };
}

export function rest(hours: number, potential: number, cycle: number): StepPlan {
  return { mode: 'rest', current: 0, hours, from: potential, to: potential, cycle };
}

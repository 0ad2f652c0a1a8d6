/** A small GCPL test with a truth known by construction: rest, then charge, hold, rest and discharge, twice. */
import { type MptColumn, type MptOptions, writeMpt } from '../../../scripts/mpt-writer.ts';
import { latin1, rawFile } from '../support.ts';

interface Phase {
  readonly sequence: number;
  readonly mode: 1 | 2 | 3;
  /** mA at the start and at the end; linear between. */
  readonly current: readonly [number, number];
  /** V. */
  readonly potential: readonly [number, number];
  readonly halfCycle: number;
}

/** Of every phase. */
export const RECORDS = 20;
const INTERVAL = 60;

function cycle(first: number): Phase[] {
  return [
    { sequence: 1, mode: 1, current: [2, 2], potential: [3, 4.2], halfCycle: first },
    { sequence: 1, mode: 2, current: [2, 0.2], potential: [4.2, 4.2], halfCycle: first },
    { sequence: 1, mode: 3, current: [0, 0], potential: [4.2, 4.1], halfCycle: first },
    { sequence: 2, mode: 1, current: [-2, -2], potential: [4.1, 3], halfCycle: first + 1 },
  ];
}

const PHASES: readonly Phase[] = [
  { sequence: 0, mode: 3, current: [0, 0], potential: [3, 3], halfCycle: 0 },
  ...cycle(0),
  ...cycle(2),
];

/** mA·h of a phase of constant current: as many intervals as records, the one before its first included. */
export const CONSTANT_CURRENT_CHARGE = (2 * RECORDS * INTERVAL) / 3600;
/** The hold runs from 2 to 0.2 mA, its records the ends of intervals. */
export const HOLD_CHARGE = (((2 + 0.2) / 2) * RECORDS * INTERVAL) / 3600;

export type Names = readonly string[];

export const NAMES: Names = [
  'mode',
  'ox/red',
  'error',
  'control changes',
  'Ns changes',
  'Ns',
  'time/s',
  'dq/mA.h',
  '(Q-Qo)/mA.h',
  'Ewe/V',
  'half cycle',
  'Energy charge/W.h',
  'Energy discharge/W.h',
  'step time/s',
  '<I>/mA',
  'control/mA',
  'cycle number',
];

/** Every column EC-Lab would write, under its name. */
export function gcplColumns(names: Names = NAMES): MptColumn[] {
  const values = new Map<string, number[]>(NAMES.map((name) => [name, []]));
  const state = { time: 0, charge: 0, chargeEnergy: 0, dischargeEnergy: 0, stepTime: 0 };
  let before: Phase | undefined;
  for (const phase of PHASES) {
    const isNext = before !== undefined && before.sequence !== phase.sequence;
    if (isNext) state.stepTime = -INTERVAL;
    if (before !== undefined && before.halfCycle !== phase.halfCycle) {
      if (phase.halfCycle % 2 === 0) state.chargeEnergy = 0;
      else state.dischargeEnergy = 0;
    }
    for (let i = 0; i < RECORDS; i++) {
      const share = (i + 0.5) / RECORDS;
      const current = phase.current[0] + share * (phase.current[1] - phase.current[0]);
      const potential = phase.potential[0] + share * (phase.potential[1] - phase.potential[0]);
      const isFirst = before === undefined && i === 0;
      const passed = isFirst ? 0 : (current * INTERVAL) / 3600;
      if (!isFirst) {
        state.time += INTERVAL;
        state.stepTime += INTERVAL;
      }
      state.charge += passed;
      if (passed > 0) state.chargeEnergy += passed * potential * 1e-3;
      else state.dischargeEnergy -= passed * potential * 1e-3;
      const row: Record<string, number> = {
        mode: phase.mode,
        'ox/red': current > 0 ? 1 : 0,
        error: 0,
        'control changes': i === 0 ? 1 : 0,
        'Ns changes': isNext && i === 0 ? 1 : 0,
        Ns: phase.sequence,
        'time/s': state.time,
        'dq/mA.h': passed,
        '(Q-Qo)/mA.h': state.charge,
        'Ewe/V': potential,
        'half cycle': phase.halfCycle,
        'Energy charge/W.h': state.chargeEnergy,
        'Energy discharge/W.h': state.dischargeEnergy,
        'step time/s': state.stepTime,
        '<I>/mA': current,
        'control/mA': phase.mode === 1 ? phase.current[0] : phase.mode === 3 ? 99 : 0,
        'cycle number': Math.floor(phase.halfCycle / 2),
      };
      for (const [name, value] of Object.entries(row)) values.get(name)!.push(value);
    }
    before = phase;
  }
  return names.map((name) => ({ name, values: values.get(name) ?? [] }));
}

export const GCPL: MptOptions = {
  technique: 'Galvanostatic Cycling with Potential Limitation',
  started: '05/13/2024 11:19:51.602',
  facts: [
    'Electrode surface area : 1.131 cm\xb2',
    'Characteristic mass : 1.390 mg',
    'Comments : first',
    'Comments : second',
    'Cycle Definition : Charge/Discharge alternance',
  ],
};

export function gcplText(options: Partial<MptOptions> = {}, columns = gcplColumns()): string {
  return writeMpt(columns, { ...GCPL, ...options });
}

export function mptFile(text: string) {
  return rawFile(latin1(text), 'cell.mpt');
}

/** Synthetic tables as the stages make them, for the tests of the figures. */
import {
  boolean,
  fileTable,
  integer,
  number,
  sampleTable,
  type Table,
  TableBuilder,
  text,
} from '../../../src/model/table.ts';

const CYCLES = fileTable('cycles', 'cycles', {
  cycle: integer('instrument'),
  index: integer('running'),
  charge_capacity_mAh: number('mAh', ''),
  discharge_capacity_mAh: number('mAh', ''),
  charge_capacity_mAh_g: number('mAh_g', ''),
  discharge_capacity_mAh_g: number('mAh_g', ''),
  coulombic_efficiency_pct: number('pct', ''),
  complete: boolean(''),
  excluded: text(''),
});

export interface CellOptions {
  readonly sample: string;
  readonly group?: string;
  readonly cycles: number;
  /** First reversible capacity in mAh/g. */
  readonly capacity?: number;
  /** Loss in % per cycle. */
  readonly fade?: number;
  readonly massMg?: number;
  readonly seed?: number;
  readonly efficiencies?: Readonly<Record<number, number>>;
  readonly excluded?: Readonly<Record<number, string>>;
  /** Capacity factor by cycle, as of a rate test. */
  readonly factor?: (cycle: number) => number;
  readonly firstCycle?: number;
}

/** Repeatable noise between −1 and 1. */
export function noise(seed: number, i: number): number {
  const x = Math.sin(12.9898 * (i + 1) + 78.233 * (seed + 1)) * 43758.5453;
  return 2 * (x - Math.floor(x)) - 1;
}

export function cyclesTable(cells: readonly CellOptions[]): Table {
  const builder = new TableBuilder(CYCLES);
  for (const cell of cells) {
    const { sample, cycles, capacity = 1800, fade = 0.15, massMg = 1.42, seed = 0 } = cell;
    for (let i = 0; i < cycles; i++) {
      const cycle = (cell.firstCycle ?? 1) + i;
      const reversible = capacity * (1 - (fade / 100) * i) * (cell.factor?.(i + 1) ?? 1) * (1 + 0.004 * noise(seed, i));
      const steady = 99.7 - 20 * Math.exp(-i / 1.5) + 0.15 * noise(seed + 7, i);
      const efficiency = cell.efficiencies?.[cycle] ?? steady;
      const taken = (reversible / efficiency) * 100;
      builder.add({
        sample,
        group: cell.group ?? sample,
        file: `${sample}.xlsx`,
        cycle,
        index: i + 1,
        charge_capacity_mAh: (reversible * massMg) / 1000,
        discharge_capacity_mAh: (taken * massMg) / 1000,
        charge_capacity_mAh_g: cell.massMg === 0 ? undefined : reversible,
        discharge_capacity_mAh_g: cell.massMg === 0 ? undefined : taken,
        coulombic_efficiency_pct: efficiency,
        complete: true,
        excluded: cell.excluded?.[cycle] ?? '',
      });
    }
  }
  return builder.build();
}

const RATE_TEST = sampleTable('rate_test', 'rate test', {
  block: integer(''),
  first_cycle: integer(''),
  last_cycle: integer(''),
  n: integer(''),
  current_mA: number('mA', ''),
  c_rate_1_h: number('1_h', ''),
  current_A_g: number('A_g', ''),
  capacity_mAh: number('mAh', ''),
  capacity_mAh_g: number('mAh_g', ''),
  charge_capacity_mAh_g: number('mAh_g', ''),
  discharge_capacity_mAh_g: number('mAh_g', ''),
});

export interface RateOptions {
  readonly sample: string;
  readonly group?: string;
  readonly rates: readonly number[];
  readonly perBlock: number;
  /** Default 1. */
  readonly firstCycle?: number;
  readonly unit: 'c_rate_1_h' | 'current_A_g' | 'current_mA';
}

export function rateTable(cells: readonly RateOptions[]): Table {
  const builder = new TableBuilder(RATE_TEST);
  for (const { sample, group, rates, perBlock, unit, firstCycle = 1 } of cells) {
    rates.forEach((value, block) => {
      builder.add({
        sample,
        group: group ?? sample,
        block: block + 1,
        first_cycle: firstCycle + block * perBlock,
        last_cycle: firstCycle + (block + 1) * perBlock - 1,
        n: perBlock,
        current_mA: value,
        [unit]: value,
        capacity_mAh_g: 100,
        charge_capacity_mAh_g: 100,
        discharge_capacity_mAh_g: 130,
      });
    });
  }
  return builder.build();
}

const PROFILE = fileTable('voltage_profile', 'profile', {
  cycle: integer(''),
  branch: text(''),
  capacity_mAh: number('mAh', ''),
  capacity_mAh_g: number('mAh_g', ''),
  voltage_V: number('V', ''),
});

export interface ProfileOptions {
  readonly sample: string;
  readonly kind: 'anode' | 'full';
  readonly cycles: readonly { readonly cycle: number; readonly capacity: number }[];
  /** V that the first branch of the first cycle starts from; default: as in all others. */
  readonly start?: number;
}

export function profileTable(cells: readonly ProfileOptions[]): Table {
  const builder = new TableBuilder(PROFILE);
  for (const { sample, kind, cycles, start } of cells) {
    for (const { cycle, capacity } of cycles) {
      for (const branch of kind === 'anode' ? (['discharge', 'charge'] as const) : (['charge', 'discharge'] as const)) {
        const most = (kind === 'anode') === (branch === 'discharge') ? capacity * (cycle === 1 ? 1.3 : 1.01) : capacity;
        for (let i = 0; i <= 120; i++) {
          const s = i / 120;
          const q = s * most;
          const up = branch === 'charge';
          const anode = up
            ? 0.08 + 0.4 * s + 0.9 * s ** 8 + 0.1 * s ** 0.3
            : 0.05 + 0.35 * (1 - s) ** 2 + 1.0 * Math.exp(-s * 25) - 0.04 * s;
          const full = up ? 3.3 + 0.9 * s ** 0.6 : 4.12 - 0.55 * s ** 0.9 - 1.05 * s ** 14;
          builder.add({
            sample,
            group: sample,
            file: `${sample}.csv`,
            cycle,
            branch,
            capacity_mAh: q / 700,
            capacity_mAh_g: q,
            voltage_V: start !== undefined && up && i === 0 ? start : kind === 'anode' ? anode : full,
          });
        }
      }
    }
  }
  return builder.build();
}

const RETENTION = sampleTable('retention', 'retention', {
  branch: text(''),
  reference_cycle: text(''),
  reference_capacity_mAh: number('mAh', ''),
  last_cycle: integer(''),
  last_capacity_mAh: number('mAh', ''),
  retention_pct: number('pct', ''),
  retention_se_pct: number('pct', ''),
  fade_first_cycle: integer(''),
  fade_last_cycle: integer(''),
  fade_pct_per_cycle: number('pct', ''),
  fade_se_pct_per_cycle: number('pct', ''),
  cycles_to_80pct: number('', ''),
  knee_cycle: number('', ''),
});

export interface RetentionOptions {
  readonly sample: string;
  readonly referenceCapacity: number;
  readonly fade: number;
  readonly endOfLife?: number;
  readonly knee?: number;
  readonly branch?: string;
}

export function retentionTable(cells: readonly RetentionOptions[]): Table {
  const builder = new TableBuilder(RETENTION);
  for (const { sample, referenceCapacity, fade, endOfLife, knee, branch } of cells) {
    builder.add({
      sample,
      group: sample,
      branch: branch ?? 'charge',
      reference_cycle: '1',
      fade_first_cycle: 1,
      fade_last_cycle: 1e9,
      reference_capacity_mAh: referenceCapacity,
      fade_pct_per_cycle: fade,
      cycles_to_80pct: endOfLife,
      knee_cycle: knee,
    });
  }
  return builder.build();
}

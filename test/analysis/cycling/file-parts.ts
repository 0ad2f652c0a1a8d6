/** Cuts a simulated dataset into files as an instrument would have written them. */
import type { DatasetOf } from '../../../src/model/dataset.ts';

type Cycling = DatasetOf<'cycling'>;

export interface PartOptions {
  readonly path: string;
  /** The test time of the part starts at 0. */
  readonly restart?: boolean;
  /** What the counters of the part count from: the start of the test, of the running step, or of the part. */
  readonly counters?: 'test' | 'step' | 'part';
  readonly started?: string;
}

/** Records `from` (included) to `to` (not included). */
export function partOf(whole: Cycling, from: number, to: number, options: PartOptions): Cycling {
  const { path, restart = false, counters = 'test', started = '' } = options;
  const columns = Object.fromEntries(
    Object.entries(whole.columns).map(([name, values]) => [name, (values as Float64Array).slice(from, to)]),
  ) as unknown as Cycling['columns'];
  if (restart) shift(columns.time, -whole.columns.time[from]!);
  for (const name of ['charge', 'energy'] as const) {
    const values = columns[name];
    if (values === undefined || from === 0 || counters === 'test') continue;
    const base = whole.columns[name]![counters === 'part' ? from : stepStart(whole, from) - 1] ?? 0;
    shift(values, -base);
  }
  return { ...whole, length: to - from, columns, started, source: { ...whole.source, path } };
}

/** Adds to every value. */
export function shift(values: Float64Array, by: number): void {
  for (let i = 0; i < values.length; i++) values[i]! += by;
}

function stepStart({ columns: { step } }: Cycling, record: number): number {
  let first = record;
  while (first > 0 && step![first - 1] === step![record]) first--;
  return first;
}

/** The dataset with record numbers from 1, and a clock that starts at a time of 2022. */
export function withRecordsAndClock(whole: Cycling, what: { record?: boolean; clock?: boolean }): Cycling {
  const { time } = whole.columns;
  return {
    ...whole,
    columns: {
      ...whole.columns,
      ...(what.record ? { record: time.map((_, i) => i + 1) } : {}),
      ...(what.clock ? { clock: time.map((seconds) => 1_650_000_000 + seconds) } : {}),
    },
  };
}

/**
 * Cycling data in the Battery Data Format (BDF): preferred labels, units and signs of its ontology 1.2.0.
 *
 * | column of the dataset | written as |
 * |---|---|
 * | time, potential, current | Test Time / s, Voltage / V, Current / A (positive on charge in both) |
 * | cycle | Cycle Count / 1, where it is whole and never falls, as the format wants it; never renumbered |
 * | step | Step Count / 1 where it goes up by one, else Step ID |
 * | mode | Step Type: CC_CHG, CC_DCH, CV_CHG …, REST; the direction is the current's |
 * | record, step_time | Record Index / 1 where it goes up, Step Time / s |
 * | charge, energy | Net Capacity / Ah, Net Energy / Wh |
 * | temperature | Temperature T1 / degC, the format's place for a sensor whose position is not known |
 * | clock | Unix Time / s only where its time zone is known |
 */
import type { Dataset, DatasetOf } from '../src/model/dataset.ts';
import {
  type ColumnValues,
  datasetFacts,
  type NormalizedColumn,
  type NormalizedTable,
} from '../src/model/normalized.ts';
import { MODES, type Mode, schemaColumns } from '../src/model/schema.ts';

export interface BdfTable {
  readonly table: NormalizedTable;
  /** Columns that the format has no place for, by their names in the dataset. */
  readonly leftOut: readonly string[];
}

/** Undefined for data that are no cycling: the format has no table for them. */
export function bdfTable(dataset: Dataset): BdfTable | undefined {
  if (dataset.kind !== 'cycling') return undefined;
  const columns: NormalizedColumn[] = [];
  const written = new Set<string>();
  const specs = new Map(schemaColumns(dataset.kind));
  const add = (from: string, name: string, values: ColumnValues | undefined) => {
    if (values === undefined) return;
    const spec = specs.get(from);
    const unit = / \/ (.+)$/.exec(name)?.[1] ?? '';
    columns.push({
      name,
      unit: unit === '1' ? '' : unit,
      description: spec?.description ?? '',
      whole: spec?.type === 'integer',
      values,
    });
    written.add(from);
  };
  const { time, potential, current, clock, cycle, step, record } = dataset.columns;
  add('time', 'Test Time / s', time);
  add('potential', 'Voltage / V', potential);
  add('current', 'Current / A', current);
  if (isUtc(dataset)) add('clock', 'Unix Time / s', clock);
  if (cycle !== undefined && goesUp(cycle, (rise) => rise >= 0)) add('cycle', 'Cycle Count / 1', cycle);
  const isCount = step !== undefined && goesUp(step, (rise) => rise === 0 || rise === 1);
  add('step', isCount ? 'Step Count / 1' : 'Step ID', step);
  add('mode', 'Step Type', stepTypes(dataset));
  if (record !== undefined && goesUp(record, (rise) => rise > 0)) add('record', 'Record Index / 1', record);
  add('step_time', 'Step Time / s', dataset.columns.step_time);
  add('charge', 'Net Capacity / Ah', dataset.columns.charge);
  add('energy', 'Net Energy / Wh', dataset.columns.energy);
  add('temperature', 'Temperature T1 / degC', dataset.columns.temperature);
  const names = [...Object.keys(dataset.columns), ...dataset.extras.map(({ name }) => name)];
  return {
    table: { length: dataset.length, columns, facts: datasetFacts(dataset) },
    leftOut: names.filter((name) => !written.has(name)),
  };
}

/** The parser says so; an instrument's clock states no zone. */
function isUtc({ meta }: DatasetOf<'cycling'>): boolean {
  return meta['time zone of the clock'] === 'UTC';
}

/** Whole numbers from 0 on whose rise from record to record is accepted. */
function goesUp(values: Float64Array, accepts: (rise: number) => boolean): boolean {
  return values.every((value, i) => {
    return Number.isInteger(value) && value >= 0 && (i === 0 || accepts(value - (values[i - 1] ?? value)));
  });
}

const TYPE_WORDS: Readonly<Record<Mode, string>> = {
  rest: 'REST',
  'constant-current': 'CC',
  'constant-voltage': 'CV',
  'constant-power': 'CP',
  'constant-resistance': 'CR',
  pulse: 'PULSE',
  other: 'OTHER',
};

/** Each mode without a direction, on charge and on discharge. */
const STEP_TYPES = MODES.flatMap((mode) => {
  const word = TYPE_WORDS[mode];
  return mode === 'rest' ? [word, word, word] : [word, `${word}_CHG`, `${word}_DCH`];
});

function stepTypes({ columns: { mode, current } }: DatasetOf<'cycling'>): ColumnValues | undefined {
  if (mode === undefined) return undefined;
  const codes = mode.map((code, i) => {
    const amperes = current[i] ?? 0;
    return 3 * code + (amperes > 0 ? 1 : amperes < 0 ? 2 : 0);
  });
  return { codes, words: STEP_TYPES };
}

/** Tables → series of samples, with what was left out on the way. */
import type { Table } from '../../src/model/table.ts';
import type { FigureInput } from './figure.ts';
import { cleanText } from './lettering.ts';
import { type SampleStyle, sampleStyle, type Theme } from './theme.ts';

/** A number column, all NaN where the table does not have it. */
export function column(table: Table, name: string): Float64Array {
  const values = table.columns[name];
  return values instanceof Float64Array ? values : new Float64Array(table.length).fill(Number.NaN);
}

/** A text column, all empty where the table does not have it. */
export function words(table: Table, name: string): readonly string[] {
  const values = table.columns[name];
  return values === undefined || values instanceof Float64Array
    ? Array.from({ length: table.length }, () => '')
    : values;
}

/** Rows of a table by sample, in the order of the study; samples that the study does not list come last. */
export function rowsBySample(table: Table, input: FigureInput): Map<string, number[]> {
  const rows = new Map<string, number[]>(input.samples.map((sample) => [sample, []]));
  words(table, 'sample').forEach((sample, row) => {
    const known = rows.get(sample);
    if (known === undefined) rows.set(sample, [row]);
    else known.push(row);
  });
  const wanted = input.options.samples;
  return new Map([...rows].filter(([sample, list]) => list.length > 0 && (wanted?.includes(sample) ?? true)));
}

/** Colour and marker of a sample: those of its place in the study, whatever the figure shows of it. */
export function styleOf(sample: string, input: FigureInput, others: readonly string[], theme: Theme): SampleStyle {
  const place = input.samples.indexOf(sample);
  const unlisted = others.filter((name) => !input.samples.includes(name));
  return sampleStyle(theme, place >= 0 ? place : input.samples.length + unlisted.indexOf(sample));
}

export interface CycleSeries {
  readonly sample: string;
  readonly group: string;
  readonly style: SampleStyle;
  readonly rows: readonly number[];
  /** Where each row stands on the axis. */
  readonly cycle: readonly number[];
  /** The column of the cycles table that the axis shows; position: neither of them increases. */
  readonly countedBy: 'cycle' | 'index' | 'position';
  readonly file: readonly string[];
  /** What the caption must say about cycles that are not drawn or not numbered as in the file. */
  readonly notes: readonly string[];
}

/**
 * The complete cycles that the study does not exclude, per sample. A sample without any complete cycle shows what it
 * has. The axis is the instrument's cycle number where it increases throughout, else the running one.
 */
export function cycleSeries(table: Table, input: FigureInput, theme: Theme): CycleSeries[] {
  const bySample = rowsBySample(table, input);
  const excluded = words(table, 'excluded');
  const complete = column(table, 'complete');
  const groups = words(table, 'group');
  const files = words(table, 'file');
  const series = [...bySample].map(([sample, all]): CycleSeries => {
    const allowed = all.filter((row) => excluded[row] === '');
    const whole = allowed.filter((row) => complete[row] !== 0);
    const rows = whole.length > 0 ? whole : allowed;
    const counted = all.filter((row) => complete[row] !== 0);
    const { cycle, countedBy } = cyclePositions(table, rows, counted.length > 0 ? counted : all);
    const notes: string[] = [];
    const name = cleanText(sample);
    if (allowed.length < all.length)
      notes.push(`${name}: ${plural(all.length - allowed.length, 'excluded cycle')} not shown.`);
    if (whole.length === 0 && rows.length > 0) notes.push(`${name}: no complete cycle.`);
    else if (whole.length < allowed.length) {
      notes.push(`${name}: ${plural(allowed.length - whole.length, 'incomplete cycle')} not shown.`);
    }
    if (countedBy !== 'cycle')
      notes.push(`${name}: cycles counted through, as the instrument's numbers do not increase.`);
    return {
      sample,
      group: groups[all[0] ?? 0] || sample,
      style: styleOf(sample, input, [...bySample.keys()], theme),
      rows,
      cycle,
      countedBy,
      file: rows.map((row) => files[row] ?? ''),
      notes,
    };
  });
  return series.filter(({ rows }) => rows.length > 0);
}

/** `counted`: the rows, excluded ones too, whose numbers decide how all are counted. */
function cyclePositions(
  table: Table,
  rows: readonly number[],
  counted: readonly number[],
): Pick<CycleSeries, 'cycle' | 'countedBy'> {
  const [instrument, running] = [column(table, 'cycle'), column(table, 'index')];
  const at = (values: Float64Array, chosen: readonly number[]) => chosen.map((row) => values[row] ?? Number.NaN);
  const increases = (values: readonly number[]) =>
    values.every((value, i) => Number.isFinite(value) && (i === 0 || value > (values[i - 1] ?? value)));
  if (increases(at(instrument, counted))) return { cycle: at(instrument, rows), countedBy: 'cycle' };
  if (increases(at(running, counted))) return { cycle: at(running, rows), countedBy: 'index' };
  return { cycle: rows.map((_, i) => i + 1), countedBy: 'position' };
}

export function plural(count: number, what: string, many = `${what}s`): string {
  return `${count} ${count === 1 ? what : many}`;
}

export interface CapacityUnit {
  /** Ending of the columns' names. */
  readonly suffix: 'mAh_g' | 'mAh_cm2' | 'mAh';
  readonly axisTitle: string;
  readonly notes: readonly string[];
}

const COLUMNS = ['capacity', 'charge_capacity', 'discharge_capacity'];

/** mAh/g where every sample has it, mAh/cm² where none has it but all have that, else mAh: one axis, one unit. */
export function capacityUnit(
  table: Table,
  samples: readonly { sample: string; rows: readonly number[] }[],
): CapacityUnit {
  const has = (rows: readonly number[], suffix: string) =>
    COLUMNS.map((name) => column(table, `${name}_${suffix}`)).some((values) =>
      rows.some((row) => Number.isFinite(values[row])),
    );
  const without = samples.filter(({ rows }) => !has(rows, 'mAh_g'));
  if (without.length === 0) return { suffix: 'mAh_g', axisTitle: 'Specific capacity (mAh g⁻¹)', notes: [] };
  if (without.length === samples.length && samples.every(({ rows }) => has(rows, 'mAh_cm2'))) {
    return { suffix: 'mAh_cm2', axisTitle: 'Areal capacity (mAh cm⁻²)', notes: [] };
  }
  const names = without.map(({ sample }) => cleanText(sample)).join(', ');
  const notes = without.length < samples.length ? [`Capacities in mAh, as no active mass is known of ${names}.`] : [];
  return { suffix: 'mAh', axisTitle: 'Capacity (mAh)', notes };
}

/** Most samples in one drawing. */
const MOST_SERIES = 6;

/** Shares series out to drawings of at most six; a group is not torn apart unless it is larger than that. */
export function pack<T extends { readonly group: string }>(series: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of series) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  const packs: T[][] = [];
  for (const group of groups.values()) {
    const last = packs.at(-1);
    if (last !== undefined && last.length + group.length <= MOST_SERIES) last.push(...group);
    else for (let i = 0; i < group.length; i += MOST_SERIES) packs.push(group.slice(i, i + MOST_SERIES));
  }
  return packs;
}

/** What tells the drawings of a figure apart: nothing for a single one, the group's name, else a number. */
export function packParts(packs: readonly (readonly { readonly group: string }[])[]): string[] {
  return packs.map((members, i) => {
    const groups = new Set(members.map(({ group }) => group));
    if (packs.length === 1) return '';
    return groups.size === 1 ? ([...groups][0] ?? '') : String(i + 1);
  });
}

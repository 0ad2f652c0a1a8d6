/** Columns and choices of rows of the report that a single section needs. */
import { formatWithUncertainty } from '../src/model/format.ts';
import { numbers, type Table, texts } from '../src/model/table.ts';
import { type ColumnMaker, cells } from './markdown-grid.ts';
import { waveVerdict } from './wave-verdict.ts';

/** Rows with a number in one of the columns. */
export function withValue(...columns: readonly string[]): (table: Table) => (row: number) => boolean {
  return (table) => {
    const found = columns.map((column) => numbers(table, column));
    return (row) => found.some((values) => Number.isFinite(values[row]));
  };
}

/** The role, and whether the study states it. */
export const role: ColumnMaker = (table) => {
  const inferred = numbers(table, 'role_inferred');
  return [['role', texts(table, 'role').map((name, i) => (inferred[i] === 1 ? `${name} (inferred)` : name))]];
};

/** Empty where a single complete cycle is its own reference. */
export function ofSeveralCycles(of: ColumnMaker): ColumnMaker {
  return (table) => {
    const cycles = numbers(table, 'cycles');
    return of(table).map(([header, shown]) => [header, shown.map((text, row) => ((cycles[row] ?? 0) > 1 ? text : ''))]);
  };
}

/** Mean and standard deviation over replicates, with their number. */
export function spread(header: string, name: string, unit: string): ColumnMaker {
  return (table) => {
    const [mean, sd, n] = [`mean_${unit}`, `sd_${unit}`, 'n'].map((part) => numbers(table, `${name}_${part}`));
    const texts = Array.from(mean ?? [], (one, i) => {
      const text = formatWithUncertainty(one, sd?.[i] ?? Number.NaN);
      return text === '' ? '' : `${text} (n = ${n?.[i]})`;
    });
    return [[header, texts]];
  };
}

const GROUP_COUNTS = ['retention_n', 'initial_charge_capacity_n', 'initial_coulombic_efficiency_n'];

/** All groups where one of them has replicates: otherwise the headline says it all. */
export function withReplicates(table: Table): (row: number) => boolean {
  const has = GROUP_COUNTS.some((count) => numbers(table, count).some((n) => n > 1));
  return () => has;
}

/** Samples with more than one block: one rate is no rate test. */
export function ofSeveralBlocks(table: Table): (row: number) => boolean {
  const samples = texts(table, 'sample');
  return (row) => samples.indexOf(samples[row] ?? '') !== samples.lastIndexOf(samples[row] ?? '');
}

export const verdict: ColumnMaker = (table) => {
  const atEdge = numbers(table, 'at_edge');
  const texts = Array.from(numbers(table, 'false_alarm_probability'), (chance, i) =>
    waveVerdict(chance, atEdge[i] === 1),
  );
  return [['verdict', texts]];
};

/** Blocks other than the one at the lowest current, or with rests. */
export function comparedBlocks(table: Table): (row: number) => boolean {
  const [block, reference, relaxation] = ['block', 'reference_block', 'relaxation_V'].map((name) =>
    numbers(table, name),
  );
  return (row) => block?.[row] !== reference?.[row] || Number.isFinite(relaxation?.[row]);
}

export const shortedAt: ColumnMaker = (table) => [
  ['short circuit', cells(table, 'short_circuit_cycle').map((cycle) => (cycle === '' ? 'none' : `cycle ${cycle}`))],
];

/** Whether the last cycle is another than the reference. */
export function afterReference(table: Table): (row: number) => boolean {
  const [last, reference] = [numbers(table, 'last_cycle'), texts(table, 'reference_cycle')];
  return (row) => reference[row] !== String(last[row]);
}

/** Of the circuits fitted to a spectrum the selected one. */
export function selectedCircuit(table: Table): (row: number) => boolean {
  const selected = numbers(table, 'selected');
  return (row) => selected[row] === 1;
}

/** Empty for the block that the others are compared with: its zero is no measurement. */
export function butReference(of: ColumnMaker): ColumnMaker {
  return (table) => {
    const [block, reference] = [numbers(table, 'block'), numbers(table, 'reference_block')];
    return of(table).map(([header, texts]) => [
      header,
      texts.map((text, row) => (block[row] === reference[row] ? '' : text)),
    ]);
  };
}

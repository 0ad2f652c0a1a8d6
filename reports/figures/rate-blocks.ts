/** Blocks of constant rate as the rate test found them, and how a rate is written. */
import { formatShort } from '../../src/model/format.ts';
import type { Table } from '../../src/model/table.ts';
import { column, words } from './series.ts';

export interface Block {
  /** '' where the block has no file of its own. */
  readonly file: string;
  readonly first: number;
  readonly last: number;
  readonly cRate: number;
  readonly specificCurrent: number;
  readonly current: number;
  readonly capacity: number;
  readonly charge: number;
  readonly discharge: number;
}

export type RateQuantity = 'cRate' | 'specificCurrent' | 'current';

/** Written above the names of the blocks; C-rates explain themselves. */
export const STRETCH_TITLES: Readonly<Record<RateQuantity, string>> = {
  cRate: '',
  specificCurrent: 'Specific current (A g⁻¹)',
  current: 'Current (mA)',
};

/** The blocks of each sample, in order of their cycles. */
export function blocksOf(table: Table): Map<string, Block[]> {
  const blocks = new Map<string, Block[]>();
  const at = (name: string, row: number) => column(table, name)[row] ?? Number.NaN;
  const files = words(table, 'file');
  words(table, 'sample').forEach((sample, row) => {
    const block = {
      file: files[row] ?? '',
      first: at('first_cycle', row),
      last: at('last_cycle', row),
      cRate: at('c_rate_1_h', row),
      specificCurrent: Math.abs(at('current_A_g', row)),
      current: Math.abs(at('current_mA', row)),
      ...capacities(table, row),
    };
    if (block.last >= block.first) blocks.set(sample, [...(blocks.get(sample) ?? []), block]);
  });
  for (const list of blocks.values()) list.sort((a, b) => a.first - b.first);
  return blocks;
}

function capacities(table: Table, row: number) {
  const read = (name: string) => {
    const specific = column(table, `${name}_mAh_g`)[row] ?? Number.NaN;
    return Number.isFinite(specific) ? specific : (column(table, `${name}_mAh`)[row] ?? Number.NaN);
  };
  return { capacity: read('capacity'), charge: read('charge_capacity'), discharge: read('discharge_capacity') };
}

/** C-rate where all blocks have it, else A/g where all have it, else mA. */
export function rateQuantity(blocks: readonly Block[]): RateQuantity {
  const all = (quantity: RateQuantity) => blocks.every((block) => Number.isFinite(block[quantity]));
  return all('cRate') ? 'cRate' : all('specificCurrent') ? 'specificCurrent' : 'current';
}

/** `0.1C`, or the number alone where the unit stands in the title above. */
export function rateText(value: number, quantity: RateQuantity): string {
  const digits = formatShort(Math.abs(value), 2);
  return digits === '' ? '?' : `${digits}${quantity === 'cRate' ? 'C' : ''}`;
}

/** Rates nearer than this are the same setting of the cycler. */
const SAME_RATE = 0.05;

/** Whether two samples went through the same rates at the same cycles. */
export function sameBlocks(a: readonly Block[], b: readonly Block[], quantity: RateQuantity): boolean {
  if (a.length !== b.length) return false;
  return a.every((block, i) => {
    const other = b[i];
    if (other === undefined || block.first !== other.first || block.last !== other.last) return false;
    const [x, y] = [block[quantity], other[quantity]];
    return (Number.isNaN(x) && Number.isNaN(y)) || Math.abs(x - y) <= SAME_RATE * Math.max(x, y);
  });
}

/** A block this many times as long as the middling one of its sample is long cycling before or after a rate test. */
const LONG_BLOCK = 5;

export function isLong(block: Block, blocks: readonly Block[]): boolean {
  const lengths = blocks.map(({ first, last }) => last - first + 1).sort((a, b) => a - b);
  return block.last - block.first + 1 > LONG_BLOCK * (lengths[Math.floor(lengths.length / 2)] ?? 0);
}

/** Samples with a block of long cycling. */
export function longCycled(table: Table | undefined): ReadonlySet<string> {
  const all = table === undefined ? [] : [...blocksOf(table)];
  return new Set(all.flatMap(([sample, blocks]) => (blocks.some((block) => isLong(block, blocks)) ? [sample] : [])));
}

/** So many different rates make a rate test; formation and one working rate do not. */
const FEWEST_RATES = 3;

/** Samples whose cycles ran through at least three different currents. */
export function rateTested(table: Table | undefined): ReadonlySet<string> {
  if (table === undefined) return new Set();
  const tested = [...blocksOf(table)].filter(([, blocks]) => {
    const different: number[] = [];
    for (const { current } of blocks) {
      const isKnown = different.some((seen) => Math.abs(seen - current) <= SAME_RATE * Math.max(seen, current));
      if (!isKnown) different.push(current);
    }
    return different.length >= FEWEST_RATES;
  });
  return new Set(tested.map(([sample]) => sample));
}

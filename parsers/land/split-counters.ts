/**
 * Exports that count charge and discharge apart (`charge_capacity_Ah`, `discharge_capacity_Ah`; `CapacityC`, `CapacityD`)
 * instead of by step.
 */
import type { ColumnFate } from '../../src/model/dataset.ts';
import { conversionFactor } from '../../src/model/units.ts';
import { parseHeader } from './columns.ts';
import type { RecordColumns } from './record-columns.ts';
import type { Layout } from './record-layout.ts';

export type Counted = 'capacity' | 'energy';

const UNITS: Readonly<Record<Counted, string>> = { capacity: 'Ah', energy: 'Wh' };
const NAMES: Readonly<Record<Counted, readonly [charge: RegExp, discharge: RegExp]>> = {
  capacity: [/^(?:charge_?capacity|capacityc)(?:_m?ah)?$/, /^(?:discharge_?capacity|capacityd)(?:_m?ah)?$/],
  energy: [/^(?:charge_?energy|energyc)(?:_m?wh)?$/, /^(?:discharge_?energy|energyd)(?:_m?wh)?$/],
};

interface Pair {
  readonly charge: string;
  readonly discharge: string;
}

/** Names of the two counters of a quantity, undefined where one is missing or shows no unit. */
function pairOf(
  columns: Iterable<{ readonly name: string; readonly unit: string }>,
  counted: Counted,
): Pair | undefined {
  const [isCharge, isDischarge] = NAMES[counted];
  let charge: string | undefined;
  let discharge: string | undefined;
  for (const { name, unit } of columns) {
    if (conversionFactor(unit, UNITS[counted]) === undefined) continue;
    const plain = parseHeader(name).name;
    if (isCharge.test(plain)) charge ??= name;
    if (isDischarge.test(plain)) discharge ??= name;
  }
  return charge === undefined || discharge === undefined ? undefined : { charge, discharge };
}

/** Whether a table has no counter by step of this quantity because it has two others. */
export function countsApart({ slots }: Layout, counted: Counted): boolean {
  return (
    pairOf(
      slots.filter(({ kind }) => kind === 'extra'),
      counted,
    ) !== undefined
  );
}

function counters(records: RecordColumns, counted: Counted): Pair | undefined {
  const columns = [...records.extras].map(([name, { unit }]) => ({ name, unit }));
  return pairOf(columns, counted);
}

/**
 * Net Ah or Wh since the first record, positive on charge: what the one counter has gained less what the other has. Both
 * may run on through the test or start again at zero, as with every cycle: where one falls, it has started again. A
 * missing value adds nothing; the next one carries its increment.
 */
export function netOfBoth(records: RecordColumns, counted: Counted): Float64Array | undefined {
  const pair = counters(records, counted);
  if (pair === undefined) return undefined;
  const net = new Float64Array(records.length);
  addGains(net, records, pair.charge, counted, 1);
  addGains(net, records, pair.discharge, counted, -1);
  return net;
}

function addGains(net: Float64Array, records: RecordColumns, name: string, counted: Counted, sign: 1 | -1): void {
  const extra = records.extras.get(name);
  if (extra === undefined) return;
  const factor = sign * (conversionFactor(extra.unit, UNITS[counted]) ?? Number.NaN);
  const counter = extra.values.finish();
  let previous = Number.NaN;
  let total = 0;
  for (let i = 0; i < net.length; i++) {
    const value = counter[i] ?? Number.NaN;
    if (!Number.isNaN(value)) {
      if (value < previous) total += value;
      else if (!Number.isNaN(previous)) total += value - previous;
      previous = value;
    }
    net[i] = (net[i] ?? 0) + factor * total;
  }
}

/** The counters stay extra columns; what is made of them has a source of its own. */
export function countersFate(records: RecordColumns, counted: Counted): ColumnFate | undefined {
  const pair = counters(records, counted);
  if (pair === undefined) return undefined;
  const name = counted === 'capacity' ? 'charge' : 'energy';
  return { source: `${pair.charge} less ${pair.discharge}`, name, unit: UNITS[counted], fate: 'mapped' };
}

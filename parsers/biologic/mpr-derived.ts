/**
 * Columns that EC-Lab computes when it exports text, computed in the same way from the stored ones.
 *
 * | column | from | verified on pairs of .mpr and .mpt (names of the yadg test files) |
 * | --- | --- | --- |
 * | `<I>/mA` | ΔQ/Δt·3600 of `dq/mA.h` since the row before; 0 in a first row without charge | gcpl.issue_149, gcpl.issue_226.I, gcpl.pr_182.1; equal to the stored one in cov.issue_185 |
 * | `Q charge/mA.h`, `Q discharge/mA.h` | `Q charge/discharge/mA.h` where it is positive, its amount where it is negative, else 0 | BCD, CA, CP, GCPL, MB, coV: 13 pairs |
 * | `Capacity/mA.h` | amount of `Q charge/discharge/mA.h` | the same without CP, which follows another rule and gets none: 11 pairs |
 * | `cycle number` | half of `half cycle`, rounded down (Cycle Definition: Charge/Discharge alternance) | the same 13 pairs |
 * | `control/V`, `control/mA` | `control/V/mA` in mode 2 and in mode 1, else 0 | BCD, GCPL, MB: 6 pairs |
 * | `Re(Z)/Ohm`, `-Im(Z)/Ohm` | `|Z|/Ohm` and `Phase(Z)/deg`; 0 in rows without impedance | mb, mb.issue_149 |
 * | `Ewe-Ece/V` | difference | CP, CV, GCPL, LSV, MB: 6 pairs |
 * | `P/W` | potential times current, positive where both have one sign | BCD, CA, CP, CV, GCPL, LSV, MB, PEIS, coV: 14 pairs |
 *
 * Where a time step is not positive a mean current has no meaning and is NaN. Other Cycle Definitions (Loop,
 * Discharge/Charge alternance) are not marked in the .mpr in a known way: `half cycle` itself is always there.
 * Not computed: Efficiency, x, R, energies, capacitances, step time and the derived impedances (Y, C, M, …).
 */
import type { EcLabColumn } from './table.ts';

const SECONDS_PER_HOUR = 3600;
const GALVANOSTATIC = 1;
const POTENTIOSTATIC = 2;
const CHRONOPOTENTIOMETRY = 0x19;

export interface DerivedContext {
  readonly techniqueId: number;
  /** `P/W` or `Pwe/W`. */
  readonly power: string;
}

type Values = Float64Array;

/** The columns to add, in the order of EC-Lab's exports. */
export function deriveColumns(stored: readonly EcLabColumn[], context: DerivedContext): EcLabColumn[] {
  const columns = new Map(stored.map(({ name, values }) => [name, values]));
  const derived: EcLabColumn[] = [];
  const add = (name: string, values: Values) => {
    if (columns.has(name)) return;
    columns.set(name, values);
    derived.push({ name, values, derived: true });
  };
  const get = (...names: string[]) => names.map((name) => columns.get(name)).find((values) => values !== undefined);
  const [modulus, phase] = [get('|Z|/Ohm'), get('Phase(Z)/deg')];
  if (modulus !== undefined && phase !== undefined && get('Re(Z)/Ohm') === undefined) {
    add('Re(Z)/Ohm', polar(modulus, phase, Math.cos, 1));
    add('-Im(Z)/Ohm', polar(modulus, phase, Math.sin, -1));
  }
  const [time, transferred] = [get('time/s'), get('dq/mA.h')];
  const hasCurrent = get('I/mA', '<I>/mA') !== undefined;
  if (time !== undefined && transferred !== undefined && !hasCurrent) add('<I>/mA', meanCurrent(time, transferred));
  const charge = get('Q charge/discharge/mA.h');
  if (charge !== undefined) {
    add('Q discharge/mA.h', positivePart(charge, -1));
    add('Q charge/mA.h', positivePart(charge, 1));
    if (context.techniqueId !== CHRONOPOTENTIOMETRY) add('Capacity/mA.h', magnitudes(charge));
  }
  const [control, mode] = [get('control/V/mA'), get('mode')];
  if (control !== undefined && mode !== undefined) {
    add('control/V', where(control, mode, POTENTIOSTATIC));
    add('control/mA', where(control, mode, GALVANOSTATIC));
  }
  const halfCycle = get('half cycle');
  if (halfCycle !== undefined) add('cycle number', halved(halfCycle));
  const [potential, current] = [get('Ewe/V', 'Ecell/V', '<Ewe>/V'), get('<I>/mA', 'I/mA')];
  if (potential !== undefined && current !== undefined) add(context.power, watts(potential, current));
  const [working, counter] = [get('Ewe/V', '<Ewe>/V'), get('Ece/V', '<Ece>/V')];
  // Files of impedance alone have no mode, and no such column in their text.
  if (working !== undefined && counter !== undefined && mode !== undefined) {
    add('Ewe-Ece/V', difference(working, counter));
  }
  return derived;
}

// One loop per quantity: a callback per value would cost more than reading the file.

/** `sign` times the modulus times a function of the phase in degrees; 0 - x so that no zero is negative. */
function polar(modulus: Values, phase: Values, of: (angle: number) => number, sign: 1 | -1): Values {
  const result = new Float64Array(modulus.length);
  for (let i = 0; i < result.length; i++) {
    const part = (modulus[i] ?? 0) * of(((phase[i] ?? 0) * Math.PI) / 180);
    result[i] = sign > 0 ? part : 0 - part;
  }
  return result;
}

/** Mean current in mA since the row before, of times in s and charges in mA·h of each interval. */
function meanCurrent(time: Values, charge: Values): Values {
  const current = new Float64Array(time.length);
  for (let i = 1; i < current.length; i++) {
    const step = (time[i] ?? 0) - (time[i - 1] ?? 0);
    current[i] = step > 0 ? ((charge[i] ?? 0) * SECONDS_PER_HOUR) / step : Number.NaN;
  }
  if (current.length > 0 && charge[0] !== 0) current[0] = Number.NaN;
  return current;
}

/** Values of this sign as amounts, 0 for the others. */
function positivePart(values: Values, sign: 1 | -1): Values {
  const result = new Float64Array(values.length);
  for (let i = 0; i < result.length; i++) {
    const value = sign * (values[i] ?? 0);
    // Not `value > 0`: what is not a number stays so.
    result[i] = value <= 0 ? 0 : value;
  }
  return result;
}

function magnitudes(values: Values): Values {
  const result = new Float64Array(values.length);
  for (let i = 0; i < result.length; i++) result[i] = Math.abs(values[i] ?? 0);
  return result;
}

/** Values of the rows in a mode, 0 in the others. */
function where(values: Values, mode: Values, wanted: number): Values {
  const result = new Float64Array(values.length);
  for (let i = 0; i < result.length; i++) if (mode[i] === wanted) result[i] = values[i] ?? 0;
  return result;
}

function halved(counts: Values): Values {
  const result = new Float64Array(counts.length);
  for (let i = 0; i < result.length; i++) result[i] = Math.floor((counts[i] ?? 0) / 2);
  return result;
}

/** Power in W of potentials in V and currents in mA. */
function watts(potential: Values, current: Values): Values {
  const result = new Float64Array(potential.length);
  for (let i = 0; i < result.length; i++) result[i] = ((potential[i] ?? 0) * (current[i] ?? 0)) / 1000;
  return result;
}

function difference(first: Values, second: Values): Values {
  const result = new Float64Array(first.length);
  for (let i = 0; i < result.length; i++) result[i] = (first[i] ?? 0) - (second[i] ?? 0);
  return result;
}

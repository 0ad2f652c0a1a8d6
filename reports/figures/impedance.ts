/** What the figures of impedance share: units of resistance, frequencies in words, the circuits that were fitted. */
import { formatShort } from '../../src/model/format.ts';
import type { Table } from '../../src/model/table.ts';
import type { Drawing } from './figure.ts';
import { cleanText } from './lettering.ts';
import { column, plural, words } from './series.ts';

export interface OhmUnit {
  readonly symbol: string;
  /** Size of the unit in Ω. */
  readonly ohms: number;
}

/** From so many Ω on, values are written in the unit. */
const OHM_UNITS: readonly (OhmUnit & { readonly from: number })[] = [
  { symbol: 'MΩ', ohms: 1e6, from: 1e7 },
  { symbol: 'kΩ', ohms: 1e3, from: 1e4 },
  { symbol: 'Ω', ohms: 1, from: 1 },
  { symbol: 'mΩ', ohms: 1e-3, from: 0 },
];
const OHM: OhmUnit = { symbol: 'Ω', ohms: 1 };

/** The unit for an axis whose largest value is `largest` in Ω. */
export function ohmUnit(largest: number): OhmUnit {
  return OHM_UNITS.find(({ from }) => largest >= from) ?? OHM;
}

const HERTZ_UNITS = [
  { symbol: 'MHz', hertz: 1e6 },
  { symbol: 'kHz', hertz: 1e3 },
  { symbol: 'Hz', hertz: 0.1 },
] as const;

/** `10 kHz`, `0.1 Hz`, `10 mHz`; frequency in Hz. */
export function frequencyText(frequency: number): string {
  const unit = HERTZ_UNITS.find(({ hertz }) => frequency >= hertz * (1 - 1e-9));
  if (unit === undefined) return `${formatShort(frequency * 1e3, 2)} mHz`;
  return `${formatShort(frequency / Math.max(1, unit.hertz), 2)} ${unit.symbol}`;
}

/** The selected circuit of each row, in the order of the table, for the caption; nothing where there is none. */
export function circuitNote(fits: Table, rows: readonly number[]): string[] {
  const circuits = words(fits, 'circuit');
  const selected = column(fits, 'selected');
  const counts = new Map<string, number>();
  for (const row of rows) {
    const circuit = cleanText(circuits[row] ?? '');
    if (selected[row] === 1 && circuit !== '') counts.set(circuit, (counts.get(circuit) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  if (counts.size === 1) return [`Circuit: ${[...counts.keys()].join('')}.`];
  return [
    `Circuits: ${[...counts].map(([circuit, n]) => `${circuit} (${plural(n, 'spectrum', 'spectra')})`).join(', ')}.`,
  ];
}

/** Most names that a caption lists. */
const MOST_NAMES = 12;

/** Names for the caption: all, or of many the first ones and the last. */
export function listed(names: readonly string[], separator: string): string {
  if (names.length <= MOST_NAMES) return names.map(cleanText).join(separator);
  const some = [...names.slice(0, 3), '…', ...names.slice(-1)];
  return `${some.map(cleanText).join(separator)} (${names.length} in all)`;
}

/** Says of several drawings that their axes are not the same. */
export function eachWithOwnAxes(drawings: readonly Drawing[]): Drawing[] {
  const note = ' Samples and states stand in drawings of their own, each with its own range.';
  return drawings.map((drawing) => (drawings.length < 2 ? drawing : { ...drawing, title: drawing.title + note }));
}

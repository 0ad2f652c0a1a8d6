/** Which kind of dataset the rows of a technique are. */
import type { Kind } from '../../src/model/schema.ts';
import { controlledCurrent, isAtRest } from './current.ts';
import { MODE } from './modes.ts';
import type { Selection } from './selection.ts';

export type RowKind = Extract<Kind, 'cycling' | 'voltammetry' | 'chronoamperometry' | 'open-circuit'>;

const IMPEDANCE = /impedance|\b(?:S?[PG]EIS|ZIR)\b|^IR compensation/i;
const KINDS: readonly (readonly [RegExp, RowKind])[] = [
  [/open circuit/i, 'open-circuit'],
  [/voltammetry|linear polari[sz]ation/i, 'voltammetry'],
  [/chronoamperometry|chronocoulometry/i, 'chronoamperometry'],
  [
    /galvanostatic|modulo bat|battery capacity|chronopotentiometry|modular (?:potentio|galvano)|constant (?:voltage|current|load|power|resistance)|intermittent titration|coulombic efficiency|profile importation|^wait/i,
    'cycling',
  ],
];

export function isImpedanceTechnique(technique: string): boolean {
  return IMPEDANCE.test(technique);
}

/** Techniques that leave no records by design. */
export function mayBeEmpty(technique: string): boolean {
  return /^(?:wait|loop|pause|trigger|temperature set|external device)/i.test(technique);
}

/**
 * Kind of the rows that are no impedance points: by the name of the technique, else by the columns. Within an impedance
 * technique they are the hold before the sweep.
 */
export function kindOfRows(selection: Selection): RowKind {
  const { technique } = selection.table;
  if (isImpedanceTechnique(technique)) return 'chronoamperometry';
  return KINDS.find(([pattern]) => pattern.test(technique))?.[1] ?? kindFromColumns(selection);
}

function kindFromColumns(selection: Selection): RowKind {
  const { sources } = selection;
  const mode = selection.get('mode');
  const hasCurrent = sources.has('current') || controlledCurrent(selection) !== undefined;
  if (!hasCurrent && (mode === undefined || isAtRest(selection))) return 'open-circuit';
  const isPotentiostatic = mode?.every((code) => code === MODE.potentiostatic) ?? false;
  const isGalvanostatic = sources.has('control_current') || sources.has('charge_increment');
  if (!isPotentiostatic || isGalvanostatic || !sources.has('control_potential')) return 'cycling';
  return sources.has('sequence') ? 'chronoamperometry' : 'voltammetry';
}

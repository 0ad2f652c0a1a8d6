/** What a study file may say about the columns of a foreign table. */
import { type Kind, MODES, type Mode, SCHEMA, schemaColumns } from './schema.ts';

/** Columns that become one of the schema: counters and the words of a state. Each with its unit in the schema. */
export const COUNTER_COLUMNS = {
  charge_capacity: 'Ah',
  discharge_capacity: 'Ah',
  charge_energy: 'Wh',
  discharge_energy: 'Wh',
  /** Without a sign: their direction is that of the current. */
  unsigned_capacity: 'Ah',
  unsigned_energy: 'Wh',
} as const;

export const KINDS = Object.keys(SCHEMA) as readonly Kind[];

/** Readings of thickness and what goes with them; not part of a dataset. */
const OTHER_COLUMNS = ['thickness', 'sample', 'state'];

/** Every left-hand side that `columns:` of a study file may have. */
export const COLUMN_KEYS: readonly string[] = [
  ...new Set([
    ...KINDS.flatMap((kind) => schemaColumns(kind).map(([name]) => name)),
    ...Object.keys(COUNTER_COLUMNS),
    ...OTHER_COLUMNS,
  ]),
];

/** What a word of a state column means: the direction of the current, what was controlled, or both. */
export interface StateMeaning {
  /** 1 charge, −1 discharge, 0 rest; undefined where the word does not tell. */
  readonly direction: 1 | -1 | 0 | undefined;
  readonly mode: Mode | undefined;
}

export const STATE_MEANINGS: readonly string[] = ['charge', 'discharge', ...MODES];

/** `discharge`, `rest`, `constant-current charge`; undefined where a word of it is none of STATE_MEANINGS. */
export function stateMeaning(text: string): StateMeaning | undefined {
  const words = text.trim().split(/\s+/);
  if (words.some((word) => !STATE_MEANINGS.includes(word))) return undefined;
  const mode = MODES.find((name) => words.includes(name));
  if (words.includes('charge')) return { direction: 1, mode };
  if (words.includes('discharge')) return { direction: -1, mode };
  return { direction: mode === 'rest' ? 0 : undefined, mode };
}

/** Delimiters by the names that a study file may give them. */
export const DELIMITERS = { tab: '\t', comma: ',', semicolon: ';', space: ' ' } as const;

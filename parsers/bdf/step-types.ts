/** Words of the `Step Type` column: its vocabulary is not standardised, so only what they plainly say is taken. */
import type { StateMeaning } from '../../src/model/column-map.ts';
import type { Mode } from '../../src/model/schema.ts';

const MODE_WORDS: readonly (readonly [RegExp, Mode])[] = [
  [/^(rest|ocv|pause)$/, 'rest'],
  [/^cc$/, 'constant-current'],
  [/^cv$/, 'constant-voltage'],
  [/^cp$/, 'constant-power'],
  [/^cr$/, 'constant-resistance'],
  [/^pulse$/, 'pulse'],
  [/^other$/, 'other'],
];

const CHARGE = /^(chg|cha|charge|charging)$/;
const DISCHARGE = /^(dch|dchg|dis|discharge|discharging)$/;

/** `CC_CHG`, `REST`, `discharge`; undefined for a word that says neither a direction nor a mode. */
export function stepTypeMeaning(word: string): StateMeaning | undefined {
  const parts = word
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((part) => part !== '');
  const mode = MODE_WORDS.find(([pattern]) => parts.some((part) => pattern.test(part)))?.[1];
  if (parts.some((part) => DISCHARGE.test(part))) return { direction: -1, mode };
  if (parts.some((part) => CHARGE.test(part))) return { direction: 1, mode };
  if (mode === undefined) return undefined;
  return { direction: mode === 'rest' ? 0 : undefined, mode };
}

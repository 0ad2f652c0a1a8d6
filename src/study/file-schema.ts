/** What `files:` of a sample accepts: paths, and maps with labels and the columns of foreign tables. */
import * as v from 'valibot';
import { isUnit } from '../io/header-unit.ts';
import { COLUMN_KEYS, DELIMITERS, KINDS, STATE_MEANINGS, stateMeaning } from '../model/column-map.ts';
import { didYouMean } from '../model/suggest.ts';
import { parseNumber } from '../model/text.ts';
import { isReservedName } from './faults.ts';
import { pathProblem } from './pattern.ts';

/** What a file of a sample is used for. */
export const FILE_USES = ['spectrum', 'monitor', 'blank', 'blank-monitor', 'reference', 'reference-monitor'] as const;

function isFileUse(word: string): word is (typeof FILE_USES)[number] {
  return FILE_USES.some((use) => use === word);
}

/** What is wrong with the text of a `use` label, '' where nothing is. */
export function useProblem(word: string): string {
  return isFileUse(word) ? '' : `expected one of ${FILE_USES.join(', ')}`;
}

/** Text that is not empty. */
export function text(example: string) {
  const message = `expected text, for example \`${example}\``;
  return v.pipe(v.string(message), v.trim(), v.nonEmpty(message));
}

export const filePath = v.pipe(
  text('path: eis/*.DTA'),
  v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? pathProblem(dataset.value) : '';
    if (problem !== '') addIssue({ message: problem });
  }),
);

const labelText = v.string('expected a label as text, for example `state: before`');

const positiveNumber = v.pipe(
  v.string('expected a number, for example `um_per_pixel: 0.3`'),
  v.check(
    (written) => parseNumber(written) > 0,
    'expected a number greater than zero, for example `um_per_pixel: 0.3`',
  ),
);

/** A map whose keys are checked; a wrong one is reported where it stands. */
function keyedMap(what: string, accepted: readonly string[], value: v.GenericSchema<string, string>, example: string) {
  return v.record(
    v.pipe(
      v.string(),
      v.rawCheck(({ dataset, addIssue }) => {
        if (!dataset.typed || accepted.includes(dataset.value)) return;
        addIssue({ message: unknownKey(what, dataset.value, accepted) });
      }),
    ),
    value,
    `expected a map, for example \`${example}\``,
  );
}

function unknownKey(what: string, word: string, accepted: readonly string[]): string {
  const hint = didYouMean(word, accepted);
  return `unknown ${what} "${word}"${hint === '' ? `; accepted: ${accepted.join(', ')}` : `;${hint}`}`;
}

const unitText = v.pipe(v.string('expected a unit'), v.check(isUnit, 'expected a unit, for example `current: mA`'));
const meaningText = v.pipe(
  v.string('expected a meaning'),
  v.check((text) => stateMeaning(text) !== undefined, `expected one or two of ${STATE_MEANINGS.join(', ')}`),
);
const lineNumber = v.pipe(
  v.string('expected the number of a line'),
  v.regex(/^[1-9]\d{0,5}$/, 'expected the number of the line that holds the header, for example `header_line: 12`'),
);

/** How a file is read that is no format of its own: see docs/columns.md. */
const tableKeys = {
  kind: v.exactOptional(v.picklist(KINDS)),
  columns: v.exactOptional(keyedMap('column', COLUMN_KEYS, labelText, 'columns: {thickness: Höhe}')),
  units: v.exactOptional(keyedMap('column', COLUMN_KEYS, unitText, 'units: {current: mA}')),
  words: v.exactOptional(v.record(v.string(), meaningText, 'expected a map, for example `words: {D: discharge}`')),
  current_sign: v.exactOptional(v.picklist(['charge', 'discharge'])),
  imaginary_sign: v.exactOptional(v.picklist(['positive', 'negative'])),
  delimiter: v.exactOptional(v.picklist(Object.keys(DELIMITERS))),
  decimal: v.exactOptional(v.picklist(['point', 'comma'])),
  date_order: v.exactOptional(v.picklist(['ymd', 'dmy', 'mdy'])),
  header_line: v.exactOptional(lineNumber),
  sheet: v.exactOptional(text('sheet: Data')),
};

/** `columns: {thickness: Höhe}` becomes the label `columns.thickness`; `units` and `words` likewise. */
const fileMap = v.pipe(
  v.objectWithRest(
    {
      path: filePath,
      use: v.exactOptional(v.picklist(FILE_USES)),
      um_per_pixel: v.exactOptional(positiveNumber),
      ...tableKeys,
    },
    labelText,
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const bad = Object.keys(dataset.value).find((name) => name.includes('.') || isReservedName(name));
    if (bad !== undefined) addIssue({ message: `the label name "${bad}" must not hold a point` });
    const { columns, units, words } = dataset.value;
    if (columns !== undefined) return;
    const alone = units !== undefined ? 'units' : words !== undefined ? 'words' : '';
    if (alone !== '') addIssue({ message: `\`${alone}\` needs \`columns\` beside it` });
  }),
  v.transform(({ path, columns, units, words, ...labels }) => {
    const flat: Record<string, string> = { ...labels };
    for (const [name, map] of Object.entries({ columns, units, words })) {
      for (const [key, value] of Object.entries(map ?? {})) flat[`${name}.${key}`] = value;
    }
    return { path, labels: flat };
  }),
);

const plainFile = v.pipe(
  filePath,
  v.transform((path): { path: string; labels: Record<string, string> } => ({ path, labels: {} })),
);

/** A path, or a map with a path and what is known about its files. */
export const file = v.lazy((value) => (typeof value === 'string' ? plainFile : fileMap));

/** What the keys of a study file accept. Every scalar arrives as the text that was written. */
import * as v from 'valibot';
import { SEVERITIES } from '../model/issue-kinds/issue-kind.ts';
import { ISSUE_KINDS } from '../model/issues.ts';
import { ROLES } from '../model/sample.ts';
import { didYouMean } from '../model/suggest.ts';
import { file, filePath, text } from './file-schema.ts';
import { readNominalCapacity, readQuantity } from './quantity-text.ts';
import { FIGURE_SIZES } from './study.ts';

export const TOP_KEYS = ['title', 'timezone', 'samples', 'baseline', 'issues', 'figures', 'stages'] as const;

/** No quantity is longer; the readers below need not be fast on what is none. */
const LONGEST_VALUE = 200;

/** Text that a reader of ours turns into a value, or into what is wrong with it. */
function reading<T extends object | boolean>(expected: string, read: (text: string) => T | string) {
  return v.pipe(
    v.string(expected),
    v.rawTransform(({ dataset, addIssue, NEVER }): T => {
      const value = dataset.value.length > LONGEST_VALUE ? expected : read(dataset.value.trim());
      if (typeof value !== 'string') return value;
      addIssue({ message: value });
      return NEVER;
    }),
  );
}

function quantity(unit: string, example: string) {
  return reading(`expected a quantity, for example \`${example}\``, (t) => readQuantity(t, unit, example));
}

const MASS_EXAMPLE = 'active_mass: 1.42 mg';

function readMass(mass: string) {
  if (mass === 'from-file') return { fromFile: true as const };
  const read = readQuantity(mass, 'g', MASS_EXAMPLE);
  return typeof read === 'string' ? read : { fromFile: false as const, mass: read };
}

const activeMass = v.pipe(
  reading(`expected a mass or from-file, for example \`${MASS_EXAMPLE}\``, readMass),
  v.transform((read) => (read.fromFile ? ('from-file' as const) : read.mass)),
);

function readTruth(word: string): boolean | string {
  if (word.toLowerCase() === 'true') return true;
  return word.toLowerCase() === 'false' ? false : 'expected true or false';
}

const CYCLES_EXPECTED = 'expected cycles as 45, 45-47 or [45, 47]';

function readCycles(written: string | readonly string[]): { from: number; to: number } | string {
  const match = typeof written === 'string' ? /^\s*(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?\s*$/.exec(written) : null;
  const ends = typeof written === 'string' ? [match?.[1] ?? '', match?.[2] ?? match?.[1] ?? ''] : written;
  if (ends.length !== 2 || !ends.every((end) => /^\s*\d{1,9}\s*$/.test(end))) return CYCLES_EXPECTED;
  const [from = 0, to = 0] = ends.map(Number);
  return from <= to ? { from, to } : 'the first cycle must not come after the last';
}

const exclusion = v.pipe(
  v.object(
    {
      cycles: v.pipe(
        v.union([v.string(), v.array(v.string())], CYCLES_EXPECTED),
        v.rawTransform(({ dataset, addIssue, NEVER }): { from: number; to: number } => {
          const read = readCycles(dataset.value);
          if (typeof read !== 'string') return read;
          addIssue({ message: read });
          return NEVER;
        }),
      ),
      reason: text('reason: power cut'),
    },
    'expected a map, for example `{cycles: 45-47, reason: power cut}`',
  ),
  v.transform(({ cycles, reason }) => ({ ...cycles, reason })),
);

const layer = v.object(
  {
    material: text('material: LiPON'),
    formula: text('formula: Li2.9PO3.3N0.46'),
    density: quantity('g/cm^3', 'density: 2.3 g/cm^3'),
    thickness: quantity('nm', 'thickness: 2.2 um'),
  },
  'expected a map, for example `{material: LiPON, formula: Li2.9PO3.3N0.46, density: 2.3 g/cm^3, thickness: 2.2 um}`',
);

/** One sample. Undefined keys are absent from the output. */
export const sampleSchema = v.object(
  {
    group: v.exactOptional(text('group: HRPOSS-6')),
    role: v.exactOptional(v.picklist(ROLES)),
    active_mass: v.exactOptional(activeMass),
    area: v.exactOptional(quantity('cm^2', 'area: 1.13 cm^2')),
    thickness: v.exactOptional(quantity('nm', 'thickness: 40 um')),
    paired: v.exactOptional(reading('expected true or false', readTruth)),
    nominal_capacity: v.exactOptional(
      reading('expected a capacity, for example `nominal_capacity: 1800 mAh/g`', (t) =>
        readNominalCapacity(t, 'nominal_capacity: 1800 mAh/g'),
      ),
    ),
    exclude: v.exactOptional(
      v.array(exclusion, 'expected a list, for example `exclude: [{cycles: 45-47, reason: power cut}]`'),
    ),
    layers: v.exactOptional(v.array(layer, 'expected a list of layers, from the surface down')),
    files: v.exactOptional(v.array(file, 'expected a list, for example `files: [A1/*.xlsx]`')),
  },
  'expected a map, for example `{active_mass: 1.42 mg, files: [A1/*.xlsx]}`',
);

export type SampleInput = v.InferOutput<typeof sampleSchema>;

/** Sample keys that a column of a table can hold. */
export const TABLE_COLUMNS = [
  'group',
  'role',
  'active_mass',
  'area',
  'thickness',
  'paired',
  'nominal_capacity',
  'files',
] as const;

const header = v.exactOptional(text('active_mass: Mass (mg)'));

/** `{table: cells.xlsx, id: Cell, active_mass: "Mass (mg)"}`; `sheet` chooses one of several. */
export const tableSchema = v.object({
  table: filePath,
  sheet: v.exactOptional(text('sheet: Cells')),
  id: text('id: Cell'),
  group: header,
  role: header,
  active_mass: header,
  area: header,
  thickness: header,
  paired: header,
  nominal_capacity: header,
  files: header,
});

export type TableInput = v.InferOutput<typeof tableSchema>;

function isTimezone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

export const titleSchema = text('title: HRPOSS anodes');
export const timezoneSchema = v.pipe(
  text('timezone: Asia/Shanghai'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || isTimezone(dataset.value)) return;
    const nearest = didYouMean(dataset.value, Intl.supportedValuesOf('timeZone'));
    const hint = nearest === '' ? '' : `;${nearest}`;
    addIssue({ message: `expected a name of the IANA time zone data base, for example \`Asia/Shanghai\`${hint}` });
  }),
);
export const baselineSchema = text('baseline: HRPOSS-1.5');

const severity = v.exactOptional(v.picklist(SEVERITIES));

/** Severities by issue code. */
export const issuesSchema = v.object(
  Object.fromEntries(Object.keys(ISSUE_KINDS).map((code) => [code, severity])),
  'expected a map, for example `issues: {LAND_COUNTER_MISMATCH: error}`',
);

const FIGURES_EXPECTED =
  'expected a list of figures, for example `figures: [{id: nyquist, size: double}]`; [] for none';

/** Figures by id; `samples` is checked against the study afterwards. */
export function figuresSchema(ids: readonly string[]) {
  return v.array(
    v.object(
      {
        id: v.picklist(ids),
        samples: v.exactOptional(
          v.array(text('samples: [HRPOSS-6]'), 'expected a list, for example `samples: [HRPOSS-6]`'),
        ),
        size: v.exactOptional(v.picklist(FIGURE_SIZES)),
        title: v.exactOptional(text('title: Impedance')),
      },
      'expected a map, for example `{id: nyquist, size: double}`',
    ),
    FIGURES_EXPECTED,
  );
}

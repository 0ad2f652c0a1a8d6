/** What the study file says about a table: labels → map of columns, units, words and signs. */
import { plainHeader } from '../../src/io/header-unit.ts';
import type { TextOptions } from '../../src/io/text-table.ts';
import { DATE_ORDERS, type DateOrder } from '../../src/io/time-words.ts';
import { COUNTER_COLUMNS, DELIMITERS, KINDS, type StateMeaning, stateMeaning } from '../../src/model/column-map.ts';
import { type Kind, schemaColumns } from '../../src/model/schema.ts';
import { type FileLabels, SourceError } from '../../src/model/source.ts';
import { didYouMean } from '../../src/model/suggest.ts';

export interface ColumnMap {
  readonly kind: Kind;
  /** Schema name or counter → header as written, or `#3` for the third column. */
  readonly columns: ReadonlyMap<string, string>;
  /** Schema name or counter → unit that the study file states. */
  readonly units: ReadonlyMap<string, string>;
  readonly words: ReadonlyMap<string, StateMeaning>;
  /** Factors that make the current positive on charge, the imaginary part negative where capacitive; as far as stated. */
  readonly currentSign: 1 | -1 | undefined;
  readonly imaginarySign: 1 | -1 | undefined;
  readonly dateOrder: DateOrder | undefined;
  readonly text: TextOptions;
  readonly sheet: string | undefined;
}

const STUDY = 'of the file in study.yaml';

/** The kind that a map is for: what `kind` says, else what only one kind has; undefined for a map of something else. */
export function mappedKind(labels: FileLabels): Kind | undefined {
  const stated = labels['kind'];
  if (stated !== undefined) return KINDS.find((kind) => kind === stated);
  const keys = keysOf(labels, 'columns.');
  if (['frequency', 'z_real', 'z_imag'].some((key) => keys.has(key))) return 'impedance';
  const cycling = ['time', 'potential', 'current', ...Object.keys(COUNTER_COLUMNS)];
  return cycling.some((key) => keys.has(key)) ? 'cycling' : undefined;
}

function keysOf(labels: FileLabels, prefix: string): Map<string, string> {
  const found = Object.entries(labels).filter(([name]) => name.startsWith(prefix));
  return new Map(found.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** Throws SourceError, which names the line to write, where the map cannot be used. */
export function readColumnMap(path: string, labels: FileLabels): ColumnMap {
  const kind = mappedKind(labels);
  if (kind === undefined) {
    const remedy = 'write `columns: {time: …, potential: …, current: …}` with the headers of the file in study.yaml';
    throw new SourceError(path, '', 'the study file does not say what the columns of this table are', remedy);
  }
  const columns = keysOf(labels, 'columns.');
  const units = keysOf(labels, 'units.');
  checkKeys(path, kind, columns, units);
  const fail = (name: string, expected: string): never => {
    const detail = `${name}: ${labels[name]} is not accepted, expected ${expected}`;
    throw new SourceError(path, '', detail, `correct \`${name}\` ${STUDY}`);
  };
  const choice = <T extends string>(name: string, accepted: readonly T[]): T | undefined => {
    const value = labels[name];
    if (value === undefined) return undefined;
    return accepted.find((word) => word === value) ?? fail(name, `one of ${accepted.join(', ')}`);
  };
  const words = new Map<string, StateMeaning>();
  for (const [word, text] of keysOf(labels, 'words.')) {
    words.set(word, stateMeaning(text) ?? fail(`words.${word}`, 'charge, discharge, rest or another mode'));
  }
  const delimiter = choice('delimiter', Object.keys(DELIMITERS) as (keyof typeof DELIMITERS)[]);
  const decimal = choice('decimal', ['point', 'comma']);
  const headerLine = labels['header_line'];
  const positive = choice('current_sign', ['charge', 'discharge']);
  const imaginary = choice('imaginary_sign', ['positive', 'negative']);
  return {
    kind,
    columns: new Map([...columns].map(([key, header]) => [key, plainHeader(header)])),
    units,
    words,
    currentSign: positive === undefined ? undefined : positive === 'discharge' ? -1 : 1,
    imaginarySign: imaginary === undefined ? undefined : imaginary === 'negative' ? -1 : 1,
    dateOrder: choice('date_order', DATE_ORDERS),
    text: {
      ...(delimiter === undefined ? {} : { delimiter: DELIMITERS[delimiter] }),
      ...(decimal === undefined ? {} : { decimalMark: decimal === 'comma' ? ',' : '.' }),
      ...(headerLine === undefined ? {} : { headerLine: Number(headerLine) - 1 }),
    },
    sheet: labels['sheet'],
  };
}

function checkKeys(
  path: string,
  kind: Kind,
  columns: ReadonlyMap<string, string>,
  units: ReadonlyMap<string, string>,
): void {
  const schema = schemaColumns(kind);
  const accepted = [...schema.map(([name]) => name), ...(kind === 'cycling' ? Object.keys(COUNTER_COLUMNS) : [])];
  const unknown = [...columns.keys(), ...units.keys()].find((key) => !accepted.includes(key));
  if (unknown !== undefined) {
    const detail = `${kind} data have no column "${unknown}"; accepted: ${accepted.join(', ')}.${didYouMean(unknown, accepted)}`;
    throw new SourceError(path, '', detail, `correct \`columns\` ${STUDY}`);
  }
  const missing = schema.find(([name, { required }]) => required && !columns.has(name));
  if (missing !== undefined) {
    const [name, { description }] = missing;
    const detail = `${kind} data need a column ${name} (${description})`;
    throw new SourceError(path, '', detail, `write \`columns: {${name}: <header>}\` ${STUDY}`);
  }
  const headers = [...columns.values()];
  const twice = headers.find((header, i) => headers.indexOf(header) !== i);
  if (twice !== undefined) {
    throw new SourceError(path, '', `"${twice}" is named for two columns`, `name it once in \`columns\` ${STUDY}`);
  }
  if (kind !== 'cycling') return;
  for (const what of ['charge', 'energy']) {
    const pair = what === 'charge' ? ['charge_capacity', 'discharge_capacity'] : ['charge_energy', 'discharge_energy'];
    const half = pair.filter((key) => columns.has(key));
    if (half.length === 1) {
      const other = pair.find((key) => key !== half[0]);
      throw new SourceError(
        path,
        '',
        `${half[0]} needs ${other} beside it`,
        `add \`${other}\` to \`columns\` ${STUDY}`,
      );
    }
    const unsigned = what === 'charge' ? 'unsigned_capacity' : 'unsigned_energy';
    const sources = [what, half[0] ?? unsigned, unsigned].filter((key) => columns.has(key));
    if (new Set(sources).size < 2) continue;
    throw new SourceError(
      path,
      '',
      `${sources.join(' and ')} both give the ${what}`,
      `keep one in \`columns\` ${STUDY}`,
    );
  }
}

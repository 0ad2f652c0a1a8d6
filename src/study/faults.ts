/** What is wrong with a study file: every fault with its place, all of one load together. */

export interface Fault {
  /** Study file or sample table, relative to the study's folder. */
  readonly path: string;
  /** `line:column`, `Sheet!B17`, or '' for the file as a whole. */
  readonly place: string;
  readonly message: string;
}

/** Where a value of the study was written. */
export interface Entry {
  readonly path: string;
  /** Place of the key of a map; that of the value elsewhere. */
  readonly keyPlace: string;
  readonly place: string;
  /** The characters of an unquoted scalar that was not read as text. */
  readonly source?: string;
}

/** Place of every entry of every map and list, by the identity of the map or list. */
export type Places = WeakMap<object, Map<string | number, Entry>>;

/** Keys that cannot be told apart from what every object of the language has. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export function isReservedName(name: string): boolean {
  return RESERVED_NAMES.has(name);
}

/** The study file, or what it names, is at fault: nothing is computed. `message` holds one line per fault. */
export class StudyError extends Error {
  override readonly name = 'StudyError';
  /** By file in order of appearance, then by line and column. */
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const sorted = inOrder(faults);
    super(sorted.map(formatFault).join('\n'));
    this.faults = sorted;
  }
}

/** `study.yaml:12:5: message` in one line. */
export function formatFault(fault: Fault): string {
  const where = fault.place === '' ? fault.path : `${fault.path}:${fault.place}`;
  return `${where}: ${fault.message}`.replace(/\p{Cc}+/gu, ' ');
}

function inOrder(faults: readonly Fault[]): Fault[] {
  const paths = [...new Set(faults.map((fault) => fault.path))];
  const rank = (fault: Fault): [number, number, number] => {
    const [line = Number.MAX_VALUE, column = 0] = /^\d+:\d+$/.test(fault.place)
      ? fault.place.split(':').map(Number)
      : [];
    return [paths.indexOf(fault.path), line, column];
  };
  return faults
    .map((fault) => ({ fault, rank: rank(fault) }))
    .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || a.rank[2] - b.rank[2])
    .map(({ fault }) => fault);
}

const LONGEST_QUOTE = 60;

/** A value as it is named in a fault: short, in one line. */
export function quoted(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'object') return 'a map';
  const text = String(value);
  const short = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  return JSON.stringify(short);
}

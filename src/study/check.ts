/** Schema (valibot) against values with places: every fault where it was written, with what is accepted. */
import * as v from 'valibot';
import { didYouMean } from '../model/suggest.ts';
import { type Entry, type Fault, type Places, quoted } from './faults.ts';

/** What a stage declares as its options; `{}` must give the documented defaults. */
export type StageOptionsSchema = v.GenericSchema;

/** Where faults are found and collected during one load. */
export interface Findings {
  readonly places: Places;
  readonly faults: Fault[];
}

/** The parts of a valibot schema that tell which keys a map may have. */
interface SchemaShape {
  readonly type: string;
  readonly entries?: Readonly<Record<string, SchemaShape>>;
  readonly item?: SchemaShape;
  readonly items?: readonly SchemaShape[];
  readonly options?: readonly unknown[];
  readonly wrapped?: SchemaShape;
  readonly value?: SchemaShape;
  readonly getter?: (input: unknown) => SchemaShape;
}

/** Rounds of reading plain scalars as text; each goes one level deeper into unions. */
const MOST_ROUNDS = 100;
/** More accepted words than this are a catalogue, not a hint. */
const MOST_LISTED = 24;

/** Notes a fault at a place of the study. */
export function report(findings: Findings, entry: Entry, message: string, atKey = false): void {
  findings.faults.push({ path: entry.path, place: atKey ? entry.keyPlace : entry.place, message });
}

/**
 * Checks one value. `name` (`samples.A1`) opens every message. Scalars that were read as numbers or truth values
 * become the text that was written where the schema asks for text. Undefined where anything is wrong; `catalogue`
 * names the command that lists the accepted keys where they are many.
 */
export function check<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
  entry: Entry,
  name: string,
  findings: Findings,
  catalogue = '',
): T | undefined {
  const before = findings.faults.length;
  checkShape([schema], value, entry, name, { findings, catalogue });
  const keysAreRight = findings.faults.length === before;
  let result = v.safeParse(schema, value);
  for (let round = 0; !result.success && round < MOST_ROUNDS; round++) {
    const changed = result.issues.map((issue) => readAsText(issue, undefined, findings.places));
    if (!changed.includes(true)) break;
    result = v.safeParse(schema, value);
  }
  if (result.success) return keysAreRight ? result.output : undefined;
  for (const issue of result.issues) {
    for (const leaf of leaves(issue, [])) reportIssue(leaf, entry, name, findings, keysAreRight);
  }
  if (findings.faults.length === before) report(findings, entry, `${name}: not accepted (found ${quoted(value)})`);
  return undefined;
}

interface ShapeContext {
  readonly findings: Findings;
  readonly catalogue: string;
}

/** Unwraps options, unions and lazy schemas into those that the value itself may follow. */
function alternatives(schema: SchemaShape, value: unknown): readonly SchemaShape[] {
  if (schema.wrapped !== undefined) return alternatives(schema.wrapped, value);
  if (schema.type === 'lazy' && schema.getter !== undefined) return alternatives(schema.getter(value), value);
  if (['union', 'variant', 'intersect'].includes(schema.type)) {
    return (schema.options ?? []).flatMap((option) => alternatives(option as SchemaShape, value));
  }
  return [schema];
}

/** Unknown keys, and lists in the place of maps: valibot takes the first without a word and the second as a map. */
function checkShape(schemas: readonly SchemaShape[], value: unknown, entry: Entry, name: string, at: ShapeContext) {
  if (value === null || typeof value !== 'object') return;
  const choices = schemas.flatMap((schema) => alternatives(schema, value));
  const entries = at.findings.places.get(value);
  if (Array.isArray(value)) {
    if (choices.length > 0 && choices.every((choice) => choice.entries !== undefined || choice.type === 'record')) {
      report(at.findings, entry, `${name}: expected a map (found a list)`);
    }
    value.forEach((item, index) => {
      const below = choices.flatMap((choice) => choice.item ?? choice.items?.[index] ?? []);
      checkShape(below, item, entries?.get(index) ?? entry, name, at);
    });
    return;
  }
  const maps = choices.filter((choice) => choice.entries !== undefined);
  const closed = maps.length > 0 && choices.every((c) => c.type !== 'record' && !isOpen(c));
  const accepted = [...new Set(maps.flatMap((choice) => Object.keys(choice.entries ?? {})))];
  for (const [key, item] of Object.entries(value)) {
    const place = entries?.get(key) ?? entry;
    const below = choices.flatMap((choice) => {
      if (choice.type === 'record') return choice.value ?? [];
      return choice.entries !== undefined && Object.hasOwn(choice.entries, key) ? (choice.entries[key] ?? []) : [];
    });
    if (closed && !accepted.includes(key)) {
      report(
        at.findings,
        place,
        `${name === '' ? '' : `${name}: `}${unknownName('key', key, accepted, at.catalogue)}`,
        true,
      );
    }
    checkShape(below, item, place, name === '' ? key : `${name}.${key}`, at);
  }
}

function isOpen(schema: SchemaShape): boolean {
  return ['loose_object', 'object_with_rest', 'any', 'unknown', 'custom'].includes(schema.type);
}

/** `unknown key "mas"; accepted: mass, area; did you mean "mass"?` */
export function unknownName(what: string, word: string, accepted: readonly string[], catalogue = ''): string {
  const isCatalogue = catalogue !== '' && accepted.length > MOST_LISTED;
  const listed = isCatalogue ? `see \`${catalogue}\`` : `accepted: ${accepted.join(', ') || 'none'}`;
  const hint = didYouMean(word, accepted);
  return `unknown ${what} ${quoted(word)}; ${listed}${hint === '' ? '' : `;${hint}`}`;
}

type Issue = v.BaseIssue<unknown>;
type PathItem = v.IssuePathItem;

/** Puts back the text of a scalar that became a value although the schema asks for text. True where it did. */
function readAsText(issue: Issue, parent: PathItem | undefined, places: Places): boolean {
  const item = issue.path?.at(-1) ?? parent;
  const below = (issue.issues ?? []).map((inner) => readAsText(inner, item, places));
  if (below.includes(true)) return true;
  if (item === undefined || typeof item.input !== 'object' || item.input === null) return false;
  const container = item.input as Record<string, unknown>;
  const key = item.key as string;
  const source = places.get(container)?.get(item.key as string | number)?.source;
  if (
    source === undefined ||
    container[key] === source ||
    (typeof container[key] === 'object' && container[key] !== null)
  ) {
    return false;
  }
  const wanted = issue.expected ?? '';
  if (!/\bstring\b/.test(wanted) && !wanted.includes(JSON.stringify(source))) return false;
  container[key] = source;
  return true;
}

interface Leaf {
  readonly issue: Issue;
  readonly path: readonly PathItem[];
}

function hasOwnMessage(issue: Issue): boolean {
  return !issue.message.startsWith('Invalid ');
}

/** Of a union without a message of its own, what is wrong deepest inside; else the issue itself. */
function leaves(issue: Issue, parents: readonly PathItem[]): Leaf[] {
  const path = [...parents, ...(issue.path ?? [])];
  const inner = (issue.issues ?? []).filter((below) => below.path !== undefined);
  if (inner.length === 0 || hasOwnMessage(issue)) return [{ issue, path }];
  return inner.flatMap((below) => leaves(below, path));
}

function isMissing(issue: Issue, item: PathItem | undefined): boolean {
  return (
    issue.input === undefined &&
    item?.type === 'object' &&
    typeof item.input === 'object' &&
    !Object.hasOwn(item.input, item.key as string)
  );
}

function reportIssue({ issue, path }: Leaf, top: Entry, name: string, findings: Findings, keysAreRight: boolean): void {
  const last = path.at(-1);
  const found = path.map((item) => findings.places.get(item.input as object)?.get(item.key as string | number));
  const entry = found.findLast((one) => one !== undefined) ?? top;
  const missing = isMissing(issue, last);
  const words = (missing ? path.slice(0, -1) : path).filter((item) => item.type !== 'array').map((item) => item.key);
  const label = [name, ...words].filter((word) => word !== '').join('.');
  if (missing) {
    report(findings, entry, `${label}: ${quoted(last?.key)} is missing`);
  } else if (issue.expected === 'never' && last?.type === 'object') {
    if (keysAreRight) report(findings, entry, `${label}: this key is not accepted`, true);
  } else {
    report(findings, entry, `${label}: ${issueMessage(issue)}`);
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'a map',
  null: 'null',
};

function issueMessage(issue: Issue): string {
  const words = (issue.expected ?? '').match(/"(?:[^"\\]|\\.)*"|[^\s()|]+/g) ?? [];
  const literals = words.filter((word) => word.startsWith('"')).map((word) => word.slice(1, -1));
  const accepted = words
    .filter((word) => word !== 'undefined')
    .map((word) => TYPE_WORDS[word] ?? word.replace(/"/g, ''));
  const expected = accepted.length > 1 ? `one of ${accepted.join(', ')}` : accepted.join('');
  const isType = issue.kind === 'schema' && expected !== '';
  const fallback = isType
    ? `expected ${expected}`
    : `not accepted${issue.expected === null ? '' : `, expected ${issue.expected}`}`;
  const hint = typeof issue.input === 'string' ? didYouMean(issue.input, literals) : '';
  const message = hasOwnMessage(issue) ? issue.message : fallback;
  return `${message} (found ${quoted(issue.input)})${hint === '' ? '' : `;${hint}`}`;
}

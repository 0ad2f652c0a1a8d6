/** YAML (and so JSON) text → plain values with the place of each; no value is typed before a schema asks for it. */
import { Composer, type CST, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, type Node, Parser } from 'yaml';
import { parseNumber } from '../model/text.ts';
import { type Entry, type Fault, isReservedName, type Places, quoted, StudyError } from './faults.ts';

/** Deeper than any study; the composer recurses, and a stack overflow inside the engine cannot be caught. */
const DEEPEST = 64;
/** Values that aliases may add: a few lines of aliases of aliases stand for billions. */
const MOST_ALIASED = 10_000;
const MOST_SYNTAX_FAULTS = 20;

export interface YamlText {
  readonly root: unknown;
  readonly rootEntry: Entry;
  readonly places: Places;
  /** Duplicate keys, reserved keys and the like; the values around them are there. */
  readonly faults: readonly Fault[];
}

/** Nested beyond reason, at a character offset. */
class TooDeep extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super('nested too deeply');
    this.offset = offset;
  }
}

function* boundedTokens(text: string, lines: LineCounter): Generator<CST.Token> {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > DEEPEST) throw new TooDeep(parser.offset);
  }
  yield* parser.end();
}

function syntaxMessage(code: string, message: string): string {
  if (code === 'TAB_AS_INDENT') return 'a tab is used for indentation; YAML wants blanks';
  if (code === 'TAG_RESOLVE_FAILED') return 'tags (words that begin with !) have no meaning in a study file';
  return `not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\s+/g, ' ')}`;
}

/**
 * Reads one document. Scalars are text as written (`012`, `1e3`, `no` and dates included), except below the
 * top-level key `typedKey`: there plain decimal numbers, `true`, `false` and `null` become values, and the entry
 * keeps their text. A scalar that is left empty is null. Maps have no prototype. Aliases are expanded within limits.
 * @throws StudyError where the text is not YAML at all.
 */
export function readYaml(text: string, path: string, typedKey: string): YamlText {
  const lines = new LineCounter();
  const placeOf = (offset: number) => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return `${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const documents = composed(text, path, lines, placeOf);
  const faults: Fault[] = [];
  const [document, second] = documents;
  for (const { errors, warnings } of documents) {
    for (const { code, message, pos } of [...errors, ...warnings]) {
      faults.push({ path, place: placeOf(pos[0]), message: syntaxMessage(code, message) });
    }
  }
  if (second !== undefined) {
    const place = placeOf(second.range?.[0] ?? 0);
    faults.push({ path, place, message: 'a second document begins here (---); a study file has one' });
  }
  if (faults.length > MOST_SYNTAX_FAULTS) {
    const message = `and ${faults.length - MOST_SYNTAX_FAULTS} more such faults in the file`;
    throw new StudyError([...faults.slice(0, MOST_SYNTAX_FAULTS), { path, place: '', message }]);
  }
  if (faults.length > 0) throw new StudyError(faults);
  return new Reader(path, typedKey, placeOf).read(document?.contents ?? null);
}

function composed(text: string, path: string, lines: LineCounter, placeOf: (offset: number) => string) {
  const composer = new Composer({
    lineCounter: lines,
    schema: 'failsafe',
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  try {
    return [...composer.compose(boundedTokens(text, lines), true, text.length)];
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    const message = `more than ${DEEPEST} levels of nesting; a study needs fewer than ten`;
    throw new StudyError([{ path, place: placeOf(error.offset), message }]);
  }
}

/** An unquoted scalar as a value: a decimal number without leading zeros, a truth value, null; else its text. */
function typedScalar(source: string): unknown {
  if (/^(?:~|null|Null|NULL)$/.test(source)) return null;
  if (/^(?:true|True|TRUE)$/.test(source)) return true;
  if (/^(?:false|False|FALSE)$/.test(source)) return false;
  const number = parseNumber(source);
  return Number.isNaN(number) || /^[+-]?0\d/.test(source) ? source : number;
}

interface ReadValue {
  readonly value: unknown;
  readonly entry: Entry;
}

class Reader {
  private readonly path: string;
  private readonly typedKey: string;
  private readonly placeOf: (offset: number) => string;
  private readonly places: Places = new WeakMap();
  private readonly faults: Fault[] = [];
  private readonly anchors = new Map<string, Node>();
  private depth = 0;
  private aliasDepth = 0;
  private aliased = 0;

  constructor(path: string, typedKey: string, placeOf: (offset: number) => string) {
    this.path = path;
    this.typedKey = typedKey;
    this.placeOf = placeOf;
  }

  read(contents: Node | null): YamlText {
    const { places, faults } = this;
    const { value, entry } = this.value(contents, false, 0);
    return { root: value, rootEntry: entry, places, faults };
  }

  private fault(offset: number, message: string): void {
    this.faults.push({ path: this.path, place: this.placeOf(offset), message });
  }

  private entryAt(offset: number): Entry {
    const place = this.placeOf(offset);
    return { path: this.path, keyPlace: place, place };
  }

  /** The value of a node and where it stands; `fallback` is the offset where a node is missing altogether. */
  private value(node: Node | null, typed: boolean, fallback: number): ReadValue {
    const offset = node?.range?.[0] ?? fallback;
    if (this.aliasDepth > 0 && (++this.aliased > MOST_ALIASED || this.depth > DEEPEST)) {
      this.fault(
        offset,
        `aliases (*name) stand for more than ${MOST_ALIASED} values, or nest too deeply; write them out`,
      );
      throw new StudyError(this.faults);
    }
    this.depth++;
    const read = isAlias(node) ? this.aliasValue(node.source, offset, typed) : this.nodeValue(node, typed, offset);
    this.depth--;
    return read;
  }

  private aliasValue(name: string, offset: number, typed: boolean): ReadValue {
    const target = this.anchors.get(name);
    if (target === undefined) {
      this.fault(offset, `the alias *${name} stands before, or inside, what it names`);
      return { value: null, entry: this.entryAt(offset) };
    }
    this.aliasDepth++;
    const read = this.value(target, typed, offset);
    this.aliasDepth--;
    return read;
  }

  /** Known from here on; a name that changed its meaning half-way would be read wrongly by people. */
  private remember(name: string | undefined, node: Node, offset: number): void {
    if (name === undefined || this.aliasDepth > 0) return;
    if (this.anchors.has(name)) this.fault(offset, `the anchor &${name} is given twice`);
    this.anchors.set(name, node);
  }

  private nodeValue(node: Node | null, typed: boolean, offset: number): ReadValue {
    let value: unknown = null;
    let source: string | undefined;
    if (isMap(node)) value = this.mapValue(node.items, typed);
    else if (isSeq(node)) value = this.listValue(node.items, typed, offset);
    else if (isScalar(node)) {
      const text = node.source ?? '';
      const empty = node.type === 'PLAIN' && text === '';
      value = node.type !== 'PLAIN' || !typed ? text : typedScalar(text);
      if (empty) value = null;
      else if (value !== text) source = text;
    }
    if (node !== null && !isAlias(node)) this.remember(node.anchor, node, offset);
    return { value, entry: { ...this.entryAt(offset), ...(source !== undefined && { source }) } };
  }

  private listValue(items: readonly unknown[], typed: boolean, offset: number): unknown[] {
    const entries = new Map<string | number, Entry>();
    const list = items.map((item, index) => {
      const read = this.value(item as Node | null, typed, offset);
      entries.set(index, read.entry);
      return read.value;
    });
    this.places.set(list, entries);
    return list;
  }

  private mapValue(items: readonly unknown[], typed: boolean): object {
    const map: Record<string, unknown> = Object.create(null);
    const entries = new Map<string | number, Entry>();
    for (const item of items) {
      const { key, value } = item as { key: Node | null; value: Node | null };
      const offset = key?.range?.[0] ?? value?.range?.[0] ?? 0;
      const name = isScalar(key) ? (key.source ?? '') : undefined;
      if (isScalar(key)) this.remember(key.anchor, key, offset);
      const typedHere = typed || (this.depth === 1 && name === this.typedKey);
      const read = this.value(value, typedHere, key?.range?.[1] ?? offset);
      const problem = keyProblem(name, entries);
      if (name === undefined || problem !== '') {
        this.fault(offset, problem);
        continue;
      }
      map[name] = read.value;
      entries.set(name, { ...read.entry, keyPlace: this.placeOf(offset) });
    }
    this.places.set(map, entries);
    return map;
  }
}

function keyProblem(name: string | undefined, entries: ReadonlyMap<string | number, Entry>): string {
  if (name === undefined) return 'a key must be a word, not a list, a map or an alias';
  if (name === '') return 'a key is empty';
  if (isReservedName(name)) return `${quoted(name)} cannot be used as a name; choose another`;
  const first = entries.get(name);
  return first === undefined ? '' : `the key ${quoted(name)} stands twice in one map, first at ${first.keyPlace}`;
}

/**
 * File patterns: `*` and `?` within a path segment, `[a-z]` and `[!a-z]`, `**` for any number of segments, `{name}`
 * for a label. Matched by a search that remembers its dead ends, never by a regular expression.
 */
import { isReservedName } from './faults.ts';

type Step =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] }
  /** Any text without a slash. */
  | { readonly kind: 'star' }
  /** Any number of whole segments. */
  | { readonly kind: 'folders' }
  /** All that is left, at least one character. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'label'; readonly name: string };

export interface Pattern {
  readonly steps: readonly Step[];
  /** Characters before the first wildcard. */
  readonly prefix: string;
  /** Labels that stand more than once. */
  readonly repeated: ReadonlySet<string>;
}

const LONGEST_PATTERN = 1000;
/** Trials for one path; an honest pattern needs fewer than a thousand. */
const MOST_TRIALS = 200_000;

/** What forbids a path of the study file whatever the files are called; '' where nothing does. */
export function pathProblem(path: string): string {
  if (path.length > LONGEST_PATTERN) return `a path must not be longer than ${LONGEST_PATTERN} characters`;
  if (/^(?:[A-Za-z]:|\/|\\\\)/.test(path)) {
    return "an absolute path is not accepted; files lie under the study file's folder and are named from there";
  }
  if (path.includes('\\')) return `use / between folders on every system: "${path.replaceAll('\\', '/')}"`;
  if (path.split('/').includes('..')) return ".. is not accepted; files lie under the study file's folder";
  return '';
}

/** The form in which patterns and paths are compared: NFC (macOS writes names decomposed), without `./` and `//`. */
export function comparable(path: string): string {
  const segments = path.normalize('NFC').split('/');
  return segments.filter((segment, i) => segment !== '.' && (segment !== '' || i === segments.length - 1)).join('/');
}

/** Compiles a comparable pattern; a string says what is wrong with it. */
export function compilePattern(source: string): Pattern | string {
  const steps: Step[] = [];
  const segments = source.split('/');
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === '**') {
      if (steps.at(-1)?.kind === 'folders') steps.pop();
      steps.push({ kind: last ? 'rest' : 'folders' });
      continue;
    }
    const problem = compileSegment(Array.from(segment), steps);
    if (problem !== '') return problem;
    if (!last) steps.push({ kind: 'character', character: '/' });
  }
  const names = steps.flatMap((step) => (step.kind === 'label' ? [step.name] : []));
  const wild = steps.findIndex((step) => step.kind !== 'character');
  const literal = steps.slice(0, wild < 0 ? steps.length : wild);
  return {
    steps,
    prefix: literal.map((step) => (step.kind === 'character' ? step.character : '')).join(''),
    repeated: new Set(names.filter((name, i) => names.indexOf(name) !== i)),
  };
}

/** Adds the steps of one segment; '' or what is wrong. */
function compileSegment(characters: readonly string[], steps: Step[]): string {
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? '';
    if (character === '*') {
      if (characters[i + 1] === '*') return '** stands alone between two slashes, as in eis/**/*.DTA';
      steps.push({ kind: 'star' });
    } else if (character === '?') {
      steps.push({ kind: 'any' });
    } else if (character === '[') {
      const set = characterSet(characters, i);
      if (set === undefined)
        return 'a [ begins a set of characters such as [0-9] and needs its ]; [[] stands for [ itself';
      steps.push(set.step);
      i = set.end;
    } else if (character === '{') {
      const end = characters.indexOf('}', i);
      const name = characters.slice(i + 1, Math.max(i, end)).join('');
      const problem = end < 0 ? 'a { begins a label such as {state} and needs its }' : labelNameProblem(name);
      if (problem !== '') return problem;
      steps.push({ kind: 'label', name });
      i = end;
    } else {
      steps.push({ kind: 'character', character });
    }
  }
  return '';
}

function labelNameProblem(name: string): string {
  if (name.includes(',')) return `{${name}} is not a list of choices; write one pattern for each`;
  const accepted = /^[\p{L}_][\p{L}\p{M}\p{N}_ -]*$/u.test(name) && !['path', 'columns'].includes(name);
  return accepted && !isReservedName(name) ? '' : `"${name}" cannot be the name of a label; use a word, as in {state}`;
}

/** `[abc]`, `[a-z]`, `[!a-z]`; a `]` that comes first is a member. */
function characterSet(characters: readonly string[], start: number): { step: Step; end: number } | undefined {
  const negated = characters[start + 1] === '!' || characters[start + 1] === '^';
  const first = start + (negated ? 2 : 1);
  const end = characters.indexOf(']', first + 1);
  if (end < 0) return undefined;
  const members = characters.slice(first, end).map((character) => character.codePointAt(0) ?? 0);
  const ranges: [number, number][] = [];
  for (let i = 0; i < members.length; i++) {
    const from = members[i] ?? 0;
    const to = members[i + 2];
    if (members[i + 1] === 0x2d && to !== undefined) {
      ranges.push([from, to]);
      i += 2;
    } else {
      ranges.push([from, from]);
    }
  }
  return { step: { kind: 'set', negated, ranges }, end };
}

class Search {
  readonly labels = new Map<string, string>();
  private readonly pattern: Pattern;
  private readonly path: readonly string[];
  private readonly deadEnds = new Set<string>();
  private trials = 0;

  constructor(pattern: Pattern, path: readonly string[]) {
    this.pattern = pattern;
    this.path = path;
  }

  get exhausted(): boolean {
    return this.trials > MOST_TRIALS;
  }

  /** Do the steps from `step` on match the path from `at` on? Labels are bound when they do. */
  matches(step: number, at: number): boolean {
    let i = step;
    let j = at;
    for (; ; i++, j++) {
      const next = this.pattern.steps[i];
      const character = this.path[j];
      if (next === undefined) return character === undefined;
      if (next.kind === 'rest') return character !== undefined;
      if (next.kind === 'star' || next.kind === 'folders' || next.kind === 'label') return this.branches(next, i, j);
      if (character === undefined || !accepts(next, character)) return false;
    }
  }

  private branches(step: Step, i: number, j: number): boolean {
    const bound = [...this.pattern.repeated].map((name) => this.labels.get(name) ?? '');
    const state = [i, j, ...bound].join('/');
    if (this.deadEnds.has(state)) return false;
    if (step.kind === 'label' ? this.label(step.name, i, j) : this.wildcard(step, i, j)) return true;
    this.deadEnds.add(state);
    return false;
  }

  private tries(i: number, j: number): boolean {
    this.trials++;
    return !this.exhausted && this.matches(i, j);
  }

  private segmentEnd(j: number): number {
    const end = this.path.indexOf('/', j);
    return end < 0 ? this.path.length : end;
  }

  /** A star takes as much as it can, `**` as few folders as it can. */
  private wildcard(step: Step, i: number, j: number): boolean {
    if (step.kind === 'star') {
      for (let end = this.segmentEnd(j); end >= j; end--) if (this.tries(i + 1, end)) return true;
      return false;
    }
    for (let start = j; start < this.path.length; start = this.segmentEnd(start) + 1) {
      if (this.tries(i + 1, start)) return true;
    }
    return false;
  }

  /** A label takes as little as it can, at least one character; where it stands again it must be the same. */
  private label(name: string, i: number, j: number): boolean {
    const bound = this.labels.get(name);
    if (bound !== undefined) {
      const characters = Array.from(bound);
      return (
        characters.every((character, k) => this.path[j + k] === character) && this.tries(i + 1, j + characters.length)
      );
    }
    for (let end = j + 1; end <= this.segmentEnd(j); end++) {
      this.labels.set(name, this.path.slice(j, end).join(''));
      if (this.tries(i + 1, end)) return true;
    }
    this.labels.delete(name);
    return false;
  }
}

function accepts(step: Step, character: string): boolean {
  if (step.kind === 'character') return step.character === character;
  if (character === '/') return false;
  if (step.kind !== 'set') return true;
  const code = character.codePointAt(0) ?? 0;
  return step.negated !== step.ranges.some(([from, to]) => code >= from && code <= to);
}

/**
 * Labels captured from a comparable path, undefined where the pattern does not match, or 'undecided' where wildcards
 * can share the path in too many ways to try them all.
 */
export function matchPattern(pattern: Pattern, path: string): ReadonlyMap<string, string> | undefined | 'undecided' {
  const search = new Search(pattern, Array.from(path));
  if (search.matches(0, 0)) return search.labels;
  return search.exhausted ? 'undecided' : undefined;
}

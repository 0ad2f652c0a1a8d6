import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparable, compilePattern, matchPattern, pathProblem } from '../../src/study/pattern.ts';

function match(source: string, path: string): Record<string, string> | undefined | 'undecided' {
  const pattern = compilePattern(source);
  if (typeof pattern === 'string') throw new Error(pattern);
  const found = matchPattern(pattern, path);
  return found === undefined || found === 'undecided' ? found : Object.fromEntries(found);
}

describe('wildcards', () => {
  test.each([
    ['*.DTA', 'a.DTA', true],
    ['*.DTA', 'a.dta', false],
    ['*.DTA', 'x/a.DTA', false],
    ['*', '', true],
    ['a?c', 'abc', true],
    ['a?c', 'a电c', true],
    ['a?c', 'a😀c', true],
    ['a?c', 'ac', false],
    ['a?c', 'a/c', false],
    ['**/*.DTA', 'a.DTA', true],
    ['**/*.DTA', 'x/y/a.DTA', true],
    ['x/**', 'x/y/a.DTA', true],
    ['x/**', 'x', false],
    ['x/**/a', 'x/a', true],
    ['x/**/a', 'x/y/z/a', true],
    ['x/**/a', 'xy/a', false],
    ['**/y/**/a', 'x/y/z/a', true],
    ['[ab]1', 'b1', true],
    ['[!ab]1', 'b1', false],
    ['[!ab]1', 'c1', true],
    ['[^ab]1', 'c1', true],
    ['[a-c]1', 'b1', true],
    ['[a-c]1', 'd1', false],
    ['[]]1', ']1', true],
    ['[!]]1', 'a1', true],
    ['[a-]1', '-1', true],
    ['x[!a]y', 'x/y', false],
    ['[[]1', '[1', true],
    ['a.c', 'abc', false],
    ['(a|b)+', '(a|b)+', true],
    ['样品*/循环.xlsx', '样品1/循环.xlsx', true],
  ])('%s on %s: %s', (source, path, expected) => {
    expect(match(source, path) !== undefined).toBe(expected);
  });
});

describe('labels', () => {
  test.each([
    ['{state}_{cycle}.DTA', 'before_1.DTA', { state: 'before', cycle: '1' }],
    ['{state}_{cycle}.DTA', 'after_long_5.DTA', { state: 'after', cycle: 'long_5' }],
    ['*_{state}.DTA', 'a_b_c.DTA', { state: 'c' }],
    ['{cell}/{cell}_{state}.DTA', 'A1/A1_before.DTA', { cell: 'A1', state: 'before' }],
    ['{状态}.csv', '充电.csv', { 状态: '充电' }],
    ['**/{name}', 'x/y/z', { name: 'z' }],
    ['{a}{b}', 'xyz', { a: 'x', b: 'yz' }],
    ['{a}-{a}', 'x-x-x-x', { a: 'x-x' }],
  ])('%s on %s', (source, path, labels) => {
    expect(match(source, path)).toEqual(labels);
  });

  test.each([
    ['{state}.DTA', '.DTA'],
    ['{state}.DTA', 'x/y.DTA'],
    ['{cell}/{cell}_{state}.DTA', 'A1/A2_before.DTA'],
  ])('%s does not match %s', (source, path) => {
    expect(match(source, path)).toBeUndefined();
  });
});

describe('what is wrong with a pattern', () => {
  test.each([
    ['a[b', /needs its \]/],
    ['a[', /needs its \]/],
    ['a[b/c]', /needs its \]/],
    ['{state.DTA', /needs its \}/],
    ['{a,b}.DTA', /one pattern for each/],
    ['{}.DTA', /cannot be the name/],
    ['{__proto__}.DTA', /cannot be the name/],
    ['{path}.DTA', /cannot be the name/],
    ['{1}.DTA', /cannot be the name/],
    ['a**b', /stands alone/],
  ])('%s', (source, problem) => {
    expect(compilePattern(source)).toMatch(problem);
  });

  test.each([
    ['/data/a', /absolute/],
    ['C:\\data\\a', /absolute/],
    ['C:/data/a', /absolute/],
    ['\\\\server\\a', /absolute/],
    ['a\\b.csv', /"a\/b\.csv"/],
    ['../a', /\.\. is not accepted/],
    ['a/../b', /\.\. is not accepted/],
    [`${'long '.repeat(300)}.csv`, /longer than/],
  ])('path %.20s', (path, problem) => {
    expect(pathProblem(path)).toMatch(problem);
  });

  test('names with points are no way out', () => {
    expect(pathProblem('a..b/..c/d.csv')).toBe('');
  });
});

test('the comparable form', () => {
  expect(comparable('./a//b/./c')).toBe('a/b/c');
  expect(comparable('a/')).toBe('a/');
  expect(comparable('e\u0301')).toBe('\u00e9');
});

/** Every way that `*` can be cut, without any memory. */
function naive(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [first = ''] = pattern;
  if (first === '*') {
    if (naive(pattern.slice(1), text)) return true;
    return text !== '' && text[0] !== '/' && naive(pattern, text.slice(1));
  }
  const fits = text !== '' && (first === '?' ? text[0] !== '/' : first === text[0]);
  return fits && naive(pattern.slice(1), text.slice(1));
}

test('property: * and ? match as the naive reference does', () => {
  const letters = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 8 });
  fc.assert(
    fc.property(letters('ab*?/'), letters('ab/'), (source, path) => {
      fc.pre(!source.includes('**'));
      expect(match(source, path) !== undefined).toBe(naive(source, path));
    }),
    { numRuns: 2000 },
  );
});

test('property: what labels capture, put back, is the path', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '_', '.'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(word, word, (x, y) => {
      const labels = match('{x}_{y}.c/{x}', `${x}_${y}.c/${x}`);
      expect(labels).toBeDefined();
      const { x: a, y: b } = labels as { x: string; y: string };
      expect(`${a}_${b}.c/${a}`).toBe(`${x}_${y}.c/${x}`);
    }),
  );
});

test('patterns that would make a backtracking matcher hang end at once', () => {
  const long = 'a'.repeat(250);
  const start = performance.now();
  expect(match('*a*a*a*ab', long)).toBeUndefined();
  expect(match('{x}{y}{z}{u}b', long)).toBeUndefined();
  expect(match(`${'*a'.repeat(60)}b`, long)).toBe('undecided');
  expect(match('*{x}*{y}*{x}*{y}*{x}b', long)).toBe('undecided');
  expect(match(`${'**/'.repeat(30)}b`, 'a/'.repeat(200))).toBeUndefined();
  expect(performance.now() - start).toBeLessThan(5000);
});

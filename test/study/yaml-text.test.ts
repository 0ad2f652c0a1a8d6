import { describe, expect, test } from 'vitest';
import { StudyError } from '../../src/study/faults.ts';
import { readYaml } from '../../src/study/yaml-text.ts';

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function read(text: string): unknown {
  const { root, faults } = readYaml(text, 'study.yaml', 'stages');
  expect(faults).toEqual([]);
  return plain(root);
}

function faultsOf(text: string): string[] {
  try {
    return readYaml(text, 'study.yaml', 'stages').faults.map((fault) => `${fault.place} ${fault.message}`);
  } catch (error) {
    if (!(error instanceof StudyError)) throw error;
    return error.faults.map((fault) => `${fault.place} ${fault.message}`);
  }
}

describe('scalars', () => {
  test('text stays what was written', () => {
    const text = 'a: 012\nb: 1e3\nc: no\nd: 2024-01-02\ne: 1_000\nf: 0x1F\ng: true\nh: "12"\ni: .5\nj:\nk: ~\nl: ""\n';
    expect(read(text)).toEqual({
      a: '012',
      b: '1e3',
      c: 'no',
      d: '2024-01-02',
      e: '1_000',
      f: '0x1F',
      g: 'true',
      h: '12',
      i: '.5',
      j: null,
      k: '~',
      l: '',
    });
  });

  test('below stages plain numbers, truth values and null become values', () => {
    const text =
      'stages: {a: 12, b: 012, c: -1.5e-3, d: true, e: no, f: "12", g: null, h: [0, 0.5], i: .inf, j: 1e999}';
    expect(read(text)).toEqual({
      stages: { a: 12, b: '012', c: -0.0015, d: true, e: 'no', f: '12', g: null, h: [0, 0.5], i: '.inf', j: '1e999' },
    });
  });

  test('keys that differ only as numbers are different keys', () => {
    expect(read('012: a\n12: b\n1e1: c\n10: d')).toEqual({ '012': 'a', '12': 'b', '1e1': 'c', '10': 'd' });
  });

  test('JSON, with tabs too', () => {
    expect(read('{\n\t"title": "A \\u00e9",\n\t"stages": {"x": [1, null]}\n}')).toEqual({
      title: 'A é',
      stages: { x: [1, null] },
    });
  });

  test('places are those of the value and of the key', () => {
    const { root, places } = readYaml('a: 1\nstages:\n  x: [10, 20]\n', 'study.yaml', 'stages');
    const stages = (root as { stages: { x: object } }).stages;
    expect(places.get(root as object)?.get('a')).toEqual({ path: 'study.yaml', keyPlace: '1:1', place: '1:4' });
    expect(places.get(stages.x)?.get(1)).toEqual({ path: 'study.yaml', keyPlace: '3:11', place: '3:11', source: '20' });
  });
});

describe('aliases', () => {
  test('stand for what they name', () => {
    expect(read('a: &x {k: 1}\nb: *x\nstages: {c: *x}')).toEqual({
      a: { k: '1' },
      b: { k: '1' },
      stages: { c: { k: 1 } },
    });
  });

  test('a billion laughs are refused', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 10; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    expect(faultsOf(lines.join('\n'))).toEqual([expect.stringMatching(/more than 10000 values/)]);
  });

  test('a long chain of aliases is refused', () => {
    const lines = ['a0: &a0 [x]'];
    for (let i = 1; i < 5000; i++) lines.push(`a${i}: &a${i} [*a${i - 1}]`);
    expect(faultsOf(lines.join('\n'))).toEqual([expect.stringMatching(/nest too deeply/)]);
  });

  test.each([
    ['a: &x [*x]', '1:8 the alias *x stands before, or inside, what it names'],
    ['a: &x 1\nb: &x 2', '2:7 the anchor &x is given twice'],
  ])('%s', (text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  test('an alias of nothing', () => {
    expect(faultsOf('a: *x')).toEqual([expect.stringMatching(/^1:4 .*alias/)]);
  });
});

describe('what is not a study', () => {
  test.each([
    ['a: 1\nb: 2\na: 3', '3:1 the key "a" stands twice in one map, first at 1:1'],
    ['1: x\n"1": y', '2:1 the key "1" stands twice in one map, first at 1:1'],
    ['x:\n  __proto__: {polluted: yes}', '2:3 "__proto__" cannot be used as a name; choose another'],
    ['constructor: {prototype: {polluted: 1}}', '1:15 "prototype" cannot be used as a name; choose another'],
    ['[a]: 1', '1:1 a key must be a word, not a list, a map or an alias'],
    [': 1', '1:1 a key is empty'],
    ['a:\n\tb: 1', '2:1 a tab is used for indentation; YAML wants blanks'],
    ['a: !!binary aGk=', '1:4 tags (words that begin with !) have no meaning in a study file'],
    ['a: 1\n---\nb: 2', '2:1 a second document begins here (---); a study file has one'],
  ])('%j', (text, fault) => {
    expect(faultsOf(text)).toContain(fault);
  });

  test('reserved keys pollute nothing', () => {
    faultsOf('__proto__: {polluted: yes}\nstages: {__proto__: {polluted: yes}}');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('syntax faults have places', () => {
    expect(faultsOf('a: [1, 2\nb: 3')[0]).toMatch(/^2:1 not valid YAML: /);
    expect(faultsOf('a: "x')[0]).toMatch(/^1:6 not valid YAML: missing closing "quote/);
  });

  test('no more than twenty syntax faults are listed', () => {
    const faults = faultsOf(']'.repeat(500));
    expect(faults).toHaveLength(21);
    expect(faults[20]).toMatch(/and \d+ more/);
  });

  test.each([
    ['['.repeat(100_000)],
    ['{a: '.repeat(100_000)],
    ['- '.repeat(100_000)],
    ['? '.repeat(100_000)],
    [Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['['.repeat(5000) + ']'.repeat(5000)],
  ])('nesting beyond reason is refused at once (%#)', (text) => {
    expect(faultsOf(text)).toEqual([expect.stringMatching(/^\d+:\d+ more than 64 levels of nesting/)]);
  });
});

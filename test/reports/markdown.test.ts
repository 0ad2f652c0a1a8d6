import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeMarkdown } from '../../reports/markdown.ts';
import { escapeMarkdown } from '../../reports/markdown-grid.ts';
import { SUMMARY } from '../../src/analysis/summary-stage.ts';
import type { GradedIssue, InputFile, RunResults } from '../../src/model/results.ts';
import type { Sample } from '../../src/model/sample.ts';
import { TableBuilder } from '../../src/model/table.ts';

function sample(id: string): Sample {
  return { id, group: id, exclude: [], layers: [], files: [] };
}

function file(path: string, datasets: number): InputFile {
  return { path, sha256: '', parser: '', samples: ['A'], datasets };
}

function summary(...rows: Parameters<TableBuilder<typeof SUMMARY.columns>['add']>[0][]) {
  const table = new TableBuilder(SUMMARY);
  for (const row of rows) table.add(row);
  return table.build();
}

function found(part: Partial<GradedIssue>): GradedIssue {
  return { severity: 'error', code: 'FILE_UNUSABLE', sample: 'A', path: 'a.xlsx', place: '', message: 'm', ...part };
}

function report(part: Partial<RunResults>): string {
  return writeMarkdown(
    {
      title: 'T',
      toolVersion: '1.2.3',
      nodeMajor: 20,
      samples: [sample('A')],
      baseline: '',
      timezone: '',
      tables: new Map(),
      issues: [],
      inputs: [file('a.xlsx', 1)],
      stageOptions: {},
      ...part,
    },
    [],
  );
}

describe('overview', () => {
  test.each<[string, Partial<RunResults>]>([
    ['1 sample, 1 file read. No issues.', {}],
    [
      '2 samples, 1 file read, 2 left out.',
      { samples: [sample('A'), sample('B')], inputs: [file('a', 1), file('b', 0), file('c', 0)] },
    ],
    ['0 samples, 0 files read.', { samples: [], inputs: [] }],
    ['Issues: 2 errors, 1 warning (see below).', { issues: [found({}), found({}), found({ severity: 'warning' })] }],
    ['Issues: 1 note (see below).', { issues: [found({ severity: 'info' })] }],
  ])('%s', (words, part) => {
    expect(report(part)).toContain(words);
  });

  test('the study file is no file left out', () => {
    const study: InputFile = { path: 'study.yaml', sha256: '', parser: '', samples: [], datasets: 0 };
    expect(report({ inputs: [file('a', 1), study] })).toContain('1 sample, 1 file read. No issues.');
  });
});

describe('issues', () => {
  test('errors first, each with code, sample, file, place and remedy', () => {
    const text = report({
      issues: [found({ severity: 'info', code: 'MASS_MISSING', path: '' }), found({ place: 'S!B2', message: 'torn' })],
    });
    const lines = text.split('\n').filter((line) => line.startsWith('- '));
    expect(lines[0]).toBe(
      '- **error** FILE_UNUSABLE (A, a.xlsx:S!B2): torn. *Export the file again, or take it out of the study.*',
    );
    expect(lines[1]).toMatch(/^- \*\*info\*\* MASS_MISSING \(A\): m\. \*Set `active_mass` of the sample/);
  });
});

const HOSTILE = [
  'a|b',
  '`rm -rf`',
  '``` x',
  '<script>alert(1)</script>',
  '<img src=x onerror=1>',
  '[x](javascript:alert(1))',
  '![x](http://evil.example/p.png)',
  '[x]: http://evil.example',
  '**bold** _it_ ~~no~~',
  'a\nb\n# c',
  'a\r\n\r\n- b',
  '\\',
  'a\\|b',
  '&lt;b&gt;',
  '$x^2$',
  'a\u202etxt.exe',
  'a\u2066b\u2069',
  'a\u2028b',
  '\u001b[31mred',
];

describe('names from files do not become markup', () => {
  test.each(HOSTILE)('%j', (name) => {
    const text = report({
      title: name,
      samples: [sample(name)],
      tables: new Map([['summary', summary({ sample: name, group: name, role: 'full-cell', cycles: 3 })]]),
      issues: [found({ sample: name, path: name, place: name, message: name })],
    });
    const plain = report({
      title: 'x',
      samples: [sample('x')],
      tables: new Map([['summary', summary({ sample: 'x', group: 'x', role: 'full-cell', cycles: 3 })]]),
      issues: [found({ sample: 'x', path: 'x', place: 'x', message: 'x' })],
    });
    expect(text.split('\n')).toHaveLength(plain.split('\n').length);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
    expect(text).not.toMatch(/<[a-z]/i);
    const bare = (of: string) => of.replace(/\\[!-/:-@[-`{-~]/g, '');
    for (const mark of ['|', '`', '*', '_', '[', ']', '~', '$', '<']) {
      const count = (of: string) => bare(of).split(mark).length;
      expect(count(text), `unescaped ${mark}`).toBe(count(plain));
    }
  });

  test('escaped text keeps its letters', () => {
    expect(escapeMarkdown('HRPOSS-1.5 电池 #3 (a)')).toBe('HRPOSS-1.5 电池 #3 (a)');
    expect(escapeMarkdown('a_b|c')).toBe('a\\_b\\|c');
    expect(escapeMarkdown('<&>')).toBe('&lt;&amp;&gt;');
  });

  test('no text makes a second line or a column more', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeMarkdown(text);
        expect(escaped).not.toMatch(/[\r\n\u2028\u2029]/);
        expect(escaped.replace(/\\[\\|]/g, '')).not.toContain('|');
      }),
    );
  });
});

test('columns without any value are not shown; the others have a cell in every row', () => {
  const table = summary(
    { sample: 'A', group: 'A', role: 'full-cell', cycles: 3, retention_pct: 84.31, retention_se_pct: 0.42 },
    { sample: 'B', group: 'B', role: 'full-cell', cycles: 2 },
  );
  const lines = report({ tables: new Map([['summary', table]]) })
    .split('\n')
    .filter((line) => line.startsWith('|'));
  expect(lines).toEqual([
    '| sample | role | complete cycles | retention (%) |',
    '| --- | --- | --- | --- |',
    '| A | full-cell | 3 | 84.31 ± 0.42 |',
    '| B | full-cell | 2 |  |',
  ]);
});

test('figures by name, with their caption escaped', () => {
  const text = writeMarkdown(
    { ...({ samples: [], inputs: [], issues: [], tables: new Map() } as unknown as RunResults), title: 'T' },
    [{ id: 'cycling', name: 'cycling', caption: 'A|B [x]' }],
  );
  expect(text).toContain('![cycling](figures/cycling.svg)\n\n*A\\|B \\[x\\]*');
});

test('an empty run is a report too', () => {
  expect(report({ samples: [], inputs: [] })).not.toContain('undefined');
});

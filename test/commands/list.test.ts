import { describe, expect, test } from 'vitest';
import { PARSERS } from '../../parsers/index.ts';
import { STAGES } from '../../src/analysis/index.ts';
import { ISSUE_KINDS } from '../../src/model/issues.ts';
import { SCHEMA } from '../../src/model/schema.ts';
import { interphase } from '../program.ts';
import { tempFolder } from '../temp-folder.ts';

async function output(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await interphase(args, { cwd: tempFolder({}) });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).not.toMatch(/undefined|\[object|\t| +$/m);
  return stdout;
}

describe.concurrent('list', () => {
  test('formats: a line for each parser', async () => {
    const lines = (await output('list', 'formats')).trim().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(PARSERS.map(({ id }) => id));
    PARSERS.forEach(({ instrument, description }, i) => {
      expect(lines[i]).toContain(instrument);
      expect(lines[i]).toContain(description);
    });
  });

  test('stages: a line for each, in the order in which they run', async () => {
    const lines = (await output('list', 'stages')).trim().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(STAGES.map(({ id }) => id));
  });

  test('elements: a line for each element of circuits', async () => {
    const lines = (await output('list', 'elements')).trim().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['R', 'C', 'L', 'CPE', 'W', 'Wo', 'Ws', 'G', 'K', 'Zarc']);
  });

  test('issues: code, severity, explanation and remedy of each', async () => {
    const text = await output('list', 'issues');
    for (const [code, { severity, explanation, remedy }] of Object.entries(ISSUE_KINDS)) {
      expect(text).toContain(`${code} (${severity})\n    ${explanation}\n    ${remedy}\n`);
    }
  });

  test('columns: every dataset and table with every column', async () => {
    const text = await output('list', 'columns');
    const block = (title: string) => text.split(`${title}\n`)[1]?.split(/^\S/m)[0] ?? '';
    for (const [kind, columns] of Object.entries(SCHEMA)) {
      for (const name of Object.keys(columns))
        expect(block(`dataset ${kind}`)).toMatch(new RegExp(`^ {4}${name} `, 'm'));
    }
    for (const { name, columns } of STAGES.flatMap(({ tables }) => tables)) {
      for (const header of Object.keys(columns))
        expect(block(`table ${name}`)).toMatch(new RegExp(`^ {4}${header} `, 'm'));
    }
  });
});

describe.concurrent('help', () => {
  test.each([
    ['', ['run', 'inspect', 'list', '--version']],
    [
      'run',
      ['--out <dir>', '--jobs <n>', '--only <stages>', '--format <id>', '--strict', '--png', '--quiet', '--log <form>'],
    ],
    ['inspect', ['--json', '--format <id>', '<file...>']],
    ['list', ['formats, stages, issues, elements or columns']],
  ])('of %s lists everything that may be typed', async (command, words) => {
    const text = await output(...(command === '' ? [] : [command]), '--help');
    expect(text).toMatch(/^Usage: interphase/);
    for (const word of words) expect(text).toContain(word);
  });

  test('--version is that of the package', async () => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    expect(await output('--version')).toBe(`${manifest.version}\n`);
  });
});

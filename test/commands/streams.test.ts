/** What is said where: summary to stdout, progress and issues to stderr. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { interphase } from '../program.ts';
import { tempFolder } from '../temp-folder.ts';
import { ANODE, landWorkbook } from '../workbooks.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/interphase.js', import.meta.url));
const GOOD = landWorkbook(ANODE);
const STUDY = 'samples: {A: {files: [raw/*]}}\nfigures: []\n';

/** One error, one warning and three notes. */
function flawed(): string {
  return tempFolder({
    'study.yaml': STUDY,
    'raw/a.xlsx': GOOD,
    'raw/b.xlsx': GOOD,
    'raw/c.xlsx': GOOD.slice(0, -100),
  });
}

const ESCAPE = '\u001b';

test.concurrent('text: the summary on stdout; errors and warnings on stderr, a line each, without colours', async () => {
  const { stdout, stderr } = await interphase(['run'], { cwd: flawed() });
  expect(stdout).toBe(
    [
      '1 sample, 2 files read, 1 left out: 9 tables, 0 figures',
      '1 error, 1 warning, 3 notes: see issues.csv',
      `report: ${path.join('results', 'report.md')}`,
      '',
    ].join('\n'),
  );
  expect(
    stderr
      .trim()
      .split('\n')
      .map((line) => line.split(':')[0]),
  ).toEqual(['error FILE_UNUSABLE raw/c.xlsx', 'warning FILE_DUPLICATE raw/b.xlsx']);
  expect(stdout + stderr).not.toContain(ESCAPE);
});

test.concurrent('quiet: errors only', async () => {
  const { stdout, stderr } = await interphase(['run', '--quiet'], { cwd: flawed() });
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^error FILE_UNUSABLE raw\/c\.xlsx: .*\n$/);
});

describe.concurrent('json: every line of stderr is an event', () => {
  const events = async (args: string[], cwd: string) => {
    const { stderr } = await interphase([...args, '--log', 'json'], { cwd });
    const lines = stderr.trim().split('\n');
    return lines.map((line): Record<string, unknown> => JSON.parse(line));
  };

  test('of a run', async () => {
    const found = await events(['run'], flawed());
    expect(found.map(({ event }) => event)).toEqual(['progress', 'issue', 'issue', 'issue', 'issue', 'issue', 'done']);
    expect(found[0]).toEqual({ event: 'progress', done: 1, total: 1, sample: 'A' });
    expect(found.filter((one) => one['severity'] === 'error')).toMatchObject([
      { event: 'issue', code: 'FILE_UNUSABLE', path: 'raw/c.xlsx', sample: 'A' },
    ]);
    expect(found.at(-1)).toMatchObject({ event: 'done', error: 1, warning: 1, info: 3 });
  });

  test('of a quiet run: errors only', async () => {
    const found = await events(['run', '--quiet'], flawed());
    expect(found.map(({ event, severity }) => [event, severity])).toEqual([['issue', 'error']]);
  });

  test.each<[string, Record<string, string | Uint8Array>, string[]]>([
    ['no data', { 'study.yaml': STUDY, 'raw/a.txt': 'x' }, ['run']],
    ['a wrong study file', { 'study.yaml': 'samples: 3\nbaselin: x\n' }, ['run']],
    ['a missing path', {}, ['run', 'nowhere']],
    ['results that cannot be written', { 'study.yaml': STUDY, 'raw/a.xlsx': GOOD }, ['run', '--out', 'study.yaml/x']],
  ])('of a run that ends for %s', async (_, files, args) => {
    const found = await events(args, tempFolder(files));
    expect(found.at(-1)).toMatchObject({ event: 'error', message: expect.any(String) });
  });
});

describe.skipIf(process.platform !== 'linux' || !existsSync('/usr/bin/script'))('on a terminal', () => {
  const onTerminal = (command: string, env: Readonly<Record<string, string>> = {}) => {
    const { FORCE_COLOR: _, NO_COLOR: __, CI: ___, ...inherited } = process.env;
    return execFileSync('/usr/bin/script', ['-qec', `'${process.execPath}' '${PROGRAM}' ${command}`, '/dev/null'], {
      cwd: flawed(),
      env: { ...inherited, TERM: 'xterm-256color', ...env },
      encoding: 'utf8',
      timeout: 20_000,
    });
  };
  const COLOUR = `${ESCAPE}[3`;

  test('severities are coloured and progress is shown and wiped', () => {
    const seen = onTerminal('run || true');
    expect(seen).toContain(`${COLOUR}1merror${COLOUR}9m FILE_UNUSABLE`);
    expect(seen).toContain('\r\u001b[K1/1 A\r\u001b[K');
  });

  test('NO_COLOR', () => {
    for (const command of ['run || true', 'inspect raw/c.xlsx || true']) {
      expect(onTerminal(command)).toContain(COLOUR);
      expect(onTerminal(command, { NO_COLOR: '1' })).not.toContain(COLOUR);
    }
  });

  test('a stream that is no terminal gets no colours though the other one is', () => {
    expect(onTerminal('run 2>log.txt; cat -v log.txt')).toContain('error FILE_UNUSABLE');
    expect(onTerminal('inspect raw/c.xlsx | cat')).not.toContain(COLOUR);
  });
});

describe.skipIf(process.platform === 'win32')('a reader that goes away', () => {
  const shell = (command: string, cwd: string) => {
    const script = `set -o pipefail; ${command.replaceAll('interphase', `'${process.execPath}' '${PROGRAM}'`)}`;
    return spawnSync('bash', ['-c', script], { cwd, encoding: 'utf8', timeout: 20_000 });
  };

  test('list columns | head -1', () => {
    const { status, stdout, stderr } = shell('interphase list columns | head -1', tempFolder({}));
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'dataset cycling\n', stderr: '' });
  });

  test('does not end a run: the results are there, and so is the exit code', () => {
    const cwd = flawed();
    expect(shell('interphase run --log json 2>&1 | true', cwd).status).toBe(1);
    expect(existsSync(path.join(cwd, 'results/report.md'))).toBe(true);
    expect(shell('interphase inspect raw/c.xlsx | true', cwd).status).toBe(1);
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk is told, as 74', () => {
    const { status, stderr } = shell('interphase list columns > /dev/full', tempFolder({}));
    expect(status).toBe(74);
    expect(stderr).toMatch(/^the output cannot be written: ENOSPC.*\n$/);
  });
});

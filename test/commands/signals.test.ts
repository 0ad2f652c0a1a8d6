/** A run that is ended leaves the previous results or the new ones, whole, and nothing else. */
import type { ChildProcess } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { folderContent, interphase } from '../program.ts';
import { tempFolder } from '../temp-folder.ts';
import { ANODE, landWorkbook } from '../workbooks.ts';

const OTHER = landWorkbook({ cycles: [{ discharge: 3, charge: 2.7 }], intervals: 2000 });

async function prepare() {
  const cwd = tempFolder({ 'data/A/a.xlsx': landWorkbook(ANODE) });
  await interphase(['run', 'data'], { cwd });
  const old = folderContent(path.join(cwd, 'results'));
  writeFileSync(path.join(cwd, 'data/A/a.xlsx'), OTHER);
  await interphase(['run', 'data', '--out', 'fresh'], { cwd });
  const fresh = folderContent(path.join(cwd, 'fresh'));
  expect(old.get('summary.csv')).not.toBe(fresh.get('summary.csv'));
  return { cwd, old, fresh };
}

function expectOneOf(cwd: string, old: Map<string, string>, fresh: Map<string, string>): void {
  expect(readdirSync(cwd)).toEqual(['data', 'fresh', 'results']);
  const left = folderContent(path.join(cwd, 'results'));
  expect(left).toEqual(left.get('summary.csv') === old.get('summary.csv') ? old : fresh);
}

describe.skipIf(process.platform === 'win32')('a signal', () => {
  let cwd = '';
  let old = new Map<string, string>();
  let fresh = new Map<string, string>();
  beforeAll(async () => {
    ({ cwd, old, fresh } = await prepare());
  });

  test('at any moment', async () => {
    const codes: (number | null)[] = [];
    for (const [i, delay] of [0, 100, 200, 300, 400, 600].entries()) {
      const signal = i % 2 === 0 ? 'SIGINT' : 'SIGTERM';
      const onStart = (child: ChildProcess) => setTimeout(() => child.kill(signal), delay);
      const { code, stderr } = await interphase(['run', 'data'], { cwd, onStart });
      expect([0, null, signal === 'SIGINT' ? 130 : 143]).toContain(code);
      expect(stderr).not.toContain('defect');
      codes.push(code);
      expectOneOf(cwd, old, fresh);
    }
    expect(
      codes.some((code) => code === 130 || code === 143),
      `codes ${codes.join(', ')}`,
    ).toBe(true);
  });

  test('at the moment when results are written', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const onStart = (child: ChildProcess) => {
        const timer = setInterval(() => {
          if (!readdirSync(cwd).some((name) => name.startsWith('.'))) return;
          child.kill(signal);
          clearInterval(timer);
        }, 1);
        child.on('close', () => clearInterval(timer));
      };
      await interphase(['run', 'data'], { cwd, onStart });
      expectOneOf(cwd, old, fresh);
    }
  });
});

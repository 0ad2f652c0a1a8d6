/** The new results cannot take the place of the old ones at the very last step. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { writeResultsFolder } from '../../src/engine/results-folder.ts';
import { folderContent } from '../program.ts';
import { tempFolder } from '../temp-folder.ts';

const failing = vi.hoisted(() => ({ from: '' }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const renameSync = (from: string, to: string) => {
    if (failing.from !== '' && from.includes(failing.from)) throw new Error('EPERM: operation not permitted');
    fs.renameSync(from, to);
  };
  return { ...fs, renameSync };
});

test.each(['.new-', 'results'])('a rename that fails (%s) leaves the old results in their place', async (from) => {
  const marker = {
    file: 'provenance.json',
    tool: 'interphase',
    content: (outputs: unknown) => JSON.stringify({ tool: 'interphase', outputs }),
  };
  const root = tempFolder({});
  const folder = path.join(root, 'results');
  await writeResultsFolder(folder, new Map([['a.csv', 'old']]), marker);
  const before = folderContent(folder);
  failing.from = from;
  await expect(writeResultsFolder(folder, new Map([['a.csv', 'new']]), marker)).rejects.toThrow('EPERM');
  failing.from = '';
  expect(readdirSync(root)).toEqual(['results']);
  expect(folderContent(folder)).toEqual(before);
});

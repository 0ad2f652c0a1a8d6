/** What cannot be provoked from outside: the program itself fails. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { PARSERS } from '../../parsers/index.ts';
import { run } from '../../src/commands/run.ts';
import { tempFolder } from '../temp-folder.ts';
import { ANODE, landWorkbook } from '../workbooks.ts';

const GOOD = landWorkbook(ANODE);

test.each([
  ['on all files: nothing is written', [], false],
  ['on one of them: the others are in the results', ['b/b.xlsx'], true],
])('a defect is 70 and says so, %s', async (_, good, written) => {
  const folder = tempFolder({ 'data/a/a.xlsx': GOOD, 'data/b/b.xlsx': GOOD });
  const [land] = PARSERS;
  const { parse } = land!;
  using __ = vi.spyOn(land!, 'parse').mockImplementation((file) => {
    if (good.includes(file.path)) return parse(file);
    throw new TypeError('x is undefined');
  });
  using stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  using ___ = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const out = path.join(folder, 'results');
  const options = { out, strict: false, png: false, quiet: false, log: 'text' } as const;
  expect(await run([path.join(folder, 'data')], options)).toBe(70);
  expect(existsSync(out)).toBe(written);
  const said = stderr.mock.calls.map(([text]) => String(text)).join('');
  expect(said).toMatch(/error.* PROGRAM_DEFECT a\/a\.xlsx: TypeError: x is undefined/);
});

/** Runs every example and, only with `--update`, replaces its golden results: `npm run golden -- --update`. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const update = process.argv.includes('--update');

for (const name of (await readdir(path.join(root, 'examples'))).sort()) {
  const example = path.join(root, 'examples', name);
  if (!existsSync(path.join(example, 'study.yaml'))) continue;
  const work = await mkdtemp(path.join(os.tmpdir(), 'interphase-golden-'));
  const results = path.join(work, 'results');
  execFileSync(process.execPath, [
    path.join(root, 'bin', 'interphase.js'),
    'run',
    example,
    '--out',
    results,
    '--quiet',
  ]);
  if (update) {
    await rm(path.join(example, 'expected'), { recursive: true, force: true });
    await cp(results, path.join(example, 'expected'), { recursive: true });
  }
  console.log(`${name}: ${update ? 'expected/ replaced' : 'ran; say --update to replace expected/'}`);
  await rm(work, { recursive: true });
}

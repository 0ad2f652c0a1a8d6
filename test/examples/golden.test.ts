/** The examples give their golden results byte for byte; what differs is written to `*-changed.*` beside the golden file. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const work = mkdtempSync(path.join(os.tmpdir(), 'interphase-golden-'));
afterAll(() => rmSync(work, { recursive: true }));

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('-changed.'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

/** Bytes are promised per Node major, which only provenance names. */
function comparable(file: string): string {
  return readFileSync(file, 'utf8').replace(/"node_major": \d+/, '"node_major": 0');
}

const EXAMPLES = readdirSync(path.join(root, 'examples')).filter((name) =>
  existsSync(path.join(root, 'examples', name, 'study.yaml')),
);

it('finds the examples', () => {
  expect(EXAMPLES.length).toBeGreaterThan(1);
});

describe.each(EXAMPLES)('example %s', (name) => {
  const expected = path.join(root, 'examples', name, 'expected');
  const results = path.join(work, name);
  execFileSync(
    process.execPath,
    [path.join(root, 'bin', 'interphase.js'), 'run', path.join(root, 'examples', name), '--out', results, '--quiet'],
    { timeout: 120_000 },
  );

  it('writes the golden files and no others', () => {
    expect(filesBelow(results)).toEqual(filesBelow(expected));
    expect(filesBelow(expected).length).toBeGreaterThan(10);
  });

  it.each(filesBelow(expected))('%s is as it was', (file) => {
    const now = comparable(path.join(results, file));
    const { dir, name: stem, ext } = path.parse(path.join(expected, file));
    const changed = path.join(dir, `${stem}-changed${ext}`);
    rmSync(changed, { force: true });
    if (now !== comparable(path.join(expected, file))) writeFileSync(changed, readFileSync(path.join(results, file)));
    expect(now === comparable(path.join(expected, file)), `differs: compare with ${stem}-changed${ext}`).toBe(true);
  });
});

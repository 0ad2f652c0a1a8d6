import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Folder of reference files that are not part of the repository, or undefined where there is none. */
function sharedFolder(): string | undefined {
  const root = process.env['INTERPHASE_SHARED'] ?? resolve(import.meta.dirname, '../../shared');
  const folder = resolve(root, 'data');
  return existsSync(folder) ? folder : undefined;
}

/**
 * Absolute path of a reference file or folder; undefined (with a message) where the machine has no reference data.
 * Throws where it has them but not this one: a test must not fall silent because a file was renamed.
 */
export function sharedData(relative: string): string | undefined {
  const folder = sharedFolder();
  if (folder === undefined) {
    process.stderr.write(`skipped: reference file ${relative} is not on this machine\n`);
    return undefined;
  }
  const path = resolve(folder, relative);
  if (!existsSync(path)) throw new Error(`reference data are there, but not ${relative}`);
  return path;
}

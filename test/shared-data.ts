/** Real instrument files that are not part of the repository. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDER = process.env['INTERPHASE_SHARED'] ?? join(REPOSITORY, '..', 'shared', 'data');

/**
 * Absolute path of a file of the shared data (relative path below its `data` folder), undefined where the folder is
 * not on this machine. Throws if the folder is there and the file is not.
 */
export function sharedData(relative: string): string | undefined {
  if (!existsSync(FOLDER)) return undefined;
  const path = join(FOLDER, relative);
  if (!existsSync(path)) throw new Error(`${relative} is missing from ${FOLDER}`);
  return path;
}

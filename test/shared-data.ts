/** Files of the shared data folder, which is not part of the repository. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = process.env['INTERPHASE_SHARED'] ?? fileURLToPath(new URL('../../shared/data', import.meta.url));

/**
 * Absolute path of a shared file; undefined, with a message naming the file, where there is no shared folder (skip the
 * test then). Throws where the folder is there but the file is not.
 */
export function sharedData(relative: string): string | undefined {
  if (!existsSync(folder)) {
    process.stderr.write(`skipped: no shared data, wanted ${relative}\n`);
    return undefined;
  }
  const path = `${folder}/${relative}`;
  if (!existsSync(path)) throw new Error(`shared data folder lacks ${relative}`);
  return path;
}

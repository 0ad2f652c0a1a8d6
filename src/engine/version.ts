/** What program this is, for provenance. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Version of the package that this module lies in. */
export function toolVersion(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const version = versionIn(path.join(folder, 'package.json'));
    if (version !== undefined) return version;
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('the package has no package.json');
    folder = parent;
  }
}

function versionIn(file: string): string | undefined {
  try {
    const document: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const isOurs =
      typeof document === 'object' && document !== null && 'name' in document && document.name === 'interphase';
    return isOurs && 'version' in document ? String(document.version) : undefined;
  } catch {
    return undefined;
  }
}

export function nodeMajor(): number {
  return Number.parseInt(process.versions.node, 10);
}

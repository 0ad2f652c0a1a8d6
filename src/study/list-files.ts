/** The files below a folder that may be input, sorted by code unit. */
import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudyError } from './faults.ts';

export interface Listing {
  /** Real paths relative to the folder, `/` as separator on every system. */
  readonly files: readonly string[];
  /** Symbolic links that lead out of the folder or to nothing; not followed. */
  readonly leavingLinks: readonly string[];
}

/** `<`, `=` or `>` by code unit: the same on every machine, whatever its language. */
export function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Names that are never input, wherever they stand. */
export function isNeverInput(name: string): boolean {
  const lower = name.toLowerCase();
  return (
    name.startsWith('.') ||
    name.startsWith('~$') ||
    ['thumbs.db', 'desktop.ini', 'node_modules'].includes(lower) ||
    ['study.yaml', 'study.yml', 'study.json'].includes(name)
  );
}

/** Our own results, known by the two lists that every `provenance.json` of ours has. */
async function holdsResults(folder: string, entries: readonly Dirent[]): Promise<boolean> {
  if (!entries.some((entry) => entry.name === 'provenance.json' && entry.isFile())) return false;
  try {
    const content: unknown = JSON.parse(await readFile(path.join(folder, 'provenance.json'), 'utf8'));
    const lists = content as { inputs?: unknown; outputs?: unknown } | null;
    return Array.isArray(lists?.inputs) && Array.isArray(lists.outputs);
  } catch {
    return false;
  }
}

/** The real path, or undefined where a link leads to nothing. */
async function realPathOf(file: string): Promise<string | undefined> {
  try {
    return await realpath(file);
  } catch {
    return undefined;
  }
}

class Walk {
  readonly files: string[] = [];
  readonly leavingLinks: string[] = [];
  private readonly root: string;
  private readonly excluded: ReadonlySet<string>;

  constructor(root: string, excluded: ReadonlySet<string>) {
    this.root = root;
    this.excluded = excluded;
  }

  /** `behindLink`: links are followed one deep, so that links to one another cannot multiply. */
  async folder(real: string, relative: string, behindLink: boolean): Promise<void> {
    const entries = await this.entriesOf(real, relative);
    if (await holdsResults(real, entries)) return;
    for (const entry of entries) {
      const name = relative === '' ? entry.name : `${relative}/${entry.name}`;
      const absolute = path.join(real, entry.name);
      if (isNeverInput(entry.name) || this.excluded.has(absolute)) continue;
      if (entry.isFile()) this.files.push(name);
      else if (entry.isDirectory()) await this.folder(absolute, name, behindLink);
      else if (entry.isSymbolicLink() && !behindLink) await this.link(absolute, name);
    }
  }

  private async entriesOf(real: string, relative: string): Promise<Dirent[]> {
    try {
      return await readdir(real, { withFileTypes: true });
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
      const named = relative === '' ? path.basename(real) : relative;
      throw new StudyError([{ path: named, place: '', message: `the folder cannot be read${reason}` }]);
    }
  }

  private async link(absolute: string, name: string): Promise<void> {
    const target = await realPathOf(absolute);
    if (target === undefined || !isInside(target, this.root)) {
      this.leavingLinks.push(name);
      return;
    }
    const passed = path
      .relative(this.root, target)
      .split(path.sep)
      .filter((segment) => segment !== '');
    const hidden = passed.some((_, i) => this.excluded.has(path.join(this.root, ...passed.slice(0, i + 1))));
    if (hidden || passed.some(isNeverInput)) return;
    const found = await stat(target);
    if (found.isFile()) this.files.push(name);
    else if (found.isDirectory() && !isInside(absolute, target)) await this.folder(target, name, true);
  }
}

/** Both are absolute; a folder is inside itself. */
export function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

/**
 * Lists a folder and all below it. Left out: what is never input, results of ours, the `excluded` files and folders
 * (absolute or relative to the working directory; they need not exist), and links that leave the folder.
 * @throws StudyError where a folder cannot be read.
 */
export async function listFiles(root: string, excluded: readonly string[]): Promise<Listing> {
  const realRoot = (await realPathOf(root)) ?? path.resolve(root);
  const absolute = await Promise.all(excluded.map(async (one) => (await realPathOf(one)) ?? path.resolve(one)));
  const walk = new Walk(realRoot, new Set(absolute));
  await walk.folder(realRoot, '', false);
  return { files: walk.files.sort(byCodeUnit), leavingLinks: walk.leavingLinks.sort(byCodeUnit) };
}

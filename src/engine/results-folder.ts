/** The results folder: written beside its place and exchanged in one rename, so that a killed run leaves the old one whole. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { OutputFiles } from '../model/results.ts';

/** The results cannot be written: a full disk, missing rights, or a folder that is not ours. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

export interface WrittenFile {
  readonly path: string;
  readonly sha256: string;
}

/** The file that makes a folder ours, and the word in it. */
export interface Marker {
  readonly file: string;
  readonly tool: string;
  /** Content of the file, given what else was written; written last. */
  readonly content: (outputs: readonly WrittenFile[]) => string;
}

/**
 * Replaces `folder` by one that holds `files` and the marker. Throws OutputError, and leaves what was there, if
 * anything fails or if the folder holds something that no run of ours wrote.
 */
export async function writeResultsFolder(folder: string, files: OutputFiles, marker: Marker): Promise<void> {
  const parent = path.dirname(folder);
  let staging: string | undefined;
  try {
    await refuseForeign(folder, marker);
    await mkdir(parent, { recursive: true });
    staging = await mkdtemp(path.join(parent, `.${path.basename(folder)}.new-`));
    const written = await writeAll(staging, files);
    await writeFile(path.join(staging, marker.file), marker.content(written));
    await exchange(staging, folder);
  } catch (error) {
    if (staging !== undefined) await rm(staging, { recursive: true, force: true });
    if (error instanceof OutputError) throw error;
    throw new OutputError(`results cannot be written to ${folder}: ${reason(error)}`, { cause: error });
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function refuseForeign(folder: string, marker: Marker): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length === 0 || (await isResultsFolder(folder, marker))) return;
  throw new OutputError(
    `${folder} holds files that interphase did not write; it is left as it is. Choose another folder with --out`,
  );
}

export async function isResultsFolder(folder: string, marker: Pick<Marker, 'file' | 'tool'>): Promise<boolean> {
  try {
    const document: unknown = JSON.parse(await readFile(path.join(folder, marker.file), 'utf8'));
    return typeof document === 'object' && document !== null && 'tool' in document && document.tool === marker.tool;
  } catch {
    return false;
  }
}

async function writeAll(staging: string, files: OutputFiles): Promise<WrittenFile[]> {
  const written: WrittenFile[] = [];
  for (const [name, content] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const target = path.join(staging, ...name.split('/'));
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
    written.push({ path: name, sha256: createHash('sha256').update(content).digest('hex') });
  }
  return written;
}

async function exchange(staging: string, folder: string): Promise<void> {
  const old = `${staging.replace(/\.new-([^.]*)$/, '.old-$1')}`;
  const hadOld = await rename(folder, old).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
  try {
    await rename(staging, folder);
  } catch (error) {
    if (hadOld) await rename(old, folder);
    throw error;
  }
  if (hadOld) await rm(old, { recursive: true, force: true });
}

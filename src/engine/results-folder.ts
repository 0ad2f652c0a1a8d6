/** The results folder: written beside its place and exchanged in one rename, so that a killed run leaves the old one whole. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
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

/** Files that workers have written already, on the same file system. */
export interface ReadyFolder {
  /** Absolute path; it becomes part of the results. */
  readonly folder: string;
  /** Its name in the results. */
  readonly name: string;
  /** By path relative to it; nothing is moved where there are none. */
  readonly files: readonly WrittenFile[];
}

/** What systems and programs leave in any folder. */
const LITTER = /^(\..*|~\$.*|thumbs\.db|desktop\.ini)$/i;

/**
 * Replaces `folder` by one that holds `files`, what is `ready`, and the marker. Throws OutputError, and leaves what was there, if
 * anything fails or if the folder holds something that no run of ours wrote. Synchronous from the first file to the
 * last: a signal is handled before or after, never between.
 */
export async function writeResultsFolder(
  folder: string,
  files: OutputFiles,
  marker: Marker,
  ready: ReadyFolder = { folder: '', name: '', files: [] },
): Promise<void> {
  try {
    const target = await realpath(folder).catch(() => folder);
    await refuseForeign(target, marker);
    replaceFolder(target, files, marker, ready);
  } catch (error) {
    if (error instanceof OutputError) throw error;
    throw new OutputError(`results cannot be written to ${folder}: ${reason(error)}`, { cause: error });
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function refuseForeign(folder: string, marker: Marker): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const ours = await filesOfLastRun(folder, marker);
  const foreign = entries
    .filter((entry) => !entry.isDirectory() && !LITTER.test(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((name) => !ours.has(name))
    .toSorted();
  if (foreign.length === 0) return;
  const more = foreign.length > 1 ? ` and ${foreign.length - 1} more` : '';
  throw new OutputError(
    `${folder} holds ${foreign[0]}${more}, which interphase did not write; it is left as it is. Choose another folder with --out`,
  );
}

/** What the marker of the folder lists, and the marker itself; nothing where it is not ours. */
async function filesOfLastRun(folder: string, marker: Marker): Promise<ReadonlySet<string>> {
  try {
    const document = JSON.parse(await readFile(path.join(folder, marker.file), 'utf8')) as Partial<LastRun> | null;
    if (document?.tool !== marker.tool || !Array.isArray(document.outputs)) return new Set();
    return new Set([marker.file, ...document.outputs.map((output) => output.path)]);
  } catch {
    return new Set();
  }
}

interface LastRun {
  readonly tool: unknown;
  readonly outputs: readonly WrittenFile[];
}

/** The old folder and the new one change places by renaming; if that fails the old one is put back. */
function replaceFolder(folder: string, files: OutputFiles, marker: Marker, ready: ReadyFolder): void {
  const [parent, name] = [path.dirname(folder), path.basename(folder)];
  const mark = randomUUID().slice(0, 8);
  const staging = path.join(parent, `.${name}.new-${mark}`);
  const old = path.join(parent, `.${name}.old-${mark}`);
  mkdirSync(parent, { recursive: true });
  try {
    const written = [...writeAll(staging, files), ...takeReady(staging, ready)];
    const listed = written.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    writeFileSync(path.join(staging, marker.file), marker.content(listed));
    const hadOld = existsSync(folder);
    if (hadOld) renameSync(folder, old);
    try {
      renameSync(staging, folder);
    } catch (error) {
      if (hadOld) renameSync(old, folder);
      throw error;
    }
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  rmSync(old, { recursive: true, force: true });
}

function takeReady(staging: string, { folder, name, files }: ReadyFolder): WrittenFile[] {
  if (files.length > 0) renameSync(folder, path.join(staging, name));
  return files.map((file) => ({ ...file, path: `${name}/${file.path}` }));
}

function writeAll(staging: string, files: OutputFiles): WrittenFile[] {
  const written: WrittenFile[] = [];
  mkdirSync(staging);
  for (const [name, content] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const target = path.join(staging, ...name.split('/'));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
    written.push({ path: name, sha256: createHash('sha256').update(content).digest('hex') });
  }
  return written;
}

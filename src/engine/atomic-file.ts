/** One file, written beside its place and renamed: whoever reads it sees the old content or the new, never a part. */
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { OutputError } from './results-folder.ts';

/** Bytes of text gathered before they are written. */
const BUFFER_CHARACTERS = 1 << 18;

/** Throws OutputError, and leaves what was there, where the file cannot be written. */
export function writeFileAtomically(target: string, pieces: Iterable<string | Uint8Array>): void {
  const folder = path.dirname(target);
  const temporary = path.join(folder, `.${path.basename(target)}.new-${randomUUID().slice(0, 8)}`);
  try {
    mkdirSync(folder, { recursive: true });
    writePieces(temporary, pieces);
    renameSync(temporary, target);
  } catch (error) {
    removeIfThere(temporary);
    const reason = error instanceof Error ? error.message : String(error);
    throw new OutputError(`${target} cannot be written: ${reason}`, { cause: error });
  }
}

/** A file or folder; a path through a file cannot be there either, which `force` does not cover. */
export function removeIfThere(file: string): void {
  try {
    rmSync(file, { recursive: true, force: true });
  } catch {
    // What is left over is hidden and never input; the results are what counts.
  }
}

/** The pieces one after another into a new file, text as UTF-8. */
export function writePieces(file: string, pieces: Iterable<string | Uint8Array>): void {
  const descriptor = openSync(file, 'wx');
  try {
    let gathered = '';
    for (const piece of pieces) {
      const isText = typeof piece === 'string';
      if (isText) gathered += piece;
      if (isText && gathered.length < BUFFER_CHARACTERS) continue;
      writeAll(descriptor, Buffer.from(gathered, 'utf8'));
      gathered = '';
      if (!isText) writeAll(descriptor, piece);
    }
    writeAll(descriptor, Buffer.from(gathered, 'utf8'));
  } finally {
    closeSync(descriptor);
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from);
}

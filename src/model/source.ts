/** What a parser is given and the one kind of error that bad input may cause. */

/** A file of raw data, with the name it carries in every result. */
export interface RawFile {
  /** Relative to the study, `/` as separator. */
  readonly path: string;
  /** What the study file says about it; empty where nothing. */
  readonly labels: FileLabels;
  /** Lower-case hexadecimal SHA-256 of all bytes. */
  readonly sha256: string;
  /** Length in bytes. */
  readonly size: number;
  /** The first `HEAD_BYTES`, or all of a shorter file: what a format is recognised by. */
  readonly head: Uint8Array;
  /** All bytes, read at the first use of a large file; formats that can be read in pieces use `blocks`. */
  readonly bytes: Uint8Array;
  /** All bytes in order, in pieces; a piece is valid until the next one is asked for. */
  blocks(): Iterable<Uint8Array>;
}

/** Enough for the longest header of any format. */
export const HEAD_BYTES = 1 << 17;

/** A file whose bytes are in memory. */
export function memoryFile(path: string, bytes: Uint8Array, sha256 = '', labels: FileLabels = {}): RawFile {
  const head = bytes.subarray(0, HEAD_BYTES);
  return { path, labels, sha256, size: bytes.length, head, bytes, blocks: () => [bytes] };
}

/** What the study file says about a file: labels such as `state`, and its own map of columns (`columns.time`). */
export type FileLabels = Readonly<Record<string, string>>;

/** 0-based row and column of a worksheet cell as `Sheet!B17`. */
export function cellPlace(sheet: string, row: number, column: number): string {
  return `${sheet}!${columnLetters(column)}${row + 1}`;
}

/** 0-based line and column of a text file as `line:column` (1-based). */
export function linePlace(line: number, column: number): string {
  return `${line + 1}:${column + 1}`;
}

/** Byte offset in a binary file as `@offset`. */
export function offsetPlace(offset: number): string {
  return `@${offset}`;
}

/** 0 → A, 25 → Z, 26 → AA. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
  }
  return letters;
}

/**
 * The user's data or study file is at fault: the file is set aside, reported, and the run goes on.
 * Any other error is a defect of the program.
 */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly path: string;
  /** `line:column`, `Sheet!B17`, `@offset`, or '' for the file as a whole. */
  readonly place: string;
  /** What is wrong and what was expected there. */
  readonly detail: string;
  /** What the user can do about it. */
  readonly remedy: string;

  constructor(path: string, place: string, detail: string, remedy: string, cause?: unknown) {
    const where = place === '' ? path : `${path}:${place}`;
    super(`${where}: ${detail}${remedy === '' ? '' : ` (${remedy})`}`, cause === undefined ? {} : { cause });
    this.path = path;
    this.place = place;
    this.detail = detail;
    this.remedy = remedy;
  }
}

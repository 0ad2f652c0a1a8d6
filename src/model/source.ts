/** What a parser is given and the one kind of error that bad input may cause. */

/** A file's bytes as read once from disk, with the name it carries in every result. */
export interface RawFile {
  /** Relative to the study, `/` as separator. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Lower-case hexadecimal SHA-256 of `bytes`. */
  readonly sha256: string;
}

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

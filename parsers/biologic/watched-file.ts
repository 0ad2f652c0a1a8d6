/** Whether a text file ends within a row: EC-Lab may still be writing it. */
import type { FileLabels, RawFile } from '../../src/model/source.ts';

/** Longer than a row. */
const TAIL_BYTES = 4096;

/** A file that keeps the last bytes that went by when it was read in pieces. */
export class WatchedFile implements RawFile {
  readonly path: string;
  readonly labels: FileLabels;
  readonly sha256: string;
  readonly size: number;
  readonly head: Uint8Array;
  readonly #file: RawFile;
  #tail: Uint8Array = new Uint8Array(0);

  constructor(file: RawFile) {
    this.path = file.path;
    this.labels = file.labels;
    this.sha256 = file.sha256;
    this.size = file.size;
    this.head = file.head;
    this.#file = file;
  }

  get bytes(): Uint8Array {
    return this.#file.bytes;
  }

  /** The end of the file once `blocks` has been read. */
  get tail(): string {
    return Buffer.from(this.#tail).toString('latin1');
  }

  *blocks(): Generator<Uint8Array> {
    for (const block of this.#file.blocks()) {
      const joined = block.length >= TAIL_BYTES ? block : Buffer.concat([this.#tail, block]);
      this.#tail = joined.slice(-TAIL_BYTES);
      yield block;
    }
  }
}

const EXPONENT = /[eE][+-](\d+)$/;
const CUT_EXPONENT = /[eE][+-]?$/;

/**
 * A row of all its cells without a line end is whole unless its last cell stops short of what the cell above it has:
 * EC-Lab writes all exponents with as many digits, which alone tells a cut `1.25E+0` from a whole `1.25E+001`.
 */
export function isCutShort(tail: string): boolean {
  if (tail.endsWith('\n') || tail.endsWith('\r')) return false;
  const rows = tail.split(/\r\n|\n|\r/);
  const lastCell = (row: string | undefined) => row?.replace(/\t+$/, '').split('\t').at(-1) ?? '';
  const [above, last] = [lastCell(rows.at(-2)), lastCell(rows.at(-1))];
  if (CUT_EXPONENT.test(last)) return true;
  const digits = (cell: string) => EXPONENT.exec(cell)?.[1]?.length ?? 0;
  return rows.length > 1 && digits(last) < digits(above);
}

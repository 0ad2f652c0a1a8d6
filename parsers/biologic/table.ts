/** What the text and the binary reader give alike: the columns of one file under EC-Lab's own names. */
import type { Issue } from '../../src/model/issues.ts';

/** A column as EC-Lab's text export names it. */
export interface EcLabColumn {
  /** Header as the text export writes it: `Ewe/V`, `dQ/mA.h`, `ox/red`. Case-sensitive. */
  readonly name: string;
  readonly values: Float64Array;
  /** True for a column that the binary file does not store and that is computed as EC-Lab does on export. */
  readonly derived?: true;
}

export interface EcLabTable {
  /** Name of the technique as the text export writes it (`Galvanostatic Cycling with Potential Limitation`), or ''. */
  readonly technique: string;
  readonly length: number;
  /** In the order of the file; names occur once. */
  readonly columns: readonly EcLabColumn[];
  /** Facts of the header, as written. */
  readonly meta: Readonly<Record<string, string>>;
  /** When the time was 0, by the instrument's PC: start of the acquisition. ISO 8601 without zone, or ''. */
  readonly started: string;
  /** Active mass in g that the file states (characteristic mass), or undefined. */
  readonly activeMass: number | undefined;
  readonly issues: readonly Issue[];
  /** True where rows are announced or begun that are not there. */
  readonly unfinished: boolean;
  /** Place of a row in the file, for issues: `line:column` or `@offset`. */
  place(row: number): string;
}

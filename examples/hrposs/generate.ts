/** Writes the raw data of this example: synthetic LAND workbooks and Gamry spectra. See README.md for what is synthetic. */
import { CELLS, type Cell, FIRST_DAY } from './cells.ts';
import { steps } from './cycler.ts';
import { impedanceFiles } from './impedance-files.ts';
import { landWorkbook } from './land-workbook.ts';

const MINUTES_PER_DAY = 1440;
/** FIRST_DAY as a spreadsheet's serial date, which counts days from 30 December 1899. */
const START_DAY = FIRST_DAY / 86_400_000 + 25569;

/** Path below `raw/` → bytes; the same bytes on every machine, in every time zone. */
export async function generate(): Promise<ReadonlyMap<string, Uint8Array>> {
  const workbooks = CELLS.map((cell): [string, Uint8Array] => [cell.path, workbook(cell)]);
  return new Map([...workbooks, ...impedanceFiles()]);
}

function workbook(cell: Cell): Uint8Array {
  return landWorkbook(steps(cell), cell.activeMass_mg, START_DAY + cell.startMinute / MINUTES_PER_DAY);
}

/** Writes the raw data of this example: synthetic LAND workbooks, one per cell. See README.md for what is synthetic. */
import { CELLS, type Cell } from './cells.ts';
import { steps } from './cycler.ts';
import { landWorkbook } from './land-workbook.ts';

/** 1 June 2022 as a spreadsheet's serial date. */
const START_DAY = 44713;
const MINUTES_PER_DAY = 1440;

/** Path below `raw/` → bytes; the same bytes on every machine, in every time zone. */
export async function generate(): Promise<ReadonlyMap<string, Uint8Array>> {
  return new Map(CELLS.map((cell) => [cell.path, workbook(cell)]));
}

function workbook(cell: Cell): Uint8Array {
  return landWorkbook(steps(cell), cell.activeMass_mg, START_DAY + cell.startMinute / MINUTES_PER_DAY);
}

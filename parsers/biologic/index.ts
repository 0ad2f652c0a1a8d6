/**
 * Biologic potentiostats and battery cyclers: EC-Lab's and BT-Lab's text (`.mpt`, exported `.txt`) and binary files
 * (`.mpr`, mpr.ts).
 *
 * ## Usage
 * Both give the same table of columns under EC-Lab's names (table.ts), from which datasets.ts makes the datasets.
 *
 * ## Schema
 * Kind by the name of the technique, else by the columns (techniques.ts): cycling, open-circuit, chronoamperometry,
 * voltammetry. Rows with a frequency above 0 are impedance, one dataset per sweep, whatever the technique; the other rows
 * of an impedance technique (the hold before the sweep) are chronoamperometry. Columns by name and unit (columns.ts);
 * everything else, the counter electrode's impedance included, is kept as extra.
 *
 * ## Sign conventions
 * The current is positive for oxidation of the working electrode, which is charging, as the schema has it. `-Im(Z)` is
 * reversed. `dq` counts from record to record; `dQ` runs on from the start of a step and is not used.
 *
 * ## File structure and quirks of the text (files of the yadg test set)
 * - Line 2 counts the header lines, the last of which names the columns; 3 without facts (gcpl.pr_182.1), none in a bare
 *   table (PyProBE's no_header). A count that is wrong is reported and the columns are found by name.
 * - windows-1252, rarely UTF-8 (cv.issue_217); the decimal mark is that of the rows: file names hold commas (cv).
 * - The column line ends in a tab that the rows lack. The last line has no line end: incomplete if cells are missing or its
 *   last exponent is shorter than the one above.
 * - Names differ in case alone (`dQ/mA.h`, `dq/mA.h`: cov.issue_185); `<Ewe/V>` for `<Ewe>/V` (cp.issue_149); a name
 *   without values behind an empty one (peis.issue_225).
 * - In a linked experiment (Q-Qo) starts anew with each run (gcpl.issue_149); the header lists their first rows.
 * - A sequence of GCPL holds and rests after the current (gcpl.pr_182.1): then steps are counted here and Ns is an extra.
 * - `cycle number` starts at 0, changes up to one record after the current does (mb), and pairs by the Cycle Definition,
 *   usually charge, then discharge: a leading discharge is alone in cycle 0. It is kept as it is.
 * - The step time is the test time until the first step has ended (gcpl.issue_149): then an extra.
 * - Time as dates instead of seconds (PyProBE's timestamped).
 * - Any unit that the header names is converted (`time/h`, `I/A`, `Ewe/mV`, `(Q-Qo)/C`, `freq/kHz`, `Phase(Z)/rad`).
 * - Settings (`.mps`) and loop indexes (`_LOOP.txt`) are recognised as files without records (side-files.ts).
 *
 * ## Metadata
 * The header's facts as written, without user, folder and host. Start by the PC's clock, without zone, if the file tells
 * day from month. Active mass: the characteristic mass, unless it is EC-Lab's preset of 0.001 (stated-mass.ts).
 */
import type { Parser } from '../../src/model/dataset.ts';
import { toDatasets } from './datasets.ts';
import { isMpr, readMpr } from './mpr.ts';
import { isSideFile, readSideFile } from './side-files.ts';
import { isMpt, readMpt } from './text.ts';

export const biologicText: Parser = {
  id: 'biologic-mpt',
  instrument: 'Biologic potentiostat or cycler',
  description: 'EC-Lab or BT-Lab text (.mpt, .txt): cycling, voltammetry, impedance and others',
  claims: async (file) => isMpt(file) || isSideFile(file),
  parse: async (file) => (isSideFile(file) ? readSideFile(file) : toDatasets(readMpt(file), file, 'biologic-mpt')),
};

export const biologicBinary: Parser = {
  id: 'biologic-mpr',
  instrument: 'Biologic potentiostat or cycler',
  description: 'EC-Lab or BT-Lab binary file (.mpr): cycling, voltammetry, impedance and others',
  claims: async (file) => isMpr(file),
  parse: async (file) => toDatasets(readMpr(file), file, 'biologic-mpr'),
};

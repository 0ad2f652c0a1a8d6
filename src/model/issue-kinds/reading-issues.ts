/** What parsers may report about the content of a file. */
import type { IssueKind } from './issue-kind.ts';

export const READING_ISSUES = {
  LAND_COUNTER_MISMATCH: {
    severity: 'warning',
    explanation: "The file's own cycle table and its record counters disagree; the counters are used.",
    remedy: 'Export the workbook again with all records of all cycles.',
  },
  LAND_CYCLE_TABLE_ONLY: {
    severity: 'warning',
    explanation: 'The file has a cycle or step table but no records; there is nothing to compute from.',
    remedy: 'Export again with the records (Record-Tab) included.',
  },
  LAND_ROWS_SKIPPED: {
    severity: 'warning',
    explanation: 'Record rows without a time, potential or current were left out.',
    remedy: 'Look at the named rows in the workbook; export it again if they should hold data.',
  },
  LAND_FILE_INCOMPLETE: {
    severity: 'warning',
    explanation: 'The file ends in the middle of a record: the instrument is still writing, or it was cut off.',
    remedy: 'Export the file again when the test has ended.',
  },
  LAND_TIME_RESTARTED: {
    severity: 'info',
    explanation: 'Tables of one file count the test time from zero each; they are put one after the other.',
    remedy: 'Look at the order of the tables if the times matter.',
  },
  LAND_UNKNOWN_STATE: {
    severity: 'warning',
    explanation: 'The step state is a word or code this program does not know; the sign of the current decides.',
    remedy: 'Report it to the maintainers.',
  },
  LAND_SIGN_MISMATCH: {
    severity: 'warning',
    explanation: 'The sign of the current contradicts the step state in some records; the current is kept as it is.',
    remedy: 'Check the wiring of the channel and the export.',
  },
  LAND_CURRENT_UNSIGNED: {
    severity: 'info',
    explanation: 'The export shows the current without its sign; it is made negative where the state says discharge.',
    remedy: 'Nothing to do if the states are right; else export the signed current.',
  },
  LAND_MASS_STATED: {
    severity: 'info',
    explanation:
      'The file states an active mass, as typed in at the cycler; it is used only if the study file says so.',
    remedy: 'Set `active_mass` of the sample in study.yaml: to the mass weighed, or to `from-file`.',
  },
  LAND_CELLS_UNREADABLE: {
    severity: 'warning',
    explanation: 'Cells of an optional column hold neither a number nor a time; they are read as missing.',
    remedy: 'Look at the named cell in the workbook.',
  },
  LAND_RECORDS_MISSING: {
    severity: 'warning',
    explanation: 'The record numbers do not run through: records were left out of the export or the sheets.',
    remedy: 'Export the workbook again with all records of all cycles.',
  },
  LAND_TEST_UNFINISHED: {
    severity: 'info',
    explanation: 'The file was copied before the test ended; what is complete is used.',
    remedy: 'Copy the file again when the test has ended.',
  },
  LAND_TEST_PAUSED: {
    severity: 'info',
    explanation: "The channel's clock ran on while the test time stood still, or was set; the clock column goes by it.",
    remedy: 'Nothing to do; mind that the cell relaxed meanwhile.',
  },
  LAND_CLOCK_MISMATCH: {
    severity: 'warning',
    explanation:
      'The test time at the start of a step is not where the records before it end: records are missing. The test time is used.',
    remedy: 'Copy the file again from the cycler PC.',
  },
  LAND_CEX_UNCONFIRMED: {
    severity: 'warning',
    explanation: 'The layout of .cex files is known from descriptions only; no real file at hand has confirmed it.',
    remedy: 'Compare with the workbook that LANDdt exports; send a file to the maintainers if you can.',
  },
  BIOLOGIC_HEADER_LENGTH: {
    severity: 'info',
    explanation: 'The header counts another number of lines than it has; the columns were found by their names.',
    remedy: 'Nothing to do; a program or a person changed the header after the export.',
  },
  BIOLOGIC_CELLS_UNREADABLE: {
    severity: 'warning',
    explanation: 'Cells that should hold numbers hold something else; they are read as missing.',
    remedy: 'Look at the named line of the file; export it again.',
  },
  NO_RECORDS: {
    severity: 'info',
    explanation: 'The file is of a technique that may record nothing, and has no records.',
    remedy: 'Nothing to do.',
  },
  LAST_ROW_INCOMPLETE: {
    severity: 'info',
    explanation: 'The file ends within a row, as it does while the instrument is writing it; that row is left out.',
    remedy: 'Run again once the measurement has ended; else check whether the file was cut.',
  },
  BIOLOGIC_NO_DATA_FILE: {
    severity: 'info',
    explanation: 'The file is one that EC-Lab writes beside its data; it holds no records and is left out.',
    remedy: 'Nothing to do; the records are in the .mpr file or its text export (.mpt).',
  },
  BIOLOGIC_FILE_INCOMPLETE: {
    severity: 'warning',
    explanation: 'The binary file ends early or holds bytes that are no module; its complete rows are used.',
    remedy: 'Copy the file from the instrument computer again once the measurement has ended.',
  },
  BIOLOGIC_LOG_MISSING: {
    severity: 'info',
    explanation: 'The binary file has no log of the measurement: its start and its instrument are unknown.',
    remedy: 'Nothing to do unless the order of the files matters; then name it in the study file.',
  },
  ROWS_SKIPPED: {
    severity: 'warning',
    explanation:
      'Rows that lack a number where one is needed, or lines that are not part of the format, were left out.',
    remedy: 'Look at the named lines of the file; export it again if they should hold data.',
  },
  ROW_COUNT_DIFFERS: {
    severity: 'info',
    explanation: 'The file announces another number of rows than it holds; the rows that are there are used.',
    remedy: 'Check whether the measurement was still running or the file was shortened.',
  },
  TABLE_SKIPPED: {
    severity: 'warning',
    explanation: 'A table of the file is empty or of a kind that has no use here; it is left out.',
    remedy:
      'Nothing to do if the measurement itself is in the results; else report the kind of table to the maintainers.',
  },
  RUN_ABORTED: {
    severity: 'warning',
    explanation: 'The measurement was stopped before its end; what was recorded until then is used.',
    remedy: 'Check the last points, or repeat the measurement.',
  },
  DRIFT_CORRECTED: {
    severity: 'info',
    explanation: 'The file holds the impedance as measured and corrected for drift; the corrected values are used.',
    remedy: 'Nothing to do; the values as measured are kept beside them.',
  },
  CURRENT_SIGN_REVERSED: {
    severity: 'warning',
    explanation:
      'The file states, or its own capacities and step types show throughout, that its current is positive for reduction (discharge); the sign was reversed.',
    remedy: 'Check that oxidation (charging) is positive in the results.',
  },
  CURRENT_SIGN_UNKNOWN: {
    severity: 'warning',
    explanation: 'The file does not state the sign of its current; it was taken as positive for oxidation.',
    remedy: 'Check that oxidation (charging) is positive in the results.',
  },
  CURRENT_SIGN_CONTRADICTED: {
    severity: 'warning',
    explanation:
      "The file's own capacities or states contradict the sign of its current in some records; the current was kept as it is.",
    remedy:
      'If the current of the file is positive on discharge, write `current_sign: discharge` for the file in study.yaml; if it has no sign, name the column that tells charge from discharge as `mode`, with `words: {…}`.',
  },
  STATE_WORDS_UNKNOWN: {
    severity: 'info',
    explanation: 'Words of the state column have no meaning here; the mode of these records is `other`.',
    remedy: 'Give them one in study.yaml, for example `words: {CVC: constant-voltage charge}`.',
  },
  CELLS_UNREADABLE: {
    severity: 'warning',
    explanation: 'Cells of an optional column hold neither a number nor a time; they are read as missing.',
    remedy: 'Look at the named cell in the file.',
  },
  UNIT_OVERRIDDEN: {
    severity: 'info',
    explanation: 'The header of a column names one unit and the study file another; the one of the study file is used.',
    remedy: 'Take the unit out of `units:` unless the header is wrong.',
  },
  CLOCK_ORDER_UNKNOWN: {
    severity: 'info',
    explanation: 'The dates of the file can be read as day/month and as month/day; its clock is left out.',
    remedy: 'Write `date_order: dmy` or `date_order: mdy` for the file in study.yaml.',
  },
  IMAGINARY_SIGN_INFERRED: {
    severity: 'info',
    explanation:
      'Nothing in the file names the sign of the imaginary part; it follows from the change of the real part with frequency.',
    remedy: "Name the columns in a first line, for example `frequency,Z',-Z''`, to state the sign.",
  },
  IMAGINARY_SIGN_SUSPECT: {
    severity: 'warning',
    explanation:
      'The imaginary part is positive where the real part falls with frequency: the column seems to hold the negative imaginary part. It was kept as the file names it.',
    remedy: "If the file holds -Z'', say so in the name of the column.",
  },
  TEMPERATURE_IMPLAUSIBLE: {
    severity: 'info',
    explanation: 'Temperatures outside -60…200 °C, as instruments write them without a sensor, were left out.',
    remedy: 'Nothing to do unless a sensor was connected.',
  },
  OVERLOAD_FLAGS: {
    severity: 'warning',
    explanation: 'The instrument flagged records as overloaded or unsettled; they are kept.',
    remedy: 'Look at these records; repeat the measurement with another current range or a slower rate.',
  },
  START_AMBIGUOUS: {
    severity: 'info',
    explanation: "The file's date can be read as day/month and as month/day; its start time is left open.",
    remedy: 'Nothing to do unless the order of the files matters; then name it in the study file.',
  },
  LAND_TIME_UNIT: {
    severity: 'error',
    explanation:
      'The test time runs faster than the clock: it is not in the unit that the header states, or not in days.',
    remedy: 'Write the unit into the header, for example `TestTime/Sec.`, or export the workbook again.',
  },
  COLUMN_MISSING: {
    severity: 'info',
    explanation: 'A column that this format usually has is not in the file.',
    remedy: 'Export with all columns if the results that need it are wanted.',
  },
  TIME_NOT_MONOTONIC: {
    severity: 'warning',
    explanation: 'The test time goes back; integrals over time leave these intervals out.',
    remedy: 'Check whether two tests are mixed in one file.',
  },
} as const satisfies Record<string, IssueKind>;

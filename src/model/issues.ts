/** The catalogue of everything a run may report about the data: code → severity, explanation, remedy. */

export const SEVERITIES = ['ignore', 'info', 'warning', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];

interface IssueKind {
  readonly severity: Severity;
  readonly explanation: string;
  readonly remedy: string;
}

export const ISSUE_KINDS = {
  FILE_UNUSABLE: {
    severity: 'error',
    explanation: 'The file was recognised but could not be read; nothing of it is in the results.',
    remedy: 'Export the file again, or take it out of the study.',
  },
  FILE_UNKNOWN: {
    severity: 'info',
    explanation: 'No parser recognises the file; it is left out.',
    remedy: 'See `interphase list formats`; export the measurement in one of these formats.',
  },
  FILE_UNKNOWN_NAMED: {
    severity: 'error',
    explanation: 'The study file names this file, and no parser recognises it.',
    remedy:
      'See `interphase list formats`; export the measurement in one of these formats, or name the columns of a table with `columns:` in study.yaml.',
  },
  FILE_AMBIGUOUS: {
    severity: 'error',
    explanation: 'More than one parser claims the file; it is left out.',
    remedy: 'Choose one with --format, and report the file to the maintainers.',
  },
  PROGRAM_DEFECT: {
    severity: 'error',
    explanation: 'The program itself failed on this file or sample; the rest of the study is complete.',
    remedy: 'Report it with the message and, if possible, the file; run without the file meanwhile.',
  },
  FILE_DUPLICATE: {
    severity: 'warning',
    explanation:
      'Two files of one sample have the same content; cycling data are used once, all else is in the results twice.',
    remedy: 'Remove one of the two.',
  },
  PATTERN_WITHOUT_FILE: {
    severity: 'error',
    explanation: 'A file pattern of the study file matches no file.',
    remedy: 'Correct the pattern; patterns are relative to the study file and use / on every system.',
  },
  SAMPLE_WITHOUT_DATA: {
    severity: 'warning',
    explanation: 'No file of the sample gave data.',
    remedy: 'Look at the other issues of the sample.',
  },
  ROLE_INFERRED: {
    severity: 'info',
    explanation: 'The study file states no role for the sample; it was taken from the first half-cycle.',
    remedy: 'Set `role` of the sample in study.yaml: it decides what efficiency and reversible capacity mean.',
  },
  MASS_MISSING: {
    severity: 'info',
    explanation: 'Without the active mass of the sample, capacities are given in mAh only.',
    remedy: 'Set `active_mass` of the sample in study.yaml, for example `active_mass: 1.42 mg ± 0.02 mg`.',
  },
  MASS_NOT_IN_FILE: {
    severity: 'warning',
    explanation: 'The study file asks for the mass that the instrument stored, and no file of the sample states one.',
    remedy: 'Write the mass itself in `active_mass`.',
  },
  MASSES_DIFFER: {
    severity: 'warning',
    explanation: 'The study file asks for the mass that the instrument stored, and the files of the sample disagree.',
    remedy: 'Write the mass itself in `active_mass`.',
  },
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
  CHARGE_INTEGRAL_MISMATCH: {
    severity: 'warning',
    explanation: "The instrument's charge counters and the integral of current over time differ by more than 0.5 %.",
    remedy: 'Check the current range and the logging interval; the counters are reported.',
  },
  CYCLE_INCOMPLETE: {
    severity: 'info',
    explanation: 'A half of the cycle is missing or was not finished; the cycle is left out of retention and rates.',
    remedy: 'Nothing to do while the test is running.',
  },
  CYCLE_ORDER: {
    severity: 'warning',
    explanation:
      "The instrument's cycles pair the half-cycles in the order opposite to the sample's role; its efficiencies pair what the instrument paired, initial and mean efficiency what was stored just before.",
    remedy: 'Check `role` of the sample, or let the instrument start its cycles with the other half.',
  },
  CYCLE_LEADING_HALF: {
    severity: 'info',
    explanation: 'The test starts with the second half of a cycle; it is kept as cycle 0 without efficiency.',
    remedy: 'Nothing to do; check `role` of the sample if this is unexpected.',
  },
  CYCLE_NUMBERS_HALVES: {
    severity: 'info',
    explanation:
      "The instrument's cycle number counts half-cycles; they were paired, and a pair carries the number of its first half.",
    remedy: 'Nothing to do; the column `index` counts the pairs.',
  },
  CYCLE_NUMBERS_CONSTANT: {
    severity: 'warning',
    explanation: 'The instrument gives all half-cycles one cycle number; they were paired and numbered from 1.',
    remedy: 'Check that the half-cycles are cycles and not pulses within one.',
  },
  CURRENT_SPIKES: {
    severity: 'info',
    explanation:
      'Single records exceed the constant current of their half-cycle more than five times; they count in the integral of the current only.',
    remedy: 'Look at the named cycles in the raw data: range switching or interference.',
  },
  CYCLING_RECORDS_REPEATED: {
    severity: 'info',
    explanation: 'Records of the file are in another file of the sample too; they are used once.',
    remedy: 'Nothing to do.',
  },
  CYCLING_FILES_OVERLAP: {
    severity: 'warning',
    explanation:
      'Files of one sample were measured at the same time with different readings; they are kept as separate tests.',
    remedy: 'Check that the files belong to one cell; put different cells into different samples.',
  },
  CYCLING_ORDER_BY_NAME: {
    severity: 'info',
    explanation:
      'Neither clocks nor record numbers nor test times tell the order of the files; they follow each other by name.',
    remedy: 'Name the files so that their order is that of the measurement.',
  },
  CYCLING_GAP_UNKNOWN: {
    severity: 'info',
    explanation:
      'The test time of the file starts again and no clock tells the pause before it; its records follow at once on the file before.',
    remedy: 'Nothing to do unless times across files matter; export with the system time then.',
  },
  CYCLING_COUNTERS_PARTIAL: {
    severity: 'info',
    explanation:
      'Some files of the test have charge counters and others do not; the integral of the current takes their place there.',
    remedy: 'Export all files of the test with the same columns.',
  },
  CYCLES_EXCLUDED: {
    severity: 'info',
    explanation: 'Cycles that the study file excludes are shown but left out of retention and rates.',
    remedy: 'Nothing to do.',
  },
  EFFICIENCY_IMPLAUSIBLE: {
    severity: 'warning',
    explanation: 'The Coulombic efficiency of a complete cycle lies outside 20–120 %.',
    remedy: 'Look at the voltage profile of the cycle: a short circuit, a side reaction or a wrong role.',
  },
  RETENTION_RATES_DIFFER: {
    severity: 'warning',
    explanation: 'The reference and the last cycle ran at different currents; the retention mixes rate and ageing.',
    remedy: 'Set `stages: {retention: {reference: N}}` to a cycle at the current of the last ones.',
  },
  RETENTION_REFERENCE_MISSING: {
    severity: 'warning',
    explanation: 'The reference cycle of the retention is not among the complete cycles.',
    remedy: 'Set `stages: {retention: {reference: …}}` to a cycle that is there.',
  },
  FIGURE_NOT_DRAWN: {
    severity: 'warning',
    explanation: 'The study file asks for a figure that the data do not allow.',
    remedy: 'Look at what the figure needs in the documentation, or take it out of `figures:`.',
  },
  PNG_LETTERS_MISSING: {
    severity: 'info',
    explanation:
      'PNG figures need letters that the program does not bring; the fonts of this machine may not have them.',
    remedy:
      'Look at the PNG; where boxes stand for letters: `npm install @embedpdf/fonts-sc` (Chinese), `fonts-jp`, `fonts-kr`. The SVG is right.',
  },
  CELL_ENERGY_INCOMPLETE: {
    severity: 'info',
    explanation: 'The stack or the sample lacks what Wh/kg or Wh/L follow from.',
    remedy: 'Give the sample an area, and every layer of `stages: {cell_energy: {stack: …}}` its mass and thickness.',
  },
  RATE_SCORES_BASELINE_MISSING: {
    severity: 'info',
    explanation: 'The baseline of the study was not measured at the rates that the others are compared at.',
    remedy: 'Choose rates that all cells share in `stages: {rate_scores: {low_rate: 0.1, high_rate: 2}}`.',
  },
  SHORT_CIRCUIT: {
    severity: 'warning',
    explanation: 'The resistance of a symmetric cell fell by more than half at once and did not come back.',
    remedy: 'Take the cycles before it only; see table critical_current.',
  },
  CE_TIME_UNKNOWN: {
    severity: 'info',
    explanation: 'The cycles do not follow each other in time; periods in the efficiency cannot be looked for.',
    remedy: 'Give each sample the files of one test, or files that state when they were measured.',
  },
  PROFILE_CYCLE_MISSING: {
    severity: 'info',
    explanation: 'A cycle chosen for the voltage profile is not in the data.',
    remedy: 'Set `stages: {voltage_profile: {cycles: […]}}` to cycles that are there.',
  },
  WINDOWS_CYCLE_MISSING: {
    severity: 'info',
    explanation: 'A cycle chosen for the voltage windows is not in the data.',
    remedy: 'Set `stages: {voltage_windows: {cycle: …}}` to cycles that are there.',
  },
  FIRST_CYCLE_NO_EXCESS: {
    severity: 'info',
    explanation:
      'The excess of the first cycle over the second is not given: it needs two complete cycles that store at the same current.',
    remedy: 'Nothing to do while the test is running; else let the second cycle run at the rate of the first.',
  },
  DQDV_CYCLE_MISSING: {
    severity: 'info',
    explanation: 'A cycle chosen for dQ/dV is not in the data.',
    remedy: 'Set `stages: {dqdv: {cycles: […]}}` to cycles that are there.',
  },
  DQDV_TOO_FEW_POINTS: {
    severity: 'info',
    explanation: 'A branch has too few records at constant current for a derivative; there is no dQ/dV of it.',
    remedy: 'Log more often (about every millivolt), or choose other cycles in `stages: {dqdv: {cycles: […]}}`.',
  },
  EIS_POINTS_UNUSABLE: {
    severity: 'warning',
    explanation: 'Points of a spectrum have no frequency or no impedance; they are left out.',
    remedy: 'Look at the file; export it again if the points should hold data.',
  },
  EIS_INDUCTIVE_POINTS_DROPPED: {
    severity: 'info',
    explanation: 'Inductive points at the highest frequencies are left out of the fit of a circuit without inductor.',
    remedy: 'Add an inductor to the circuit (L0-…), or set `stages: {eis_fit: {inductive_points: keep}}`.',
  },
  EIS_TOO_FEW_POINTS: {
    severity: 'warning',
    explanation: 'The spectrum has too few points for a circuit; it is not fitted with it.',
    remedy: 'Choose a simpler circuit in `stages: {eis_fit: {circuits: […]}}`.',
  },
  EIS_FIT_NOT_CONVERGED: {
    severity: 'warning',
    explanation: 'The fit of the selected circuit found no minimum; single arcs are not reported.',
    remedy: 'Look at the spectrum and its validity; choose a circuit that suits it.',
  },
  EIS_NOT_IDENTIFIABLE: {
    severity: 'info',
    explanation: 'The spectrum does not determine some parameters of the selected circuit; they are not reported.',
    remedy: 'Use the sum of the arcs, a simpler circuit, or a wider frequency range.',
  },
  EIS_CYCLE_LABEL: {
    severity: 'info',
    explanation: 'The cycle label of a spectrum is not a whole number; the cycle column stays empty.',
    remedy: 'Capture the cycle number alone in the file pattern: {cycle}.',
  },
} as const satisfies Record<string, IssueKind>;

export type IssueCode = keyof typeof ISSUE_KINDS;

/** Something the user should know about the data. */
export interface Issue {
  readonly code: IssueCode;
  /** File it concerns, '' for a sample or the study. */
  readonly path: string;
  /** `line:column`, `Sheet!B17`, `@offset` or ''. */
  readonly place: string;
  readonly sample: string;
  readonly message: string;
}

export function issue(code: IssueCode, message: string, path = '', place = '', sample = ''): Issue {
  return { code, path, place, sample, message };
}

/** Severities chosen in the study file by code. */
export type Regrading = Readonly<Partial<Record<IssueCode, Severity>>>;

export function severityOf(code: IssueCode, regrading: Regrading): Severity {
  return regrading[code] ?? ISSUE_KINDS[code].severity;
}

/** What stages and figures may report about the data. */
import type { IssueKind } from './issue-kind.ts';

export const ANALYSIS_ISSUES = {
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

/** What may be reported about the files of a study and the samples they belong to. */
import type { IssueKind } from './issue-kind.ts';

export const FILE_ISSUES = {
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
} as const satisfies Record<string, IssueKind>;

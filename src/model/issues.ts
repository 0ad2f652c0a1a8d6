/** The catalogue of everything a run may report about the data: code → severity, explanation, remedy. */
import { ANALYSIS_ISSUES } from './issue-kinds/analysis-issues.ts';
import { FILE_ISSUES } from './issue-kinds/file-issues.ts';
import type { IssueKind, Severity } from './issue-kinds/issue-kind.ts';
import { READING_ISSUES } from './issue-kinds/reading-issues.ts';

export const ISSUE_KINDS = {
  ...FILE_ISSUES,
  ...READING_ISSUES,
  ...ANALYSIS_ISSUES,
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

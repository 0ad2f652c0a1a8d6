/** An entry of the catalogue of issues. */

export const SEVERITIES = ['ignore', 'info', 'warning', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface IssueKind {
  readonly severity: Severity;
  readonly explanation: string;
  readonly remedy: string;
}

/** What a run found: everything the writers need, and nothing that differs between machines or runs. */
import type { Issue, Severity } from './issues.ts';
import type { Sample } from './sample.ts';
import type { Table } from './table.ts';

export interface InputFile {
  readonly path: string;
  readonly sha256: string;
  /** Id of the parser that claimed the file, '' for none. */
  readonly parser: string;
  readonly samples: readonly string[];
}

export interface GradedIssue extends Issue {
  readonly severity: Severity;
}

export interface RunResults {
  readonly title: string;
  readonly toolVersion: string;
  readonly nodeMajor: number;
  readonly samples: readonly Sample[];
  readonly baseline: string;
  readonly timezone: string;
  readonly tables: ReadonlyMap<string, Table>;
  /** Without the ignored ones, in the order of the study. */
  readonly issues: readonly GradedIssue[];
  readonly inputs: readonly InputFile[];
  /** Options by stage id, defaults filled in. */
  readonly stageOptions: Readonly<Record<string, unknown>>;
}

/** A file of the results folder: relative path → content. */
export type OutputFiles = Map<string, string | Uint8Array>;

/** What a run found: everything the writers need, and nothing that differs between machines or runs. */
import type { Severity } from './issue-kinds/issue-kind.ts';
import type { Issue } from './issues.ts';
import type { Sample } from './sample.ts';
import type { Table } from './table.ts';

export interface InputFile {
  readonly path: string;
  readonly sha256: string;
  /** Id of the parser that claimed the file, '' for none. */
  readonly parser: string;
  /** Empty for the study file itself. */
  readonly samples: readonly string[];
  /** Measurements read from it, 0 where the file is left out. */
  readonly datasets: number;
}

/** Files that gave data and files of samples that gave none. */
export function countInputs(inputs: readonly InputFile[]): { readonly read: number; readonly leftOut: number } {
  const ofSamples = inputs.filter(({ samples }) => samples.length > 0);
  const read = ofSamples.filter(({ datasets }) => datasets > 0).length;
  return { read, leftOut: ofSamples.length - read };
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

/** What a stage is: a pure function from the datasets of a sample, or from all tables, to tables and issues. */
import type { GenericSchema } from 'valibot';
import type { Dataset } from '../model/dataset.ts';
import type { Issue } from '../model/issues.ts';
import type { Sample } from '../model/sample.ts';
import type { Table, TableSpec } from '../model/table.ts';
import type { Cell } from './cell.ts';
import type { CycledTest } from './cycling/cycled-test.ts';

export interface StageResult {
  readonly tables: readonly Table[];
  readonly issues: readonly Issue[];
}

export interface SampleInput {
  readonly cell: Cell;
  readonly datasets: readonly Dataset[];
  /** The cycling ones among them as tests: joined, cut into steps and cycles. */
  readonly tests: readonly CycledTest[];
  /** Tables that earlier stages made of this sample. */
  readonly tables: ReadonlyMap<string, Table>;
  readonly options: unknown;
}

export interface StudyInput {
  readonly samples: readonly Sample[];
  /** Sample or group that others are compared with, '' where the study names none. */
  readonly baseline: string;
  /** Tables of all samples, joined in the order of the study. */
  readonly tables: ReadonlyMap<string, Table>;
  readonly options: unknown;
}

interface StageBase {
  readonly id: string;
  readonly description: string;
  readonly tables: readonly TableSpec[];
  /** Validates the stage's entry under `stages:` and fills in the defaults. */
  readonly options: GenericSchema;
}

/** Runs once per sample, in the worker that read its files. */
export interface SampleStage extends StageBase {
  readonly scope: 'sample';
  run(input: SampleInput): StageResult;
}

/** Runs once, after all samples. */
export interface StudyStage extends StageBase {
  readonly scope: 'study';
  run(input: StudyInput): StageResult;
}

export type Stage = SampleStage | StudyStage;

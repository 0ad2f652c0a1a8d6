/** What the program knows, for the command line: stages and their options. */
import * as v from 'valibot';
import { CIRCUIT_ELEMENTS, STAGES } from '../analysis/index.ts';
import type { TableSpec } from '../model/table.ts';

export function stageIds(): string[] {
  return STAGES.map(({ id }) => id);
}

export function stageInfo(): readonly {
  id: string;
  scope: string;
  description: string;
  tables: readonly TableSpec[];
}[] {
  return STAGES;
}

export function elementInfo(): typeof CIRCUIT_ELEMENTS {
  return CIRCUIT_ELEMENTS;
}

export function stageOptionSchemas(): Record<string, v.GenericSchema> {
  return Object.fromEntries(STAGES.map(({ id, options }) => [id, options]));
}

/** The options of every stage with the defaults filled in; `chosen` has been validated when the study was loaded. */
export function completeStageOptions(chosen: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(STAGES.map(({ id, options }) => [id, v.parse(options, chosen[id] ?? {})]));
}

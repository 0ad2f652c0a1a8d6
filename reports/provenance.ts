/** `provenance.json`: from which bytes, by which program and options, every file of the results came. */
import type { RunResults } from '../src/model/results.ts';

export interface OutputDigest {
  readonly path: string;
  readonly sha256: string;
}

/** The marker by which a results folder of ours is known. */
export const PROVENANCE_FILE = 'provenance.json';
export const TOOL_NAME = 'interphase';

export function writeProvenance(results: RunResults, outputs: readonly OutputDigest[]): string {
  const document = {
    tool: TOOL_NAME,
    version: results.toolVersion,
    node_major: results.nodeMajor,
    title: results.title,
    timezone: results.timezone,
    baseline: results.baseline,
    inputs: results.inputs,
    outputs,
    stages: results.stageOptions,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

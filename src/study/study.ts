/** What a study says: the one value that the rest of the program knows of study files and bare folders. */
import type { Issue, Regrading } from '../model/issues.ts';
import type { Sample } from '../model/sample.ts';

export const FIGURE_SIZES = ['single', 'one-and-a-half', 'double'] as const;
export type FigureSize = (typeof FIGURE_SIZES)[number];

export interface FigureRequest {
  readonly id: string;
  /** Ids of samples or groups; all where absent. */
  readonly samples?: readonly string[];
  readonly size?: FigureSize;
  readonly title?: string;
}

export interface Study {
  /** The folder's name where the study gives none. */
  readonly title: string;
  /** Absolute folder that all paths are relative to; never part of results. */
  readonly root: string;
  /** Study file relative to `root`, '' for bare folders and files. */
  readonly path: string;
  /** The study file and its table of samples, relative to `root`: what the results follow from beside the data. */
  readonly documents: readonly string[];
  /** IANA name, '' where not given. */
  readonly timezone: string;
  /** In the order of the study file, else by code unit; files by code unit of their path. */
  readonly samples: readonly Sample[];
  /** Id of a sample or group, '' where not given. */
  readonly baseline: string;
  readonly regrading: Regrading;
  /** Options by stage id, defaults filled in; one for every known stage. */
  readonly stages: Readonly<Record<string, unknown>>;
  /** Undefined: all that the data allow. */
  readonly figures: readonly FigureRequest[] | undefined;
  readonly issues: readonly Issue[];
  /** Files that the study file claims for its samples; empty for bare folders and files. */
  readonly named: ReadonlySet<string>;
}

/** What a figure is: a pure function from tables to drawings, each of them a Vega specification. */
import type { Spec } from 'vega';
import type { Table } from '../../src/model/table.ts';
import type { FigureSize, Theme } from './theme.ts';

export interface FigureOptions {
  /** Default: single column. */
  readonly size?: FigureSize;
  /** Printed above the frame; default: none, as papers caption their figures in the text. */
  readonly title?: string;
  /** Draw only these samples; their colours stay those of the whole study. */
  readonly samples?: readonly string[];
  /** Values of the theme to be replaced. */
  readonly theme?: Partial<Theme>;
}

export interface FigureInput {
  readonly tables: ReadonlyMap<string, Table>;
  /** All samples in the order of the study: decides colour and marker. */
  readonly samples: readonly string[];
  readonly options: FigureOptions;
}

export interface Drawing {
  /** File name without extension, unique within the figure. */
  readonly name: string;
  /** Caption for the report: what, units, what error bars are, n, and whatever was left out. */
  readonly title: string;
  /** Lengths in points of the printed page (1/72 inch). */
  readonly spec: Spec;
}

export interface Figure {
  readonly id: string;
  readonly description: string;
  /** Names of the tables without which the figure cannot be drawn. */
  readonly needs: readonly string[];
  /** One or more drawings; none when the data do not allow the figure. */
  draw(input: FigureInput): readonly Drawing[];
}

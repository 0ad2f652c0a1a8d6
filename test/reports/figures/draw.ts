/** Draws figures from tables, for the tests. */
import { expect } from 'vitest';
import type { Drawing, Figure, FigureOptions } from '../../../reports/figures/figure.ts';
import type { Table } from '../../../src/model/table.ts';

export function draw(
  figure: Figure,
  samples: readonly string[],
  tables: readonly Table[],
  options: FigureOptions = {},
): readonly Drawing[] {
  return figure.draw({ tables: new Map(tables.map((table) => [table.spec.name, table])), samples, options });
}

export function only(drawings: readonly Drawing[]): Drawing {
  expect(drawings).toHaveLength(1);
  const [drawing] = drawings;
  if (drawing === undefined) throw new Error('nothing drawn');
  return drawing;
}

/** Domain of a scale of the first panel. */
export function domainOf({ spec }: Drawing, scale: 'x' | 'left' | 'right'): readonly number[] {
  const [panel] = (spec.marks ?? []) as { scales?: { name: string; domain: number[] }[] }[];
  const found = panel?.scales?.find(({ name }) => name === scale);
  if (found === undefined) throw new Error(`no scale ${scale}`);
  return found.domain;
}

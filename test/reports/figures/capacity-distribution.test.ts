import { describe, expect, it } from 'vitest';
import { capacityDistribution } from '../../../reports/figures/capacity-distribution.ts';
import { renderSvg } from '../../../reports/figures/render.ts';
import { draw, only } from './draw.ts';
import { windowsTable } from './profile-tables.ts';
import { inCurves, itemsOf, texts } from './svg.ts';

const EDGES = [0, 0.1, 0.4, 1.5];

interface Box {
  readonly from: number;
  readonly low: number;
  readonly high: number;
}

function boxesOf(drawing: { readonly spec: { readonly data?: unknown } }): Box[] {
  return (drawing.spec.data as { values: Box[] }[]).flatMap(({ values }) => values);
}

describe('capacity distribution', () => {
  it('stacks the shares of every sample, lowest window first', async () => {
    const table = windowsTable([
      { sample: 'a', edges: EDGES, shares: [50, 30, 20] },
      { sample: 'b', edges: EDGES, shares: [60, 0, 40] },
    ]);
    const drawing = only(draw(capacityDistribution, ['a', 'b'], [table]));
    expect(drawing.name).toBe('capacity-distribution');
    const boxes = boxesOf(drawing).toSorted((x, y) => x.from - y.from || x.low - y.low);
    expect(boxes.map(({ low, high }) => [low, high])).toEqual([
      [0, 50],
      [50, 80],
      [80, 100],
      [0, 60],
      [60, 100],
    ]);
    const svg = await renderSvg(drawing);
    const drawn = itemsOf(svg).filter(
      ({ tag, groups }) => tag === 'path' && groups.at(-1)?.startsWith('mark-rect') && inCurves(groups),
    );
    expect(drawn).toHaveLength(5);
    expect(new Set(drawn.map(({ attributes }) => attributes['fill'])).size).toBe(3);
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['a', 'b', 'Share of capacity (%)', '0.00–0.10 V', '0.10–0.40 V', '0.40–1.50 V']),
    );
    expect(drawing.title).toContain('discharge of cycle 1');
    expect(drawing.title).not.toContain('short of 100 %');
  });

  it('numbers windows that differ between samples and says where they lie', async () => {
    const table = windowsTable([
      { sample: 'a', edges: [0, 1, 2], shares: [50, 50] },
      { sample: 'b', edges: [0, 1.5, 3], shares: [50, 45] },
    ]);
    const drawing = only(draw(capacityDistribution, ['a', 'b'], [table]));
    expect(texts(await renderSvg(drawing))).toEqual(expect.arrayContaining(['Window 1', 'Window 2']));
    expect(drawing.title).toContain('a 0.00, 1.00, 2.00; b 0.00, 1.50, 3.00');
    expect(drawing.title).toContain('1 bar short of 100 %');
  });

  it('tells bars of one sample apart by branch and cycle', async () => {
    const table = windowsTable([
      { sample: 'a', edges: [0, 1, 2], shares: [50, 50] },
      { sample: 'a', edges: [0, 1, 2], shares: [40, 60], cycle: 2, branch: 'charge' },
    ]);
    const drawn = texts(await renderSvg(only(draw(capacityDistribution, ['a'], [table]))));
    expect(drawn).toEqual(expect.arrayContaining(['a, discharge 1', 'a, charge 2']));
  });

  it('shares many samples out, and draws nothing without shares', () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ sample: `cell ${i}`, edges: [0, 1, 2], shares: [50, 50] }));
    const drawings = draw(
      capacityDistribution,
      many.map(({ sample }) => sample),
      [windowsTable(many)],
    );
    expect(drawings.map(({ name }) => name)).toEqual(['capacity-distribution-1', 'capacity-distribution-2']);
    const none = windowsTable([{ sample: 'a', edges: [0, 1, 2], shares: [Number.NaN, 50] }]);
    expect(draw(capacityDistribution, ['a'], [none])).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanText,
  drawingNames,
  fitText,
  italic,
  marksToSvg,
  subscript,
  textWidth,
} from '../../../reports/figures/lettering.ts';
import { Occupancy } from '../../../reports/figures/placement.ts';
import { linearAxis, tickText } from '../../../reports/figures/scale.ts';
import { DEFAULT_THEME, sampleStyle, sequenceColours } from '../../../reports/figures/theme.ts';
import { thin } from '../../../reports/figures/thinning.ts';

describe('lettering', () => {
  it('is as wide as Noto Sans sets it', () => {
    // Sums of the advance widths in the font's own hmtx table, per point of size.
    const measured = {
      'Cycle number': 6.467,
      'Specific capacity (mAh g⁻¹)': 12.249,
      'Coulombic efficiency (%)': 11.377,
    };
    for (const [text, width] of Object.entries(measured)) {
      expect(textWidth(text, 8)).toBeGreaterThanOrEqual(8 * width * 0.99);
      expect(textWidth(text, 8)).toBeLessThan(8 * width * 1.06);
    }
    expect(textWidth('硅负极', 7)).toBeGreaterThanOrEqual(21);
    expect(textWidth('e\u0301', 10)).toBe(textWidth('e', 10));
  });

  it('shortens to the given width and keeps both ends', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
        fc.integer({ min: 20, max: 200 }),
        (name, width) => {
          const clean = cleanText(name);
          const fitted = fitText(clean, 7, width);
          expect(fitted === clean || fitted.includes('…')).toBe(true);
          expect(textWidth(fitted, 7)).toBeLessThanOrEqual(width);
        },
      ),
    );
    expect(fitText('abcdefghijklmnopqrstuvwxyz', 7, 40)).toMatch(/^a.*….*z$/);
  });

  it('shows control and direction marks instead of obeying them', () => {
    expect(cleanText('a\u202Eb\u0000c\uD800d\uE000')).toBe('a�b�c�d�');
    expect(cleanText(' a\n\tb ')).toBe('a b');
  });

  it('sets symbols in italics', () => {
    expect(marksToSvg(`${italic('E')} (V)`)).toBe('<tspan font-style="italic">E</tspan> (V)');
  });

  it('sets subscripts lower and smaller, and comes back to the line', () => {
    const lowered = '<tspan font-size="0.7em" dy="0.25em">ct</tspan>';
    expect(marksToSvg(`${italic('R')}${subscript('ct')}`)).toBe(`<tspan font-style="italic">R</tspan>${lowered}`);
    const [, back] = /<tspan dy="(-[\d.]+)em">\/Ω<\/tspan>$/.exec(marksToSvg(`R${subscript('ct')}/Ω`)) ?? [];
    // Lengths in em are of the text's own size: 0.25 of 0.7.
    expect(Number(back)).toBeCloseTo(-0.175, 12);
    expect(marksToSvg('<text a="b">R &lt; x</text>')).toBe('<text a="b">R &lt; x</text>');
    expect(textWidth(`R${subscript('R')}`, 10)).toBeCloseTo(1.7 * textWidth('R', 10), 9);
  });

  it('names drawings so that no two are the same and none holds a separator', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 8 }), (parts) => {
        const names = drawingNames('cycling', parts);
        expect(new Set(names).size).toBe(parts.length);
        for (const name of names) expect(name).toMatch(/^cycling(?:-[\p{L}\p{M}\p{N}]+)*$/u);
      }),
    );
    expect(drawingNames('rate', ['HRPOSS-6', 'hrposs 6', '硅/负'])).toEqual([
      'rate-hrposs-6',
      'rate-hrposs-6-2',
      'rate-硅-负',
    ]);
  });
});

describe('linear axis', () => {
  it('has ticks at 1, 2 or 5 times a power of ten inside the domain', () => {
    expect(linearAxis('', 80, 101)).toMatchObject({ ticks: [80, 85, 90, 95, 100], decimals: 0 });
    expect(linearAxis('', 2.4, 4.3)).toMatchObject({ ticks: [2.5, 3, 3.5, 4], decimals: 1 });
    expect(linearAxis('', -0.3, 0.3)).toMatchObject({ ticks: [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3] });
    expect(tickText(linearAxis('', -0.3, 0.3), -0.2)).toBe('−0.2');
  });

  it('has two to eleven ticks for any domain', () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(value, fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (low, span) => {
        const { ticks } = linearAxis('', low, low + span);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(11);
      }),
    );
  });
});

describe('thinning', () => {
  const line = (count: number, width: number) =>
    Array.from({ length: count }, (_, i) => ({ x: (i * width) / (count - 1), y: 50 }));

  it('leaves points that stand apart', () => {
    expect(thin(line(20, 200), 4)).toHaveLength(20);
  });

  it('thins evenly and keeps ends and outliers', () => {
    const points = line(1000, 200).map((point, i) => (i === 333 ? { ...point, y: 10 } : point));
    const kept = thin(points, 4);
    expect(kept).toContain(333);
    expect(kept[0]).toBe(0);
    expect(kept.at(-1)).toBe(999);
    expect(kept.length).toBeLessThan(60);
  });

  it('lets series that take turns not meet', () => {
    const points = line(1000, 200);
    const inner = (kept: number[]) => kept.filter((i) => i !== 0 && i !== 999);
    const [a, b] = [0, 1].map((index) => inner(thin(points, 4, { index, of: 2 })));
    for (const i of a ?? []) for (const k of b ?? []) expect(Math.abs(i - k) * (200 / 999)).toBeGreaterThanOrEqual(3.9);
  });
});

describe('placement', () => {
  it('finds room only where nothing is', () => {
    const panel = new Occupancy(100, 60);
    panel.takeLine(0, 30, 100, 30);
    const box = panel.findRoom(40, 15, 3);
    expect(box).toEqual({ x: 3, y: 42, width: 40, height: 15 });
    expect(panel.findRoom(40, 35, 3)).toBeUndefined();
    expect(panel.findRoom(99, 5, 3)).toBeUndefined();
  });
});

describe('labels beside points', () => {
  it('stand clearly nearer to their own point than to its rivals', () => {
    const panel = new Occupancy(100, 60);
    const [own, rival] = [
      { x: 50, y: 30 },
      { x: 60, y: 30 },
    ];
    const alone = panel.findBeside([own], 20, 7);
    expect(alone?.x).toBeGreaterThan(own.x);
    const box = panel.findBeside([own], 20, 7, [rival]);
    expect((box?.x ?? 0) + 20).toBeLessThan(own.x);
    expect(panel.findBeside([own], 20, 7, [own])).toBeUndefined();
  });
});

describe('theme', () => {
  it('gives 42 samples different styles', () => {
    const styles = Array.from({ length: 42 }, (_, i) => JSON.stringify(sampleStyle(DEFAULT_THEME, i)));
    expect(new Set(styles).size).toBe(42);
  });

  it('gets lighter along the sequence, so that grey print keeps the order', () => {
    const luminance = (hex: string) =>
      [1, 3, 5]
        .map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
        .reduce((sum, v, i) => sum + v * ([0.2126, 0.7152, 0.0722][i] ?? 0), 0);
    for (const count of [2, 3, 7, 20]) {
      const values = sequenceColours(DEFAULT_THEME, count).map(luminance);
      values.slice(1).forEach((value, i) => {
        expect(value).toBeGreaterThan(values[i] ?? 0);
      });
    }
  });
});

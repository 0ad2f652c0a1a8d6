import { describe, expect, it } from 'vitest';
import { rasterize, SYSTEM_FONTS } from '../../src/io/rasterize.ts';

const page = (text: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="25.4mm" height="12.7mm" viewBox="0 0 72 36"><text x="4" y="20" font-family="'Noto Sans', sans-serif" font-size="8">${text}</text></svg>`;

function size(png: Uint8Array): [number, number] {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

describe('rasterize', () => {
  it('draws at the resolution asked for and says so in the file', async () => {
    const { png, fonts } = await rasterize(page('−Z″ (Ω) mAh g⁻¹'), 600);
    expect(size(png)).toEqual([600, 300]);
    expect(fonts).toEqual(['NotoSans-Bold.ttf', 'NotoSans-Italic.ttf', 'NotoSans-Regular.ttf']);
    const at = Buffer.from(png).indexOf('pHYs');
    expect(at).toBe(37);
    expect(Buffer.from(png).readUInt32BE(at + 4)).toBe(23_622);
    expect(size((await rasterize(page('a'), 300)).png)).toEqual([300, 150]);
  });

  it('draws letters, and the same ones twice', async () => {
    const [empty, one, two] = await Promise.all(
      [page(''), page('Cycle'), page('Cycle')].map((svg) => rasterize(svg, 300)),
    );
    expect(one?.png).toEqual(two?.png);
    expect(one?.png).not.toEqual(empty?.png);
  });

  it('asks for other fonts only where letters need them', async () => {
    const { fonts } = await rasterize(page('硅 실리콘'), 100);
    expect(fonts.length).toBeGreaterThan(3);
    expect(fonts.slice(3).every((font) => font === SYSTEM_FONTS || /\.(?:otf|ttf)$/.test(font))).toBe(true);
  });

  it('refuses an SVG without a printed width', async () => {
    await expect(rasterize('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>', 300)).rejects.toThrow(
      TypeError,
    );
  });
});

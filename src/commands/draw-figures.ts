/** Tables → figure files: which are wanted, drawn, and turned into PNG on request. */
import type { Drawing, FigureOptions } from '../../reports/figures/figure.ts';
import { FIGURES } from '../../reports/figures/index.ts';
import { renderSvg } from '../../reports/figures/render.ts';
import type { ReportFigure } from '../../reports/markdown.ts';
import { plural } from '../model/format.ts';
import { type Issue, issue } from '../model/issues.ts';
import type { OutputFiles, RunResults } from '../model/results.ts';
import type { FigureRequest } from '../study/study.ts';

/** For line art in print. */
const PNG_DPI = 600;

export interface DrawnFigures {
  readonly files: OutputFiles;
  readonly captions: readonly ReportFigure[];
  /** Figures that the study asks for and the data do not allow; PNG that lack letters. */
  readonly issues: readonly Issue[];
}

/** `requests` undefined: every figure that the data allow. */
export async function drawFigures(
  results: RunResults,
  requests: readonly FigureRequest[] | undefined,
  png: boolean,
): Promise<DrawnFigures> {
  const files: OutputFiles = new Map();
  const captions: ReportFigure[] = [];
  const issues: Issue[] = [];
  const withoutFonts: string[] = [];
  for (const request of requests ?? FIGURES.map((figure): FigureRequest => ({ id: figure.id }))) {
    const drawings = drawingsOf(request, results);
    if (drawings.length === 0 && requests !== undefined) {
      issues.push(issue('FIGURE_NOT_DRAWN', `figure ${request.id} cannot be drawn from the data of the study`));
    }
    for (const drawing of drawings) {
      const name = freeName(drawing.name, files);
      const svg = await renderSvg(drawing);
      files.set(`figures/${name}.svg`, svg);
      if (png) {
        const drawn = await toPng(svg);
        files.set(`figures/${name}.png`, drawn.png);
        if (drawn.needsSystemFonts) withoutFonts.push(name);
      }
      captions.push({ id: request.id, name, caption: drawing.title });
    }
  }
  if (withoutFonts.length > 0) {
    const message = `letters of ${plural(withoutFonts.length, 'figure')} were looked for in the fonts of this machine`;
    issues.push(issue('PNG_LETTERS_MISSING', message, `figures/${withoutFonts[0]}.png`));
  }
  return { files, captions, issues };
}

/** The rasteriser and its fonts are loaded only when a PNG is wanted. */
async function toPng(svg: string): Promise<{ png: Uint8Array; needsSystemFonts: boolean }> {
  const { rasterize, SYSTEM_FONTS } = await import('../io/rasterize.ts');
  const { png, fonts } = await rasterize(svg, PNG_DPI);
  return { png, needsSystemFonts: fonts.includes(SYSTEM_FONTS) };
}

function drawingsOf({ id, ...request }: FigureRequest, results: RunResults): readonly Drawing[] {
  const figure = FIGURES.find((candidate) => candidate.id === id);
  if (figure === undefined || !figure.needs.every((name) => results.tables.has(name))) return [];
  const options = figureOptions(request, results);
  return figure.draw({ tables: results.tables, samples: results.samples.map((sample) => sample.id), options });
}

/** A request may name groups: their samples are meant. */
function figureOptions({ samples, size, title }: Omit<FigureRequest, 'id'>, results: RunResults): FigureOptions {
  const chosen = results.samples
    .filter(({ id, group }) => samples === undefined || samples.includes(id) || samples.includes(group))
    .map(({ id }) => id);
  return {
    ...(samples === undefined ? {} : { samples: chosen }),
    ...(size === undefined ? {} : { size }),
    ...(title === undefined ? {} : { title }),
  };
}

/** Two requests of one figure, or two samples with one slug, get a number. */
function freeName(name: string, files: OutputFiles): string {
  let candidate = name;
  for (let k = 2; files.has(`figures/${candidate}.svg`); k++) candidate = `${name}-${k}`;
  return candidate;
}

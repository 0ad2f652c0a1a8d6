/** Tables → figure files: which are wanted, drawn, and turned into PNG on request. */
import type { FigureOptions } from '../../reports/figures/figure.ts';
import { FIGURES } from '../../reports/figures/index.ts';
import { renderSvg } from '../../reports/figures/render.ts';
import type { ReportFigure } from '../../reports/markdown.ts';
import { rasterize } from '../io/rasterize.ts';
import type { OutputFiles, RunResults } from '../model/results.ts';
import type { FigureRequest } from '../study/study.ts';

/** For line art in print. */
const PNG_DPI = 600;

export interface DrawnFigures {
  readonly files: OutputFiles;
  readonly captions: readonly ReportFigure[];
}

/** `requests` undefined: every figure that the data allow. */
export async function drawFigures(
  results: RunResults,
  requests: readonly FigureRequest[] | undefined,
  png: boolean,
): Promise<DrawnFigures> {
  const files: OutputFiles = new Map();
  const captions: ReportFigure[] = [];
  for (const { id, ...request } of requests ?? FIGURES.map((figure): FigureRequest => ({ id: figure.id }))) {
    const figure = FIGURES.find((candidate) => candidate.id === id);
    if (figure === undefined || !figure.needs.every((name) => results.tables.has(name))) continue;
    const options = figureOptions(request, results);
    const input = { tables: results.tables, samples: results.samples.map((sample) => sample.id), options };
    for (const drawing of figure.draw(input)) {
      const name = freeName(drawing.name, files);
      const svg = await renderSvg(drawing);
      files.set(`figures/${name}.svg`, svg);
      if (png) files.set(`figures/${name}.png`, (await rasterize(svg, PNG_DPI)).png);
      captions.push({ name, caption: drawing.title });
    }
  }
  return { files, captions };
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

/** Voltage against capacity for chosen cycles, on charge and on discharge; one drawing per sample. */
import type { Table } from '../../src/model/table.ts';
import type { Drawing, Figure, FigureInput } from './figure.ts';
import { cleanText, drawingNames } from './lettering.ts';
import { drawPage, themeOf } from './page.ts';
import type { CurveLabel, LineLayer, LineStyle, Panel, Point } from './panel.ts';
import { type PassedBranch, potentialRange } from './potential-range.ts';
import { extent, linearAxis } from './scale.ts';
import { capacityUnit, column, rowsBySample, words } from './series.ts';
import { sequenceColours, type Theme } from './theme.ts';

/** Up to so many cycles all are labelled, beyond it the first and the last. */
const MOST_LABELS = 4;

interface Curve {
  readonly cycle: number;
  readonly branch: string;
  readonly points: Point[];
}

export const voltageProfile: Figure = {
  id: 'voltage-profile',
  description: 'voltage against capacity for chosen cycles',
  needs: ['voltage_profile'],
  draw(input) {
    const table = input.tables.get('voltage_profile');
    if (table === undefined) return [];
    const theme = themeOf(input.options);
    const samples = [...rowsBySample(table, input)];
    const names = drawingNames(
      voltageProfile.id,
      samples.map(([sample]) => sample),
    );
    return samples.flatMap(([sample, rows], i) =>
      drawSample(table, sample, rows, names[i] ?? voltageProfile.id, input, theme),
    );
  },
};

/** One curve per file, cycle and branch, in the order in which they were measured. */
function curvesOf(table: Table, rows: readonly number[], capacityColumn: string): Curve[] {
  const curves = new Map<string, Curve>();
  const cycles = column(table, 'cycle');
  const capacity = column(table, capacityColumn);
  const voltage = column(table, 'voltage_V');
  const branches = words(table, 'branch');
  const files = words(table, 'file');
  for (const row of rows) {
    const [cycle = 0, branch = '', x = 0, y = 0] = [cycles[row], branches[row], capacity[row], voltage[row]];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    const key = JSON.stringify([files[row], cycle, branch]);
    const known = curves.get(key);
    if (known === undefined) curves.set(key, { cycle, branch, points: [{ x, y }] });
    else known.points.push({ x, y });
  }
  return [...curves.values()].filter(({ points }) => points.length > 1);
}

function drawSample(
  table: Table,
  sample: string,
  rows: readonly number[],
  name: string,
  input: FigureInput,
  theme: Theme,
): Drawing[] {
  const unit = capacityUnit(table, [{ sample, rows }]);
  const curves = curvesOf(table, rows, `capacity_${unit.suffix}`);
  if (curves.length === 0) return [];
  const cycles = [...new Set(curves.map(({ cycle }) => cycle))].sort((a, b) => a - b);
  const colours = sequenceColours(theme, cycles.length);
  const styles = new Map(
    cycles.map((cycle, i) => [cycle, { colour: colours[i] ?? theme.ink, width: theme.lineWidth }]),
  );
  const styleOf = (cycle: number): LineStyle => styles.get(cycle) ?? { colour: theme.ink, width: theme.lineWidth };
  const points = curves.flatMap((curve) => curve.points);
  const { low: lowest, high: highest, note } = potentialRange(curves.map(passed));
  const [least, most] = extent(points.map(({ x }) => x));
  const margin = 0.05 * (highest - lowest || 1);
  const panel: Panel = {
    x: linearAxis(unit.axisTitle, Math.min(0, 1.05 * least), 1.06 * most || 1),
    left: linearAxis('Voltage (V)', lowest >= 0 && lowest < margin ? 0 : lowest - margin, highest + margin),
    layers: curves.map(
      (curve): LineLayer => ({ kind: 'line', side: 'left', points: curve.points, style: styleOf(curve.cycle) }),
    ),
    legend: [],
    labels: labelledCycles(cycles).map((cycle) => labelOf(cycle, curves, styleOf(cycle))),
  };
  const { spec, notes } = drawPage(panel, input.options);
  const list = cycles.length === 1 ? `cycle ${cycles[0]}` : `cycles ${cycles.join(', ')}`;
  const order = cycles.length > 1 ? ', dark to light' : '';
  const title = `Voltage (V) against ${unit.axisTitle.toLowerCase().replace('mah', 'mAh')} of ${cleanText(sample)}, charge and discharge of ${list}${order}. One cell.`;
  return [{ name, title: [title, note, ...notes].filter((sentence) => sentence !== '').join(' '), spec }];
}

function passed({ points }: Curve): PassedBranch {
  const start = points[0]?.x ?? 0;
  return { charge: points.map(({ x }) => Math.abs(x - start)), potential: points.map(({ y }) => y) };
}

function labelledCycles(cycles: readonly number[]): number[] {
  return cycles.length <= MOST_LABELS ? [...cycles] : [cycles[0] ?? 0, cycles.at(-1) ?? 0];
}

/** The label stands near the end of a branch of the cycle, where the curves part. */
function labelOf(cycle: number, curves: readonly Curve[], style: LineStyle): CurveLabel {
  const own = curves.filter((curve) => curve.cycle === cycle);
  const branches = [
    ...own.filter(({ branch }) => branch === 'discharge'),
    ...own.filter(({ branch }) => branch !== 'discharge'),
  ];
  const fromEnds = branches.map(({ points }) => points.slice(Math.floor(points.length / 2)).reverse());
  const longest = Math.max(0, ...fromEnds.map((points) => points.length));
  const anchors = Array.from({ length: longest }, (_, i) => fromEnds.flatMap((points) => points[i] ?? [])).flat();
  return { text: `Cycle ${cycle}`, style, side: 'left', anchors, otherwise: 'legend' };
}

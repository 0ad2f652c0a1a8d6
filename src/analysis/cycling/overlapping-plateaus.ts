/** Overlapping plateaus, resolved by fitting their sum to the records. */
import { type FittedStep, fitStepSum, type StepEstimate, type StepPoints } from '../../math/step-sum.ts';
import { type Feet, type PeakBranch, passedAt } from './peak-feet.ts';

/** More plateaus than this in one group are not told apart by shapes that are only nearly theirs. */
const MOST_PLATEAUS = 4;
/** Records are averaged to about so many points: enough for the curve, few enough to be quick. */
const POINTS = 300;
/** Maxima so narrow that their group takes more points than this are noise. */
const MOST_POINTS = 1000;
/** An averaged point does not span more than this share of the narrowest width, beyond the noise. */
const POINT_SPAN = 0.1;
const NOISE_SPAN = 4;
/** The curve may miss the records by this share of the narrowest width: no electrode has a shape to the last microvolt. */
const SHAPE_TOLERANCE = 0.001;
/** χ² per degree of freedom up to which the sum describes the records. */
const HIGHEST_CHI_SQUARE = 1.35;
/** Fitted plateaus stay this close to their maxima (in widths), and are known to these shares of width and capacity. */
const FARTHEST_FROM_MAXIMUM = 0.5;
const LEAST_KNOWN_POSITION = 0.25;
const LEAST_KNOWN_AREA = 0.3;

/**
 * Potential, width (V) and capacity (Ah) of plateaus between two feet; undefined where a sum of symmetric plateaus does
 * not describe the records within their noise, or leaves the plateaus open.
 */
export function resolvePlateaus(
  branch: PeakBranch,
  feet: Feet,
  start: readonly StepEstimate[],
): readonly FittedStep[] | undefined {
  if (start.length > MOST_PLATEAUS || start.some(({ width, amount }) => !(width > 0 && amount > 0))) return undefined;
  const points = pointsBetween(branch, feet, Math.min(...start.map(({ width }) => width)));
  const sum = points && fitStepSum(points, start, HIGHEST_CHI_SQUARE);
  if (sum === undefined) return undefined;
  const known = sum.steps.every(
    (step, k) =>
      Math.abs(step.position - start[k]!.position) <= FARTHEST_FROM_MAXIMUM * step.width &&
      step.positionStandardError <= LEAST_KNOWN_POSITION * step.width &&
      step.amountStandardError <= LEAST_KNOWN_AREA * step.amount,
  );
  return known ? sum.steps : undefined;
}

/** Means of neighbouring records between the feet: charge below a potential, from the lowest potential up. */
function pointsBetween(branch: PeakBranch, feet: Feet, width: number): StepPoints | undefined {
  const { curve, profile, sampling, rising } = branch;
  const total = profile.capacity.at(-1)!;
  const last = curve.passed.length - 1;
  const ends = [feet.left.outer, feet.right.outer].map((index) => {
    const below = passedAt(curve, Math.min(Math.max(index, 0), last));
    return rising ? below : total - below;
  });
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  const first = profile.capacity.findIndex((value) => value >= from);
  const end = profile.capacity.findLastIndex((value) => value <= to) + 1;
  if (first < 0 || end <= first) return undefined;
  const size = Math.max(1, Math.floor((end - first) / POINTS));
  const span = POINT_SPAN * width + NOISE_SPAN * sampling.noise;
  const points: { x: number; y: number; deviation: number }[] = [];
  for (let start = first; start < end; ) {
    let [x, y, count] = [0, 0, 0];
    const opening = profile.potential[start]!;
    while (count < size && start + count < end && Math.abs(profile.potential[start + count]! - opening) <= span) {
      x += profile.potential[start + count]!;
      y += profile.capacity[start + count]!;
      count++;
    }
    const deviation = Math.hypot(sampling.noise / Math.sqrt(count), SHAPE_TOLERANCE * width);
    if (points.length === MOST_POINTS) return undefined;
    points.push({ x: x / count, y: rising ? y / count : total - y / count, deviation });
    start += count;
  }
  if (!rising) points.reverse();
  const column = (name: 'x' | 'y' | 'deviation') => Float64Array.from(points, (point) => point[name]);
  return { x: column('x'), y: column('y'), deviation: column('deviation') };
}

/**
 * Time of the impedance fit against scipy.optimize.least_squares (trf, logarithmic parameters, finite differences) on
 * the same spectra. Usage: tsx scripts/bench/eis-fit.ts [count] [python]
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cnlsProblem } from '../../src/analysis/circuit/cnls.ts';
import { fitCircuit } from '../../src/analysis/circuit/fit-circuit.ts';
import { parseCircuit } from '../../src/analysis/circuit/parse.ts';
import { localFit } from '../../src/analysis/circuit/search.ts';
import { startSource } from '../../src/analysis/circuit/start-values.ts';
import { uniformGenerator } from '../../src/math/random.ts';
import { FIRST_SEED, twoArcSpectra } from '../validate/two-arc-spectra.ts';

const CIRCUIT = parseCircuit('R0-p(R1,CPE1)-p(R2,CPE2)-W1');
const STARTS = 5;

interface Timed {
  readonly ms: number;
  readonly chi2: number;
}

function timed(run: () => number): Timed {
  const begin = performance.now();
  const chi2 = run();
  return { ms: performance.now() - begin, chi2 };
}

function summary(name: string, results: readonly Timed[], best: readonly number[]): number {
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b);
  const median = times[times.length >> 1] ?? Number.NaN;
  const reached = results.filter(({ chi2 }, i) => chi2 <= 1.01 * (best[i] ?? Number.NaN)).length;
  const worst = times.at(-1) ?? Number.NaN;
  console.log(
    `${name.padEnd(44)} median ${median.toFixed(2)} ms, worst ${worst.toFixed(1)} ms, ` +
      `optimum reached ${reached}/${results.length}`,
  );
  return median;
}

/** Prints times for `count` spectra; `python` needs numpy and scipy. */
export function benchEisFit(count: number, python: string): void {
  const spectra = twoArcSpectra(count, FIRST_SEED).map(({ frequency, real, imaginary }) => {
    const points = { frequency, real, imaginary };
    const problem = cnlsProblem(CIRCUIT, points);
    return { points, problem, starts: startSource(problem, uniformGenerator(1)).everywhere(STARTS) };
  });
  const own = spectra.map(({ points }) => timed(() => fitCircuit(CIRCUIT, points).chi2));
  const single = spectra.map(({ problem, starts }) => timed(() => localFit(problem, starts[0] ?? []).sumOfSquares));
  const several = spectra.map(({ problem, starts }) =>
    timed(() => Math.min(...starts.map((start) => localFit(problem, start).sumOfSquares))),
  );
  const scipy = (starts: number): Timed[] => {
    const input = spectra.map(({ points, problem, starts: all }) => ({
      f: [...points.frequency],
      re: [...points.real],
      im: [...points.imaginary],
      starts: all.slice(0, starts).map((start) => [...problem.toFit(start)]),
    }));
    const script = fileURLToPath(new URL('eis-fit.py', import.meta.url));
    const run = spawnSync(python, [script], { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 1e8 });
    if (run.status !== 0) throw new Error(run.stderr);
    return JSON.parse(run.stdout);
  };
  const [scipySingle, scipySeveral] = [scipy(1), scipy(STARTS)];
  const all = [own, single, several, scipySingle, scipySeveral];
  const best = spectra.map((_, i) => Math.min(...all.map((results) => results[i]?.chi2 ?? Number.NaN)));
  const ownMedian = summary('this program, whole search and errors', own, best);
  const singleMedian = summary('this program, one start', single, best);
  const severalMedian = summary(`this program, ${STARTS} starts`, several, best);
  const scipyMedian = summary('scipy, one start (the same)', scipySingle, best);
  const scipySeveralMedian = summary(`scipy, ${STARTS} starts (the same)`, scipySeveral, best);
  console.log(`one start: ${(scipyMedian / singleMedian).toFixed(1)} times faster`);
  console.log(`${STARTS} starts: ${(scipySeveralMedian / severalMedian).toFixed(1)} times faster`);
  console.log(`whole search against one scipy start: ${(scipyMedian / ownMedian).toFixed(1)} times faster`);
}

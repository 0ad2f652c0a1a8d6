/** Runs whole processes and reads their wall time and peak memory. */
import { execFileSync, spawnSync } from 'node:child_process';

export interface Measured {
  /** Seconds, median of the runs. */
  readonly seconds: number;
  /** MB, largest of the runs. */
  readonly megabytes: number;
  /** Last line that the process printed. */
  readonly output: string;
}

/** A competitor that is not installed here is said to be missing, not left out silently. */
export type Outcome = Measured | 'not installed';

/** Python of the system, which has Debian's packages whatever other Pythons stand before it. */
export const PYTHON = process.platform === 'win32' ? 'python' : '/usr/bin/python3';

/** Peak memory of a child is only told to the process that waited for it: a few lines of Python do that. */
const WRAPPER = `
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
lines = done.stdout.decode('utf-8', 'replace').strip().split('\\n')
print(json.dumps({'seconds': seconds, 'megabytes': peak, 'output': lines[-1], 'code': done.returncode}))
`;

export function measure(command: readonly string[], runs: number): Outcome {
  const results: (Measured & { code: number })[] = [];
  for (let i = 0; i < runs; i++) {
    const child = spawnSync(PYTHON, ['-c', WRAPPER, ...command], { encoding: 'utf8', maxBuffer: 1 << 26 });
    const result = JSON.parse(child.stdout) as Measured & { code: number };
    if (result.code !== 0) {
      if (/No module named|ERR_MODULE_NOT_FOUND/.test(result.output)) return 'not installed';
      throw new Error(`${command.join(' ')} ended with ${result.code}: ${result.output}`);
    }
    results.push(result);
  }
  const seconds = results.map((result) => result.seconds).sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
  return {
    seconds,
    megabytes: Math.max(...results.map((result) => result.megabytes)),
    output: results[0]?.output ?? '',
  };
}

/** What the machine is, for the head of the table. */
export function machine(): string {
  const cores = execFileSync(process.execPath, ['-p', 'os.availableParallelism()'], { encoding: 'utf8' }).trim();
  return `Node ${process.versions.node}, ${cores} cores`;
}

export interface Contender {
  readonly name: string;
  readonly outcome: Outcome;
}

/** A Markdown table: the first contender is ours, the others as multiples of it. */
export function comparison(title: string, contenders: readonly Contender[]): string {
  const [ours] = contenders;
  const own = ours === undefined || ours.outcome === 'not installed' ? Number.NaN : ours.outcome.seconds;
  const rows = contenders.map(({ name, outcome }) => {
    if (outcome === 'not installed') return `| ${name} | not installed | | |`;
    const ratio = (outcome.seconds / own).toFixed(1);
    return `| ${name} | ${outcome.seconds.toFixed(2)} s | ${Math.round(outcome.megabytes)} MB | ${ratio} × |`;
  });
  return [
    `### ${title}`,
    '',
    '| program | wall time | peak memory | time against ours |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** Runs sample jobs on worker threads; results stand in the order of the jobs, whichever ends first. */
import { Worker } from 'node:worker_threads';
import { defectMessage } from './defect.ts';
import { runSampleJob, type SampleJob, type SampleResult } from './sample-job.ts';

/** What became of a job: its result, or the message of the defect that stopped it. */
export type JobOutcome = { readonly result: SampleResult } | { readonly defect: string };

/** What a worker posts back. */
export interface Reply {
  readonly result?: SampleResult;
  readonly error?: string;
}

/** `threads` 1 runs in this thread. `onDone` is called once per job, in the order in which they end. */
export async function runJobs(
  jobs: readonly SampleJob[],
  threads: number,
  onDone: (job: SampleJob) => void,
): Promise<JobOutcome[]> {
  if (threads <= 1) return runHere(jobs, onDone);
  const outcomes = new Array<JobOutcome>(jobs.length);
  const waiting = jobs.keys();
  const lanes = Array.from({ length: Math.min(threads, jobs.length) }, () => runLane(jobs, waiting, outcomes, onDone));
  await Promise.all(lanes);
  return outcomes;
}

async function runHere(jobs: readonly SampleJob[], onDone: (job: SampleJob) => void): Promise<JobOutcome[]> {
  const outcomes: JobOutcome[] = [];
  for (const job of jobs) {
    try {
      outcomes.push({ result: await runSampleJob(job) });
    } catch (error) {
      outcomes.push({ defect: defectMessage(error) });
    }
    onDone(job);
  }
  return outcomes;
}

/** One worker, replaced if it dies: a crash costs the job it ran. */
async function runLane(
  jobs: readonly SampleJob[],
  waiting: IterableIterator<number>,
  outcomes: JobOutcome[],
  onDone: (job: SampleJob) => void,
): Promise<void> {
  let lane: Lane | undefined;
  for (const index of waiting) {
    const job = jobs[index];
    if (job === undefined) continue;
    lane ??= startLane();
    const reply = await lane.run(job);
    outcomes[index] = reply.result === undefined ? { defect: reply.error ?? 'no answer' } : { result: reply.result };
    if (reply.died) lane = undefined;
    onDone(job);
  }
  await lane?.stop();
}

interface Lane {
  run(job: SampleJob): Promise<Reply & { readonly died: boolean }>;
  stop(): Promise<unknown>;
}

function startLane(): Lane {
  const worker = new Worker(new URL('./worker.js', import.meta.url));
  let settle: (reply: Reply & { readonly died: boolean }) => void = () => {};
  worker.on('message', (reply: Reply) => settle({ ...reply, died: false }));
  worker.on('error', (error: Error) => settle({ error: defectMessage(error), died: true }));
  worker.on('exit', (code) => settle({ error: `the worker ended with code ${code}`, died: true }));
  return {
    run: (job) =>
      new Promise((resolve) => {
        settle = resolve;
        worker.postMessage(job);
      }),
    stop: () => worker.terminate(),
  };
}

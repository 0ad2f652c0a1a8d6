/** Runs sample jobs on worker threads; results stand in the order of the jobs, whichever ends first. */
import { Worker } from 'node:worker_threads';
import { runSampleJob, type SampleJob, type SampleResult } from './sample-job.ts';

/** What became of a job: its result, or the message of the defect that stopped it. */
export type JobOutcome = { readonly result: SampleResult } | { readonly defect: string };

interface Reply {
  readonly index: number;
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
      outcomes.push({ defect: error instanceof Error ? (error.stack ?? error.message) : String(error) });
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
  let worker: Worker | undefined;
  for (const index of waiting) {
    const job = jobs[index];
    if (job === undefined) continue;
    worker ??= new Worker(new URL('./worker.js', import.meta.url));
    const reply = await send(worker, index, job);
    if (reply.result === undefined) outcomes[index] = { defect: reply.error ?? 'the worker ended without a word' };
    else outcomes[index] = { result: reply.result };
    if (reply.index < 0) worker = undefined;
    onDone(job);
  }
  await worker?.terminate();
}

/** A reply with index −1 tells that the worker is gone. */
function send(worker: Worker, index: number, job: SampleJob): Promise<Reply> {
  return new Promise((resolve) => {
    const settle = (reply: Reply) => {
      worker.removeAllListeners();
      resolve(reply);
    };
    worker.once('message', settle);
    worker.once('error', (error: Error) => settle({ index: -1, error: error.stack ?? error.message }));
    worker.once('exit', (code) => settle({ index: -1, error: `the worker ended with code ${code}` }));
    worker.postMessage({ index, job });
  });
}

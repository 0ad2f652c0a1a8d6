/** Entry of a worker thread: runs sample jobs as they come. */
import { parentPort } from 'node:worker_threads';
import { runSampleJob, type SampleJob } from './sample-job.ts';

parentPort?.on('message', ({ index, job }: { index: number; job: SampleJob }) => {
  runSampleJob(job).then(
    (result) => parentPort?.postMessage({ index, result }),
    (error: unknown) => parentPort?.postMessage({ index, error: error instanceof Error ? error.stack : String(error) }),
  );
});

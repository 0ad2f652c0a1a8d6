/** Entry of a worker thread: runs sample jobs as they come. */
import { parentPort } from 'node:worker_threads';
import { defectMessage } from './defect.ts';
import type { Reply } from './pool.ts';
import { runSampleJob, type SampleJob } from './sample-job.ts';

parentPort?.on('message', (job: SampleJob) => {
  const post = (reply: Reply) => parentPort?.postMessage(reply);
  runSampleJob(job).then(
    (result) => post({ result }),
    (error: unknown) => post({ error: defectMessage(error) }),
  );
});

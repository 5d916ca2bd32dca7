// A configuration as a job of a cluster, from the terminal.
import type { EngineClient } from '../client/engineClient';
import { followClusterJob } from './followJob';
import { jsonText } from './jsonText';
import { print, say } from './terminal';
import { trainingText } from './trainingText';

export interface TrainOnTargetFlags {
  readonly target: string;
  readonly detach: boolean;
  readonly json: boolean;
}

/** Submits, follows the job unless `detach`, and prints the run that came out of it. */
export async function trainOnTarget(
  client: EngineClient,
  configPath: string,
  { target, detach, json }: TrainOnTargetFlags,
  signal: AbortSignal,
): Promise<void> {
  const submitted = await client.request('submitTraining', { target, configPath, apiKeys: {} }, { signal });
  const { job, folder, remarks } = submitted;
  for (const remark of remarks) say(`${remark}\n`);
  say(`Job: ${job}\nRun: ${folder}\n`);
  if (detach) {
    print(json ? jsonText(submitted) : `guardrail-lens jobs follow ${target} ${job}\n`);
    return;
  }
  const { status } = await followClusterJob(client, { target, job }, signal);
  // One that was ended early may have no run to tell of; what there is lies in the folder that was named.
  if (status !== 'succeeded') return;
  const run = await client.request('describeTraining', { folder }, { signal });
  print(json ? jsonText(run) : trainingText(run));
}

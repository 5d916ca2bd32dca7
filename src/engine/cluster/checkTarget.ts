// What a target has, found by a job of a few seconds: nothing else sees what a job there will see.
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { TargetCheck } from '../../protocol/cluster';
import { GuardrailError } from '../../protocol/errors';
import { followJob } from './followJob';
import type { OpenTarget } from './targets/openTarget';
import { makeJobFolder, pythonFolder, remotePath } from './targets/sharedFolder';
import { jobVariables } from './targets/targetsFile';

const found = z.object({
  python: z.string(),
  packages: z.record(z.string(), z.string().nullable()),
  gpus: z.number(),
  node: z.string().nullable(),
  node_problem: z.string().nullable(),
});

/**
 * The package's `environment` module runs from the shared folder, so that this is checked too.
 * @throws GuardrailError endpointFailed (not reached, the job failed: with the end of its log), invalidRequest, cancelled
 */
export async function checkTarget(
  open: OpenTarget,
  mediaFolder: string,
  signal: AbortSignal,
): Promise<TargetCheck> {
  const { target, jobs } = open;
  const variables = jobVariables(target);
  const scheduler = await jobs.version(signal);
  const id = `check-${randomBytes(4).toString('hex')}`;
  const here = await makeJobFolder(target, id, mediaFolder);
  try {
    await jobs.submit(
      {
        id,
        command: [target.python, '-m', 'guardrail_lens.environment'],
        env: { ...variables, PYTHONPATH: remotePath(target, join(here, pythonFolder)) },
        gpus: target.gpus,
        folder: null,
        passing: true,
      },
      signal,
    );
    const { status, message } = await followJob(
      open,
      id,
      { onNews: () => undefined, interval: 1000 },
      signal,
    );
    const { text: log } = await jobs.log(id, 0, signal);
    const facts = status === 'succeeded' ? readFacts(log) : null;
    if (facts === null) {
      throw new GuardrailError(
        'endpointFailed',
        `The test job on "${target.name}" ${status === 'succeeded' ? 'did not say what it found' : status}${message === null ? '' : `: ${message.trim().slice(-500)}`}`,
        `Its log ends with: ${log.trim().slice(-500)}`,
      );
    }
    const { node_problem: nodeProblem, ...rest } = facts;
    return { scheduler, trainer: target.trainer, ...rest, nodeProblem };
  } finally {
    await rm(here, { recursive: true, force: true });
  }
}

/** The line of the log that is the module's; a scheduler writes others around it. */
function readFacts(log: string): z.infer<typeof found> | null {
  for (const line of log.split('\n')) {
    if (!line.startsWith('{"guardrail_lens"')) continue;
    try {
      const parsed = z.object({ guardrail_lens: found }).safeParse(JSON.parse(line));
      if (parsed.success) return parsed.data.guardrail_lens;
    } catch {
      // Another line may be it.
    }
  }
  return null;
}

// What schedulers say of jobs: Ray over HTTP, Slurm's commands, and the end that a job leaves in its folder.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RayJobs } from '../../../src/engine/cluster/ray/rayJobs';
import { SlurmJobs } from '../../../src/engine/cluster/slurm/slurmJobs';
import { answeringServer } from './answeringServer';
import { repositoryPath } from '../../support/paths';
import type { FuzzTarget } from '../fuzzTarget';
import { mutateJson } from '../mutate/mutateJson';
import { mutateText } from '../mutate/mutateText';
import { jsonBytes } from './fixtureFiles';

const recording = readFileSync(repositoryPath('test/fixtures/cluster/squeue-22.05.json'));
const name = 'sums-0a0a0a02';

/** Slurm of which these commands print the input. */
function slurm(folder: string, input: Uint8Array, printing: 'squeue' | 'grep'): SlurmJobs {
  const run = (command: readonly string[]) => {
    const stdout =
      command[0] === printing ? Buffer.from(input) : command[0] === 'squeue' ? emptyQueue : Buffer.alloc(0);
    return Promise.resolve({ code: 0, stdout, stderr: '', cut: false });
  };
  return new SlurmJobs({ folder, remoteFolder: '/there', sbatch: [] }, { place: 'here', run });
}

const emptyQueue = Buffer.from('{"jobs": []}');

export const clusterTargets: readonly FuzzTarget[] = [
  {
    name: 'slurm-queue',
    mutate: mutateJson,
    codes: ['endpointFailed'],
    open: (folder) => ({
      samples: [recording],
      read: (input) => slurm(folder, input, 'squeue').job(name),
    }),
  },
  {
    name: 'slurm-end',
    mutate: mutateText,
    codes: ['endpointFailed', 'storeInvalid'],
    open: (folder) => {
      mkdirSync(join(folder, name), { recursive: true });
      const record = { folder: null, submitted: '2026-01-01T00:00:00.000Z', stopped: false };
      writeFileSync(join(folder, name, 'slurm.json'), JSON.stringify(record));
      const line = (end: string): Buffer => Buffer.from(`/there/${name}/exit_code:${end}\n`);
      return {
        samples: [line('0 1760000000 1760000001'), line('137 1760000000 1760000001')],
        read: (input) => slurm(folder, input, 'grep').list(),
      };
    },
  },
  {
    name: 'ray-jobs',
    mutate: mutateJson,
    codes: ['endpointFailed'],
    open: async () => {
      const server = await answeringServer();
      const jobs = new RayJobs(server.address, {
        ...{ name: 'lab', key: null, secrets: false, attempts: 1, backoff: 1, longestWait: 1 },
      });
      const job = {
        ...{
          type: 'SUBMISSION',
          submission_id: name,
          status: 'RUNNING',
          message: 'Running.',
          end_time: null,
        },
        ...{
          start_time: 1_760_000_000_000,
          metadata: { guardrail_lens_folder: '/x', guardrail_lens_target: 'lab' },
        },
      };
      return {
        samples: [jsonBytes([job, { ...job, status: 'FAILED', end_time: 1_760_000_001_000 }])],
        read: (input) => {
          server.answer(input);
          return jobs.list();
        },
        close: () => server.close(),
      };
    },
  },
];

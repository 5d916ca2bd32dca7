// A job of a cluster as a window follows it, the engine being a stand-in.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ClusterJobWatch, type WatchParts } from '../../../../src/host/clusters/clusterJobWatch';
import type { ClusterJob, ClusterJobNews } from '../../../../src/protocol/cluster';
import { GuardrailError } from '../../../../src/protocol/errors';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const job = { id: 'sums-1', target: 'lab', configPath: '/x', submittedAt: '', end: null };
const ended: ClusterJob = {
  ...{ id: 'sums-1', target: 'lab', status: 'succeeded', message: null },
  ...{ begun: null, ended: null, folder: null },
};

interface Asked {
  readonly signal: AbortSignal;
  readonly onProgress: (news: ClusterJobNews) => void;
  readonly resolve: (job: ClusterJob) => void;
  readonly reject: (error: unknown) => void;
}

function watch(retryMilliseconds = 1): {
  readonly watch: ClusterJobWatch;
  readonly log: string;
  readonly asked: (count: number) => Promise<Asked>;
  readonly changes: () => number;
} {
  const requests: Asked[] = [];
  let changes = 0;
  const log = join(folder, `${Math.random()}`, 'job.log');
  const request = (_name: string, _params: unknown, options: object): Promise<unknown> =>
    new Promise((resolve, reject) => requests.push({ ...options, resolve, reject } as Asked));
  const engine = { request } as unknown as WatchParts['engine'];
  const keys = (): Promise<Record<string, string>> => Promise.resolve({});
  return {
    watch: new ClusterJobWatch(job, { engine, keys, log, onChange: () => changes++, retryMilliseconds }),
    log,
    asked: async (count) => {
      await expect.poll(() => requests.length).toBe(count);
      const last = requests[count - 1];
      if (last === undefined) throw new Error('Nothing was asked.');
      return last;
    },
    changes: () => changes,
  };
}

const said = (log: string): string => {
  try {
    return readFileSync(log, 'utf8');
  } catch {
    return '';
  }
};

it('keeps state and log up to the end, the control characters of the log made visible', async () => {
  const { watch: watched, log, asked, changes } = watch();
  expect(watched.state).toMatchObject({ id: 'sums-1', target: 'lab', status: null, unreachable: null });
  const { onProgress, resolve } = await asked(1);
  onProgress({ status: 'pending', message: 'Slurm: it waits (Priority)', log: '', unreachable: null });
  expect(watched.state).toMatchObject({ status: 'pending', message: 'Slurm: it waits (Priority)' });
  onProgress({ status: 'running', message: null, log: ' 0%\r100%\none\u0007\ntw', unreachable: null });
  onProgress({ status: 'running', message: null, log: 'o', unreachable: null });
  expect(changes()).toBe(2);
  resolve(ended);
  await expect.poll(() => said(log)).toBe('100%\none⟨U+0007⟩\ntwo\n');
  expect(watched.state).toMatchObject({ status: 'succeeded' });
});

it('asks again where the cluster cannot be asked, and begins the log anew', async () => {
  const { watch: watched, log, asked } = watch();
  const first = await asked(1);
  first.onProgress({ status: 'running', message: null, log: 'one\n', unreachable: null });
  first.reject(new GuardrailError('endpointFailed', 'Ray does not answer.', 'Check it.'));
  const second = await asked(2);
  expect(watched.state).toMatchObject({ status: 'running', unreachable: 'Ray does not answer. Check it.' });
  second.onProgress({ status: 'running', message: null, log: 'one\ntwo\n', unreachable: null });
  expect(watched.state.unreachable).toBeNull();
  second.resolve(ended);
  await expect.poll(() => said(log)).toBe('one\ntwo\n');
});

it('ends with its window, and leaves the job alone', async () => {
  const { watch: watched, asked, changes } = watch();
  const { signal, reject } = await asked(1);
  watched.dispose();
  expect(signal.aborted).toBe(true);
  reject(new GuardrailError('cancelled', 'Cancelled.', ''));
  await Promise.resolve();
  expect(changes()).toBe(0);
});

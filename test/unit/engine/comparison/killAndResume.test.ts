// The engine is killed in the middle of a run; the run goes on and ends as if nothing had happened.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EngineClient } from '../../../../src/client/engineClient';
import { completeComparison } from '../../../../src/client/completeComparison';
import type { ComparisonRow } from '../../../../src/protocol/comparison';
import { tinySpec } from '../../../support/comparison';
import { testClient } from '../../../support/engine';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const spec = tinySpec({
  settings: { ...tinySpec().settings, fixedBatch: true, temperature: 0.8, samples: 2 },
});

/** What must not depend on the interruption: everything but times and row numbers. */
async function outcome(client: EngineClient, path: string): Promise<unknown> {
  const page = await client.request('queryRows', {
    path,
    query: { filter: {}, sort: 'runOrder', descending: false, offset: 0, limit: 1000 },
  });
  return page.rows.map(({ sides, ...row }: ComparisonRow) => ({
    ...row,
    sides: Object.fromEntries(
      Object.entries(sides).map(([side, samples]) => [
        side,
        [...samples]
          .sort((a, b) => a.sample - b.sample)
          .map(({ sample, answer, finishReason, tokens, meanLogprob, verdict }) => {
            return { sample, answer, finishReason, tokens, meanLogprob, outcome: verdict?.outcome };
          }),
      ]),
    ),
  }));
}

test('kill -9 in the middle of a run: resumed, and equal to the uninterrupted run', async () => {
  const client = testClient();
  try {
    const whole = join(folder, 'whole.glens');
    await client.request('createComparison', { path: whole, spec, apiKeys: {} });
    const expected = await completeComparison(client, { path: whole, apiKeys: {} }, {});

    const broken = join(folder, 'broken.glens');
    await client.request('createComparison', { path: broken, spec, apiKeys: {} });
    const restarts: string[] = [];
    const kills = [10, 30, 50];
    const pids = new Set<number | undefined>();
    const resumed = await completeComparison(
      client,
      { path: broken, apiKeys: {} },
      {
        onProgress: ({ done }) => {
          if (done < (kills[0] ?? Infinity)) return;
          kills.shift();
          void client.pid().then((pid) => {
            pids.add(pid);
            process.kill(pid ?? 0, 'SIGKILL');
          });
        },
        onRestart: (reason) => restarts.push(reason),
      },
    );
    expect(restarts).toHaveLength(3);
    expect(pids.size).toBe(3);
    expect(resumed).toEqual(expected);
    expect(await outcome(client, broken)).toEqual(await outcome(client, whole));
  } finally {
    client.dispose();
  }
});

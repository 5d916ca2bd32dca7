import { cpSync, readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tinySpec } from '../../../support/comparison';
import { testClient } from '../../../support/engine';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();

test('a checkpoint that opens is good; one that was cut off says which and why', async () => {
  const client = testClient();
  try {
    const { base } = tinySpec();
    if (base.kind !== 'checkpoint') throw new Error('The base is no checkpoint.');
    expect(await client.request('checkCheckpoint', { ref: { path: base.path } })).toBeNull();
    const path = join(folder, 'cut-off');
    cpSync(base.path, path, { recursive: true });
    const weights = readdirSync(path).filter((name) => name.endsWith('.safetensors'));
    for (const name of weights) truncateSync(join(path, name), 1000);
    await expect(client.request('checkCheckpoint', { ref: { path } })).rejects.toMatchObject({
      code: 'checkpointCorrupt',
      message: expect.stringContaining('cut-off') as string,
    });
  } finally {
    client.dispose();
  }
});

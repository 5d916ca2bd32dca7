// Base and tuned are answered in turns: a run that is looked at early has pairs, and its control comes last.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tinySpec } from '../../../support/comparison';
import { testClient } from '../../../support/engine';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();

test('the first responses of all are pairs, and the control follows the last of them', async () => {
  const client = testClient();
  try {
    const path = join(folder, 'turns.glens');
    const spec = tinySpec({ control: true, settings: { ...tinySpec().settings, batchSize: 2 } });
    await client.request('createComparison', { path, spec, apiKeys: {} });
    await client.request('runComparison', { path, apiKeys: {} });
    const { rows } = await client.request('queryRows', {
      path,
      query: { filter: {}, sort: 'runOrder', descending: false, offset: 0, limit: 1000 },
    });
    const order = (side: 'base' | 'tuned' | 'control'): number[] =>
      rows.flatMap(({ sides }) => (sides[side] ?? []).map(({ responseId }) => responseId));
    expect(rows.length).toBeGreaterThan(4);
    const [base, tuned, control] = [order('base'), order('tuned'), order('control')];
    expect([tuned.length, control.length]).toEqual([base.length, base.length]);
    const perPrompt = base.length / rows.length;
    const firstTurn = Math.ceil(2 / perPrompt) * perPrompt;
    expect(Math.max(...tuned.slice(0, firstTurn))).toBe(2 * firstTurn);
    expect(Math.min(...control)).toBeGreaterThan(Math.max(...base, ...tuned));
  } finally {
    client.dispose();
  }
});

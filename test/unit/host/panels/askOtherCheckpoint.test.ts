// Which checkpoints are offered beside tuned's, and over which base an adapter among them runs.
import { beforeEach, expect, test, vi } from 'vitest';
import type { CheckpointEntry } from '../../../../src/host/checkpoints/checkpointEntry';
import type { CheckpointItem } from '../../../../src/host/checkpoints/checkpointItems';
import { askOtherCheckpoint } from '../../../../src/host/panels/askOtherCheckpoint';

const user = vi.hoisted(() => ({ offered: [] as string[], picks: null as string | null }));

vi.mock('vscode', () => ({
  window: {
    showQuickPick: (items: readonly CheckpointItem[]) => {
      user.offered = items.map(({ label }) => label);
      return Promise.resolve(items.find(({ label }) => label === user.picks));
    },
  },
}));

const entry = (name: string, kind: CheckpointEntry['kind']): CheckpointEntry => ({
  ...{ path: `/models/${name}`, name, kind, basePath: null, baseName: null },
  ...{ run: null, step: null, added: false, builtIn: false },
});

const registry = {
  usable: () =>
    Promise.resolve([
      entry('base', 'model'),
      entry('a', 'adapter'),
      entry('b', 'adapter'),
      entry('c', 'model'),
    ]),
};
const sides = {
  base: { path: '/models/base' },
  tuned: { path: '/models/a', basePath: '/models/base' },
};

beforeEach(() => {
  user.picks = null;
});

test('offers what is not compared already; nothing chosen is nothing', async () => {
  expect(await askOtherCheckpoint(registry, sides)).toBeNull();
  expect(user.offered).toEqual(['b', 'c']);
});

test('an adapter runs over the base of the comparison, also where that is an adapter itself', async () => {
  user.picks = 'b';
  expect(await askOtherCheckpoint(registry, sides)).toEqual({
    name: 'b',
    ref: { path: '/models/b', basePath: '/models/base' },
  });
  const base = { path: '/models/c', basePath: '/models/base' };
  expect((await askOtherCheckpoint(registry, { ...sides, base }))?.ref.basePath).toBe('/models/base');
});

test('whole weights need no base', async () => {
  user.picks = 'c';
  expect(await askOtherCheckpoint(registry, sides)).toEqual({ name: 'c', ref: { path: '/models/c' } });
});

import { describe, expect, test } from 'vitest';
import type { CheckpointEntry } from '../../../src/host/checkpoints/checkpointEntry';
import { childrenOf, type CheckpointNode } from '../../../src/host/checkpoints/checkpointNodes';

function entry(path: string, more: Partial<CheckpointEntry> = {}): CheckpointEntry {
  const name = path.split('/').at(-1) ?? path;
  return {
    path,
    name,
    kind: 'model',
    basePath: null,
    baseName: null,
    run: null,
    step: null,
    added: false,
    builtIn: false,
    ...more,
  };
}

const base = entry('/m/base');
const adapter = entry('/m/adapter', { kind: 'adapter', basePath: '/m/base' });
const orphan = entry('/m/orphan', { kind: 'adapter', basePath: '/elsewhere' });
const steps = [100, 200].map((step) =>
  entry(`/m/run/checkpoint-${step}`, { kind: 'adapter', basePath: '/m/base', run: '/m/run', step }),
);
const all = [base, adapter, orphan, ...steps];

/** The tree as nested names. */
function tree(node?: CheckpointNode): unknown[] {
  return childrenOf(all, node).map((child) => [
    child.kind === 'run' ? `run ${child.path}` : child.entry.path,
    ...tree(child),
  ]);
}

describe('the tree of checkpoints', () => {
  test('adapters are under their base, steps under their run, and the run under the base', () => {
    expect(tree()).toEqual([
      ['/m/base', ['/m/adapter'], ['run /m/run', ['/m/run/checkpoint-100'], ['/m/run/checkpoint-200']]],
      ['/m/orphan'],
    ]);
  });
});

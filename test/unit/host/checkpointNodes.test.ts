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
function tree(entries: readonly CheckpointEntry[], node?: CheckpointNode): unknown[] {
  return childrenOf(entries, node).map((child) => [nameOf(child), ...tree(entries, child)]);
}

function nameOf(node: CheckpointNode): string {
  if (node.kind === 'checkpoint') return node.entry.path;
  return node.kind === 'run' ? `run ${node.path}` : node.kind;
}

describe('the tree of checkpoints', () => {
  test('adapters are under their base, steps under their run, and the run under the base', () => {
    expect(tree(all)).toEqual([
      ['/m/base', ['/m/adapter'], ['run /m/run', ['/m/run/checkpoint-100'], ['/m/run/checkpoint-200']]],
      ['/m/orphan'],
    ]);
  });

  test('the way to add one stands above the built-in ones until there is one', () => {
    const builtIn = entry('/x/builtIn', { builtIn: true });
    const trained = entry('/m/trained', { kind: 'adapter', basePath: '/x/builtIn' });
    expect(tree([builtIn])).toEqual([['add'], ['/x/builtIn']]);
    expect(tree([trained, builtIn])).toEqual([['/x/builtIn', ['/m/trained']]]);
  });
});

import { describe, expect, test } from 'vitest';
import type { CheckpointEntry } from '../../../src/host/checkpoints/checkpointEntry';
import type { EndpointServer } from '../../../src/host/endpoints/endpointServers';
import type { ListedSubjects } from '../../../src/host/subjects/subjectRegistry';
import { childrenOf, isSubject, type CheckpointNode } from '../../../src/host/checkpoints/checkpointNodes';

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

function listed(checkpoints: readonly CheckpointEntry[], more: Partial<ListedSubjects> = {}): ListedSubjects {
  return { checkpoints, servers: [], responses: [], policies: [], ...more };
}

function server(models: readonly (readonly [id: string, parent: string | null])[]): EndpointServer {
  return {
    url: 'http://localhost:8000/v1',
    models: models.map(([id, parent]) => ({ id, parent, contextLength: null, owner: null })),
    listedAt: null,
    state: 'listed',
    failure: null,
    hasKey: false,
  };
}

/** The tree as nested names. */
function tree(subjects: ListedSubjects, node?: CheckpointNode): unknown[] {
  return childrenOf(subjects, node).map((child) => [nameOf(child), ...tree(subjects, child)]);
}

function nameOf(node: CheckpointNode): string {
  switch (node.kind) {
    case 'checkpoint':
      return node.entry.path;
    case 'run':
      return `run ${node.path}`;
    case 'server':
      return node.server.url;
    case 'endpoint':
      return node.model.id;
    case 'responses':
      return node.path;
    case 'policy':
      return node.entry.path;
    case 'add':
      return `add ${node.what}`;
  }
}

describe('the tree of checkpoints', () => {
  test('adapters are under their base, steps under their run, and the run under the base', () => {
    expect(tree(listed(all))).toEqual([
      ['/m/base', ['/m/adapter'], ['run /m/run', ['/m/run/checkpoint-100'], ['/m/run/checkpoint-200']]],
      ['/m/orphan'],
    ]);
  });

  test('the ways to add one stand above the built-in ones until there is one', () => {
    const builtIn = entry('/x/builtIn', { builtIn: true });
    const trained = entry('/m/trained', { kind: 'adapter', basePath: '/x/builtIn' });
    expect(tree(listed([builtIn]))).toEqual([['add checkpoint'], ['add endpoint'], ['/x/builtIn']]);
    expect(tree(listed([trained, builtIn]))).toEqual([['/x/builtIn', ['/m/trained']]]);
    expect(tree(listed([builtIn], { responses: ['/m/answers.jsonl'] }))).toEqual([
      ['/m/answers.jsonl'],
      ['/x/builtIn'],
    ]);
  });

  test('a server has its models below it, adapters below their parent; it stands before the built-in ones', () => {
    const models = server([
      ['llama', null],
      ['llama-grpo', 'llama'],
      ['stranger', 'not-listed'],
    ]);
    const builtIn = entry('/x/builtIn', { builtIn: true });
    expect(tree(listed([base, builtIn], { servers: [models], responses: ['/m/answers.jsonl'] }))).toEqual([
      ['/m/base'],
      [models.url, ['llama', ['llama-grpo']], ['stranger']],
      ['/m/answers.jsonl'],
      ['/x/builtIn'],
    ]);
  });

  test('control policies stand by themselves, before the built-in ones', () => {
    const policies = [
      { path: '/p/ppo', name: 'ppo', environment: 'point-hazards' as const, added: false },
      { path: '/p/csc', name: 'csc', environment: 'point-hazards' as const, added: true },
    ];
    const builtIn = entry('/x/builtIn', { builtIn: true });
    const subjects = listed([builtIn], { policies, responses: ['/m/answers.jsonl'] });
    expect(tree(subjects)).toEqual([['/m/answers.jsonl'], ['/p/ppo'], ['/p/csc'], ['/x/builtIn']]);
    expect(childrenOf(subjects).filter(isSubject)).toHaveLength(4);
  });

  test('parents that go in circles hide no model', () => {
    const models = server([
      ['a', 'b'],
      ['b', 'a'],
      ['c', 'c'],
      ['d', 'a'],
    ]);
    expect(tree(listed([], { servers: [models] }))).toEqual([[models.url, ['a'], ['b'], ['c'], ['d']]]);
  });
});

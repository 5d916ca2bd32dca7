// Try Safeguards…: what is offered, and the comparison that follows from a choice.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CheckpointEntry } from '../../../../src/host/checkpoints/checkpointEntry';
import { fittedChoices, safeguardChoices, trySafeguards } from '../../../../src/host/commands/trySafeguards';
import type { StartParts } from '../../../../src/host/commands/startComparison';
import { LastOptions } from '../../../../src/host/comparisons/lastOptions';
import type { SubjectEntry } from '../../../../src/host/subjects/subjectEntry';
import type { ComparisonSpec } from '../../../../src/protocol/comparison';
import type { PatchRequest } from '../../../../src/protocol/safeguards';
import { memoryMemento } from '../fakeVscode';

interface Item {
  readonly label: string;
  readonly choice?: { readonly id: string };
  readonly subject?: SubjectEntry;
}
/** Answers of the questions in their order: items that are taken, by id or title; undefined: closed. */
const answers = vi.hoisted((): ((readonly string[] | string) | undefined)[] => []);
const workspaceFolder = vi.hoisted(() => ({ fsPath: '' }));
vi.mock('vscode', () => ({
  ProgressLocation: { Notification: 15 },
  window: {
    showQuickPick: (items: readonly Item[]) => {
      const wanted = answers.shift();
      const taken = items.filter(({ label, choice }) => [wanted].flat().includes(choice?.id ?? label));
      return Promise.resolve(
        wanted === undefined ? undefined : typeof wanted === 'string' ? taken[0] : taken,
      );
    },
    withProgress: (_: unknown, work: (shown: object, token: object) => unknown) =>
      work({ report: () => undefined }, { onCancellationRequested: () => ({ dispose: () => undefined }) }),
  },
  workspace: {
    workspaceFolders: [{ uri: workspaceFolder }],
    getConfiguration: () => ({ get: (_: string, otherwise: unknown) => otherwise }),
  },
}));

function checkpoint(name: string, more: Partial<CheckpointEntry> = {}): SubjectEntry {
  const entry: CheckpointEntry = {
    ...{ path: `/m/${name}`, name, kind: 'model', basePath: null, baseName: null },
    ...{ run: null, step: null, added: false, builtIn: false },
    ...more,
  };
  return { kind: 'checkpoint', entry };
}

const base = checkpoint('base');
const over = { kind: 'adapter', basePath: '/m/base' } as const;
const [task, patch, other] = [checkpoint('task', over), checkpoint('patch', over), checkpoint('other')];
const served: SubjectEntry = {
  kind: 'endpoint',
  url: 'http://localhost:8000/v1',
  model: { id: 'm', parent: null, contextLength: null, owner: null },
};
const fit = { id: 'shield', folder: '/media/tiny-shield', checkpoint: 'tiny' } as const;
const flow = { kind: 'flow', id: 'think-reflect-revise' };
const suite = {
  id: 's',
  title: 's',
  kind: 'harmful',
  prompts: 3,
  version: '1',
  metric: 'refusal',
  builtIn: true,
};

function fakeParts(subjects: readonly SubjectEntry[]) {
  const made: { readonly path: string; readonly spec: ComparisonSpec }[] = [];
  const patched: PatchRequest[] = [];
  const request = (name: string, params: object) => {
    if (name === 'createComparison') made.push(params as (typeof made)[number]);
    if (name === 'listSuites') return Promise.resolve({ suites: [suite], attacks: [] });
    if (name !== 'patchCheckpoint') return Promise.resolve({});
    const { target, weights, ...rest } = params as PatchRequest;
    patched.push({ target, weights, ...rest });
    const format = rest.method === 'ties' ? 'huggingface' : 'peft';
    return Promise.resolve({
      checkpoints: weights.map((weight) => ({ path: join(target, `weight-${weight}`), weight, format })),
      overlap: null,
      notes: [],
    });
  };
  const parts = {
    actions: { engine: { request }, openComparison: () => Promise.resolve() },
    subjects: { list: () => Promise.resolve(subjects) },
    endpoints: { forRun: () => Promise.resolve({}) },
    comparisons: { add: () => Promise.resolve() },
    runs: { resume: () => Promise.resolve() },
    lastOptions: new LastOptions(memoryMemento()),
    fits: () => Promise.resolve([fit]),
  };
  return { parts: parts as unknown as StartParts, made, patched };
}

beforeEach(() => {
  workspaceFolder.fsPath = mkdtempSync(join(tmpdir(), 'glens-safeguards-'));
  answers.length = 0;
});
afterEach(() => {
  rmSync(workspaceFolder.fsPath, { recursive: true });
});

describe('what is offered', () => {
  test('merging with the base is on a line; the rest takes another checkpoint of the same base', () => {
    expect(safeguardChoices(task, base, [base, task, other])).toEqual([
      flow,
      { kind: 'parameters', id: 'linear', partners: [base] },
    ]);
    expect(safeguardChoices(task, base, [base, task, patch])).toEqual([
      flow,
      { kind: 'parameters', id: 'linear', partners: [base, patch] },
      ...['slerp', 'ties', 'refusal-patch'].map((id) => ({ kind: 'parameters', id, partners: [patch] })),
    ]);
  });

  test('what runs elsewhere, or is no tune, takes those of the response flow alone', () => {
    expect(safeguardChoices(served, served, [served, base])).toEqual([flow]);
    expect(safeguardChoices(base, base, [base, task])).toEqual([flow]);
  });
});

test('each is a column beside the checkpoint; patches lie beside the comparison', async () => {
  const { parts, made, patched } = fakeParts([base, task, patch]);
  answers.push(['think-reflect-revise', 'linear', 'ties'], 'base');
  await trySafeguards(parts, task);
  const path = join(workspaceFolder.fsPath, 'task-safeguards.glens');
  const folder = join(workspaceFolder.fsPath, 'task-safeguards');
  expect(patched.map(({ method, safety, target }) => [method, safety.path, target])).toEqual([
    ['linear', '/m/base', join(folder, 'linear')],
    ['ties', '/m/patch', join(folder, 'ties')],
  ]);
  expect(made).toHaveLength(1);
  expect(made[0]).toMatchObject({ path, spec: { base: { path: '/m/base' }, tuned: { path: '/m/task' } } });
  const columns = made[0]?.spec.columns ?? [];
  expect(columns.map(({ name }) => name)).toEqual([
    ...['task', 'task+think-reflect-revise'],
    ...['linear/weight-0.25', 'linear/weight-0.5', 'linear/weight-0.75'],
    ...['ties/weight-0.25', 'ties/weight-0.5', 'ties/weight-0.75'],
  ]);
  expect(columns[1]?.tuned).toMatchObject({
    path: '/m/task',
    basePath: '/m/base',
    safeguard: { id: 'think-reflect-revise', options: { reflectionTokens: 256 } },
  });
  expect([columns[2], columns[5]].map((column) => column?.tuned)).toEqual([
    { kind: 'checkpoint', path: join(folder, 'linear', 'weight-0.25'), basePath: '/m/base' },
    { kind: 'checkpoint', path: join(folder, 'ties', 'weight-0.25') },
  ]);
});

test('what was fitted to a built-in checkpoint is a column with its folder, and of no other', async () => {
  const tiny = checkpoint('tiny', { ...over, builtIn: true });
  const { parts, made } = fakeParts([base, tiny]);
  answers.push(['shield']);
  await trySafeguards(parts, tiny);
  const columns = made[0]?.spec.columns ?? [];
  expect(columns.map(({ name }) => name)).toEqual(['tiny', 'tiny+shield']);
  expect(columns[1]?.tuned).toMatchObject({
    path: '/m/tiny',
    safeguard: { id: 'shield', options: { folder: fit.folder, delta: 0.1 } },
  });
  expect(fittedChoices(checkpoint('tiny'), [fit])).toEqual([]);
  expect(fittedChoices(checkpoint('other', { builtIn: true }), [fit])).toEqual([]);
});

test('a base is compared with itself behind the safeguard', async () => {
  const { parts, made } = fakeParts([base]);
  answers.push('base', ['think-reflect-revise']);
  await trySafeguards(parts, null);
  expect(made[0]?.spec).toMatchObject({
    base: { path: '/m/base' },
    tuned: { path: '/m/base', safeguard: { id: flow.id } },
  });
  expect(made[0]?.spec.columns).toBeUndefined();
});

test.each([
  ['no subject', [], null],
  ['no safeguard', [undefined], task],
  ['no partner', [['linear'], undefined], task],
])('closing a question makes nothing: %s', async (_, given, subject) => {
  const { parts, made, patched } = fakeParts([base, task, patch]);
  answers.push(...(given as (string[] | undefined)[]));
  await trySafeguards(parts, subject);
  expect([made, patched]).toEqual([[], []]);
});

test('an adapter whose base is not listed says so', async () => {
  const { parts } = fakeParts([task]);
  await expect(trySafeguards(parts, task)).rejects.toThrow(/base of task is not among/);
});

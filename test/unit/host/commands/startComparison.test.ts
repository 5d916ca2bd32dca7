import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CheckpointEntry } from '../../../../src/host/checkpoints/checkpointEntry';
import {
  runAgain,
  startAtOnce,
  startBuiltIn,
  type StartParts,
} from '../../../../src/host/commands/startComparison';
import type { ComparisonOptions } from '../../../../src/host/comparisons/comparisonOptions';
import { LastOptions } from '../../../../src/host/comparisons/lastOptions';
import type { SubjectEntry } from '../../../../src/host/subjects/subjectEntry';
import type { ComparisonSpec } from '../../../../src/protocol/comparison';
import { memoryMemento } from '../fakeVscode';

const workspaceFolder = vi.hoisted(() => ({ fsPath: '' }));
/** Context keys that were set. */
const keys = vi.hoisted((): string[] => []);
vi.mock('vscode', () => ({
  commands: { executeCommand: (_: string, key: string) => Promise.resolve(void keys.push(key)) },
  workspace: {
    workspaceFolders: [{ uri: workspaceFolder }],
    getConfiguration: () => ({ get: (_: string, otherwise: unknown) => otherwise }),
  },
}));

const listed = {
  suites: ['s', 't'].map((id) => ({
    ...{ id, title: id, kind: 'harmful', prompts: 3, version: '1', metric: 'refusal' },
    ...{ licence: 'MIT', citation: '', categories: [], builtIn: true },
  })),
  attacks: [],
};

function checkpoint(name: string, more: Partial<CheckpointEntry> = {}): SubjectEntry {
  const entry: CheckpointEntry = {
    ...{ path: `/m/${name}`, name, kind: 'model', basePath: null, baseName: null },
    ...{ run: null, step: null, added: false, builtIn: true },
    ...more,
  };
  return { kind: 'checkpoint', entry };
}

const base = checkpoint('glens-tiny');
const tuned = checkpoint('glens-tiny-sft-harmless', { kind: 'adapter', basePath: '/m/glens-tiny' });

/** The parts, and what they were asked for. */
function fakeParts(subjects: readonly SubjectEntry[] = [base, tuned], status = 'complete') {
  const made: { path: string; spec: ComparisonSpec }[] = [];
  const [opened, resumed]: [string[], string[]] = [[], []];
  const lastOptions = new LastOptions(memoryMemento());
  const parts = {
    actions: {
      engine: {
        request: (name: string, params: { path: string; spec: ComparisonSpec }) => {
          if (name === 'createComparison') made.push(params);
          return Promise.resolve(name === 'listSuites' ? listed : { status, spec: made[0]?.spec });
        },
      },
      openComparison: (path: string) => Promise.resolve(void opened.push(path)),
    },
    subjects: { list: () => Promise.resolve(subjects) },
    endpoints: { forRun: () => Promise.resolve({}) },
    comparisons: { add: () => Promise.resolve() },
    runs: { resume: (path: string) => Promise.resolve(void resumed.push(path)) },
    lastOptions,
    add: () => Promise.resolve(),
  };
  return { parts: parts as unknown as StartParts, made, opened, resumed, lastOptions };
}

const defaults: ComparisonOptions = {
  ...{ suites: ['s', 't'], attacks: ['none'], limit: null, judges: [{ kind: 'rules' }], samples: 1 },
  ...{
    temperature: 0,
    systemPrompt: null,
    maxNewTokens: 128,
    generationConfig: false,
    control: true,
    precision: null,
    margin: 0.02,
  },
};

beforeEach(() => {
  workspaceFolder.fsPath = mkdtempSync(join(tmpdir(), 'glens-start-'));
});
afterEach(() => {
  rmSync(workspaceFolder.fsPath, { recursive: true });
});

describe('a comparison that starts at once', () => {
  test('takes the settings while nothing was chosen otherwise', async () => {
    const { parts, made, opened, resumed } = fakeParts();
    await startAtOnce(parts, { base, tuned, template: null });
    const path = join(workspaceFolder.fsPath, 'glens-tiny-vs-glens-tiny-sft-harmless.glens');
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({
      path,
      spec: { suites: ['s', 't'], limit: null, judges: [{ kind: 'rules' }], settings: { maxNewTokens: 128 } },
    });
    expect([opened, resumed]).toEqual([[path], [path]]);
  });

  test('takes what was chosen last, without benchmarks that are gone', async () => {
    const { parts, made, lastOptions } = fakeParts();
    await lastOptions.remember({ ...defaults, suites: ['t', 'gone'], limit: 20, samples: 3 }, defaults);
    await startAtOnce(parts, { base, tuned, template: null });
    expect(made[0]?.spec).toMatchObject({ suites: ['t'], limit: 20, settings: { samples: 3 } });
  });

  test('follows a setting that was changed after the last choice of something else', async () => {
    const { lastOptions } = fakeParts();
    await lastOptions.remember({ ...defaults, limit: 20 }, defaults);
    const now = lastOptions.over({ ...defaults, maxNewTokens: 512 }, { suites: [], attacks: [] });
    expect(now).toMatchObject({ limit: 20, maxNewTokens: 512 });
  });
});

test('a comparison that is run again keeps its specification, in a free file beside it', async () => {
  const { parts, made, opened, resumed } = fakeParts();
  await startAtOnce(parts, { base, tuned, template: null });
  const first = made[0]?.path ?? '';
  const second = first.replace(/\.glens$/, '-2.glens');
  writeFileSync(second, '');
  await runAgain(parts, first);
  const third = first.replace(/\.glens$/, '-3.glens');
  expect(made[1]).toEqual({ path: third, spec: made[0]?.spec, apiKeys: {} });
  await runAgain(parts, second);
  expect(made[2]?.path).toBe(third);
  expect([opened, resumed]).toEqual([
    [first, third, third],
    [first, third, third],
  ]);
});

describe('the walkthroughs', () => {
  const step = checkpoint('run-step-8', { kind: 'adapter', basePath: '/m/glens-tiny', step: 8 });
  const compared = 'guardrailLens.done.compared';
  const comparedTrained = 'guardrailLens.done.comparedTrained';
  beforeEach(() => keys.splice(0));

  test('tick a comparison when its run has ended, and that of a trained step beside it', async () => {
    const { parts, opened } = fakeParts();
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const running = startAtOnce(
      { ...parts, runs: { resume: () => ended } as unknown as StartParts['runs'] },
      { base, tuned: step, template: null },
    );
    await vi.waitFor(() => expect(opened).toHaveLength(1));
    expect(keys).toEqual([]);
    end();
    await running;
    expect(keys).toEqual([compared, comparedTrained]);
  });

  test('tick a step among several, and no step where there is none', async () => {
    await startAtOnce(fakeParts().parts, { base, tuned, further: [step], template: null });
    expect(keys).toEqual([compared, comparedTrained]);
    keys.splice(0);
    await startAtOnce(fakeParts().parts, { base, tuned, template: null });
    expect(keys).toEqual([compared]);
  });

  test('tick nothing where the run was stopped or failed', async () => {
    const runs = { resume: () => Promise.reject(new Error('stopped')) } as unknown as StartParts['runs'];
    const sides = { base, tuned: step, template: null };
    await expect(startAtOnce({ ...fakeParts().parts, runs }, sides)).rejects.toThrow('stopped');
    expect(keys).toEqual([]);
  });
});

describe('the built-in comparison', () => {
  const path = (): string => join(workspaceFolder.fsPath, 'built-in-comparison.glens');

  test('is made, run and opened without a question', async () => {
    const { parts, made, opened, resumed } = fakeParts();
    await startBuiltIn(parts);
    expect(made[0]).toMatchObject({
      path: path(),
      spec: {
        base: { kind: 'checkpoint', path: '/m/glens-tiny' },
        tuned: { kind: 'checkpoint', path: '/m/glens-tiny-sft-harmless', basePath: '/m/glens-tiny' },
      },
    });
    expect([opened, resumed]).toEqual([[path()], [path()]]);
  });

  test('is opened, and run on only where it was stopped, the second time', async () => {
    for (const [status, runs] of [
      ['complete', 0],
      ['stopped', 1],
    ] as const) {
      writeFileSync(path(), '');
      const { parts, made, opened, resumed } = fakeParts([base, tuned], status);
      await startBuiltIn(parts);
      expect(made).toEqual([]);
      expect(opened).toEqual([path()]);
      expect(resumed).toHaveLength(runs);
    }
  });

  test('says so where the installation lacks its checkpoints', async () => {
    await expect(startBuiltIn(fakeParts([tuned]).parts)).rejects.toMatchObject({
      code: 'checkpointNotFound',
    });
  });
});

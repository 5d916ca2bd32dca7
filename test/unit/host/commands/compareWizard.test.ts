import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { QuickPickItem } from 'vscode';
import type { CheckpointEntry } from '../../../../src/host/checkpoints/checkpointEntry';
import { askComparison, type WizardInput } from '../../../../src/host/commands/compareWizard';
import type { SubjectEntry } from '../../../../src/host/subjects/subjectEntry';

/** What a user sees at a step. */
interface Seen {
  readonly placeholder: string;
  readonly step: string;
  readonly items: readonly QuickPickItem[];
}

const user = vi.hoisted(() => ({
  /** A label, `back`, `escape`, or undefined: what is offered. */
  answers: [] as (string | undefined)[],
  seen: [] as Seen[],
  file: undefined as string | undefined,
}));

vi.mock('vscode', async () => {
  const { EventEmitter } = await import('../fakeVscode');
  const back = {};
  class FakePick {
    placeholder = '';
    step = 0;
    totalSteps = 0;
    items: readonly QuickPickItem[] = [];
    selectedItems: readonly QuickPickItem[] = [];
    activeItems: readonly QuickPickItem[] = [];
    readonly #button = new EventEmitter<unknown>();
    readonly #accept = new EventEmitter<undefined>();
    readonly #hide = new EventEmitter<undefined>();
    readonly onDidTriggerButton = this.#button.event;
    readonly onDidAccept = this.#accept.event;
    readonly onDidHide = this.#hide.event;

    show(): void {
      const { placeholder, step, totalSteps, items } = this;
      user.seen.push({ placeholder, step: `${step}/${totalSteps}`, items });
      const answer = user.answers.shift();
      if (answer === 'back') this.#button.fire(back);
      else if (answer === 'escape') this.#hide.fire(undefined);
      else {
        const chosen = items.filter(({ label }) => label === answer);
        if (answer !== undefined && chosen.length === 0) throw new Error(`There is no ${answer}.`);
        if (chosen.length > 0) this.activeItems = this.selectedItems = chosen;
        else if (this.activeItems.length === 0) this.activeItems = items.slice(0, 1);
        this.#accept.fire(undefined);
      }
    }

    dispose(): void {
      this.#hide.dispose();
    }
  }
  return {
    QuickInputButtons: { Back: back },
    window: {
      createQuickPick: () => new FakePick(),
      showOpenDialog: () => Promise.resolve(user.file === undefined ? undefined : [{ fsPath: user.file }]),
    },
    workspace: { workspaceFolders: [{ uri: { fsPath: '/nowhere' } }] },
  };
});

function checkpoint(name: string, more: Partial<CheckpointEntry> = {}): SubjectEntry {
  const entry: CheckpointEntry = {
    ...{ path: `/m/${name}`, name, kind: 'model', basePath: null, baseName: null },
    ...{ run: null, step: null, added: false, builtIn: false },
    ...more,
  };
  return { kind: 'checkpoint', entry };
}

function endpoint(id: string, parent: string | null = null): SubjectEntry {
  const url = 'http://localhost:8000/v1';
  return { kind: 'endpoint', url, model: { id, parent, contextLength: null, owner: null } };
}

const llama = checkpoint('llama');
const steps = [100, 400].map((step) =>
  checkpoint(`rlvr-step-${step}`, { kind: 'adapter', basePath: '/m/llama', run: '/m/rlvr', step }),
);
const served = endpoint('org/served');
const lora = endpoint('grpo', 'org/served');
const responses: SubjectEntry = { kind: 'responses', path: '/m/answers.jsonl' };

const input: WizardInput = {
  subjects: [llama, ...steps, lora, served, responses],
  suites: [],
  suiteSource: new Map(),
  attacks: [],
  settings: {
    ...{ maskHarmful: true, maxNewTokens: 64, control: true, batchSize: 8, memoryLimit: null },
    ...{ executionProvider: 'cpu', checkpointFolders: [], benchmarkPaths: [] },
    ...{ responseFiles: [], servePort: 0 },
  },
};
const own = 'The server’s own';
const labels = (at: number): string[] => (user.seen[at]?.items ?? []).map(({ label }) => label);
/** Benchmarks have no item here, so the wizard is given one. */
const withSuite: WizardInput = {
  ...input,
  suites: [
    {
      ...{ id: 's', title: 'Suite', kind: 'harmful', prompts: 3, version: '1', metric: 'refusal' },
      ...{ licence: 'MIT', citation: '', categories: [], builtIn: true },
    },
  ],
};

beforeEach(() => {
  Object.assign(user, { answers: [], seen: [], file: undefined });
});

describe('the wizard of a comparison', () => {
  test('two checkpoints of this machine are asked for without a template', async () => {
    user.answers = ['llama'];
    const result = await askComparison(withSuite);
    expect(user.seen.map(({ step }) => step)).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
    expect(labels(0)).not.toContain('rlvr-step-400');
    expect(labels(1).slice(0, 2)).toEqual(['rlvr-step-400', 'rlvr-step-100']);
    expect(result).toMatchObject({
      path: '/nowhere/llama-vs-rlvr-step-400.glens',
      spec: {
        base: { kind: 'checkpoint', path: '/m/llama' },
        tuned: { kind: 'checkpoint', path: '/m/rlvr-step-400', basePath: '/m/llama' },
        control: true,
      },
    });
  });

  test('models of a server: the base before its adapters, the adapter first as tuned, and the template asked for', async () => {
    user.answers = ['org/served'];
    const result = await askComparison(withSuite);
    expect(user.seen).toHaveLength(6);
    expect(labels(0).indexOf('org/served')).toBeLessThan(labels(0).indexOf('grpo'));
    expect(labels(1)[0]).toBe('grpo');
    expect(user.seen[2]?.step).toBe('3/6');
    expect(user.seen[2]?.items[0]).toMatchObject({
      label: own,
      detail: expect.stringContaining('applies its own chat template') as string,
    });
    const url = 'http://localhost:8000/v1';
    expect(result?.path).toBe('/nowhere/served-vs-grpo.glens');
    expect(result?.spec.base).toEqual({ kind: 'endpoint', url, model: 'org/served' });
    expect(result?.spec.tuned).toEqual({ kind: 'endpoint', url, model: 'grpo' });
  });

  test('for a chosen adapter of a server its parent is offered as base first', async () => {
    await askComparison({ ...withSuite, tuned: lora });
    expect(labels(0)[0]).toBe('org/served');
    expect(labels(0)).not.toContain('grpo');
  });

  test('one template goes to both sides, and a way back over it keeps the answer', async () => {
    user.answers = ['org/served', 'grpo', 'That of llama', 'back'];
    const result = await askComparison(withSuite);
    expect(result?.spec.base).toMatchObject({ template: '/m/llama' });
    expect(result?.spec.tuned).toMatchObject({ template: '/m/llama' });
  });

  test('a template of the user’s own is a file; without one nothing is made', async () => {
    user.answers = ['org/served', 'grpo', 'A .jinja file…'];
    expect(await askComparison(withSuite)).toBeNull();
    user.answers = ['org/served', 'grpo', 'A .jinja file…'];
    user.file = '/m/chat.jinja';
    expect((await askComparison(withSuite))?.spec.tuned).toMatchObject({ template: '/m/chat.jinja' });
  });

  test('going back from the template to another tuned one drops the step where no server answers', async () => {
    user.answers = ['llama', 'grpo', 'back', 'rlvr-step-100'];
    const result = await askComparison(withSuite);
    expect(user.seen.map(({ step }) => step)).toEqual(['1/5', '2/5', '3/6', '2/6', '3/5', '4/5', '5/5']);
    expect(result?.spec.tuned).toMatchObject({ path: '/m/rlvr-step-100' });
  });

  test('answers made elsewhere are a side, and are not asked a second time as a control', async () => {
    user.answers = ['answers.jsonl', 'llama'];
    const result = await askComparison(withSuite);
    expect(result?.spec).toMatchObject({
      base: { kind: 'responses', path: '/m/answers.jsonl' },
      control: false,
    });
  });

  test('Escape makes nothing', async () => {
    user.answers = ['llama', 'escape'];
    expect(await askComparison(withSuite)).toBeNull();
  });
});

import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { QuickPickItem } from 'vscode';
import type { CheckpointEntry } from '../../../../src/host/checkpoints/checkpointEntry';
import { askComparison, type WizardInput } from '../../../../src/host/commands/compareWizard';
import { specOf, type ComparisonOptions } from '../../../../src/host/comparisons/comparisonOptions';
import { forecastLine } from '../../../../src/host/comparisons/optionsText';
import type { ComparisonSpec } from '../../../../src/protocol/comparison';
import type { SuiteFacts } from '../../../../src/protocol/suites';
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
  /** Answers to the questions behind an option. */
  typed: [] as string[],
  picked: [] as string[],
  /** One per step; used where the answer is `ticked`. */
  ticked: [] as (string[] | undefined)[],
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
        if (answer !== undefined && answer !== 'ticked' && chosen.length === 0)
          throw new Error(`There is no ${answer}.`);
        if (chosen.length > 0) this.activeItems = this.selectedItems = chosen;
        else if (this.activeItems.length === 0) this.activeItems = items.slice(0, 1);
        const ticked = user.ticked.shift();
        if (answer === 'ticked') this.selectedItems = items.filter(({ label }) => ticked?.includes(label));
        this.#accept.fire(undefined);
      }
    }

    dispose(): void {
      this.#hide.dispose();
    }
  }
  return {
    QuickInputButtons: { Back: back },
    QuickPickItemKind: { Separator: -1, Default: 0 },
    window: {
      showInputBox: (options: { validateInput: (text: string) => string | null }) => {
        const typed = user.typed.shift();
        const problem = typed === undefined ? null : options.validateInput(typed);
        if (problem !== null) throw new Error(problem);
        return Promise.resolve(typed);
      },
      showQuickPick: (items: readonly QuickPickItem[]) => {
        const wanted = user.picked.shift();
        return Promise.resolve(items.find(({ label }) => label === wanted));
      },
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
const policies = (['ppo', 'csc', 'smpo'] as const).map((name): SubjectEntry => ({
  kind: 'policy',
  entry: { path: `/m/${name}`, name, environment: 'point-hazards', added: false },
}));
const pole: SubjectEntry = {
  kind: 'policy',
  entry: { path: '/m/pole', name: 'pole', environment: 'cart-pole-zone', added: false },
};
const responses: SubjectEntry = { kind: 'responses', path: '/m/answers.jsonl' };

const suite: SuiteFacts = {
  ...{ id: 's', title: 'Suite', kind: 'harmful', prompts: 3, version: '1', metric: 'refusal' },
  ...{ licence: 'MIT', citation: '', categories: [], builtIn: true },
};
const episodes = (['point-hazards', 'cart-pole-zone'] as const).map((environment): SuiteFacts => ({
  ...suite,
  ...{ id: `glens-${environment}`, title: environment, prompts: 200, categories: [environment] },
  kind: 'control',
}));
const options: ComparisonOptions = {
  ...{ suites: ['s'], attacks: ['none'], limit: null, judges: [{ kind: 'rules' }], samples: 1 },
  ...{
    temperature: 0,
    systemPrompt: null,
    maxNewTokens: 64,
    generationConfig: false,
    control: true,
    precision: null,
    margin: 0.02,
  },
};
const input: WizardInput = {
  subjects: [llama, ...steps, lora, served, responses],
  catalog: { suites: [suite], suiteSource: new Map(), attacks: [] },
  options,
  browse: () => Promise.reject(new Error('Nothing is looked for here.')),
  forecast: () => Promise.resolve({ kinds: [], responses: 9, pilot: 1, seconds: 90, memory: 2e9 }),
  planPrecision: () =>
    Promise.resolve({
      chosen: 'exact',
      available: 8e9,
      advised: 'int8',
      estimates: [
        { precision: 'exact', memory: 12e9, disk: 0, fits: false, seconds: { low: 100, high: 900 } },
        { precision: 'int8', memory: 4e9, disk: 3e9, fits: true, seconds: { low: 240, high: 2400 } },
      ],
      basis: { answers: 9, leastTokens: 64, mostTokens: 256, batch: 9, rate: 1e11 },
    }),
  onError: (error) => {
    throw error;
  },
};
const own = 'The server’s own';
const labels = (at: number): string[] => (user.seen[at]?.items ?? []).map(({ label }) => label);

/** What is asked for in the end; null when cancelled. */
async function asked(more: Partial<WizardInput> = {}): Promise<ComparisonSpec | null> {
  const given = { ...input, ...more };
  const result = await askComparison(given);
  return result === null ? null : specOf(result.sides, result.options, given.catalog, 8);
}

beforeEach(() => {
  Object.assign(user, { answers: [], seen: [], file: undefined, typed: [], picked: [], ticked: [] });
});

describe('the wizard of a comparison', () => {
  test('two checkpoints of this machine are asked for without a template', async () => {
    user.answers = ['llama'];
    const spec = await asked();
    expect(user.seen.map(({ step }) => step)).toEqual(['1/4', '2/4', '3/4', '4/4']);
    expect(labels(0)).not.toContain('rlvr-step-400');
    expect(labels(1).slice(0, 2)).toEqual(['rlvr-step-400', 'rlvr-step-100']);
    expect(spec).toMatchObject({
      base: { kind: 'checkpoint', path: '/m/llama' },
      tuned: { kind: 'checkpoint', path: '/m/rlvr-step-400', basePath: '/m/llama' },
      suites: ['s'],
      control: true,
      settings: { maxNewTokens: 64, batchSize: 8 },
    });
  });

  test('models of a server: the base before its adapters, the adapter first as tuned, and the template asked for', async () => {
    user.answers = ['org/served'];
    const spec = await asked();
    expect(user.seen).toHaveLength(5);
    expect(labels(0).indexOf('org/served')).toBeLessThan(labels(0).indexOf('grpo'));
    expect(labels(1)[0]).toBe('grpo');
    expect(user.seen[2]?.step).toBe('3/5');
    expect(user.seen[2]?.items[0]).toMatchObject({
      label: own,
      detail: expect.stringContaining('applies its own chat template') as string,
    });
    const url = 'http://localhost:8000/v1';
    expect(spec?.base).toEqual({ kind: 'endpoint', url, model: 'org/served' });
    expect(spec?.tuned).toEqual({ kind: 'endpoint', url, model: 'grpo' });
  });

  test('for a chosen adapter of a server its parent is offered as base first', async () => {
    await asked({ tuned: lora });
    expect(labels(0)[0]).toBe('org/served');
    expect(labels(0)).not.toContain('grpo');
  });

  test('one template goes to both sides, and a way back over it keeps the answer', async () => {
    user.answers = ['org/served', 'grpo', 'That of llama', 'back'];
    const spec = await asked();
    expect(spec?.base).toMatchObject({ template: '/m/llama' });
    expect(spec?.tuned).toMatchObject({ template: '/m/llama' });
  });

  test('a template of the user’s own is a file; without one nothing is made', async () => {
    user.answers = ['org/served', 'grpo', 'A .jinja file…'];
    expect(await asked()).toBeNull();
    user.answers = ['org/served', 'grpo', 'A .jinja file…'];
    user.file = '/m/chat.jinja';
    expect((await asked())?.tuned).toMatchObject({ template: '/m/chat.jinja' });
  });

  test('going back from the template to another tuned one drops the step where no server answers', async () => {
    user.answers = ['llama', 'grpo', 'back', 'rlvr-step-100'];
    const spec = await asked();
    expect(user.seen.map(({ step }) => step)).toEqual(['1/4', '2/4', '3/5', '2/5', '3/4', '4/4']);
    expect(spec?.tuned).toMatchObject({ path: '/m/rlvr-step-100' });
  });

  test('answers made elsewhere are a side, and are not asked a second time as a control', async () => {
    user.answers = ['answers.jsonl', 'llama'];
    const spec = await asked();
    expect(spec).toMatchObject({
      base: { kind: 'responses', path: '/m/answers.jsonl' },
      control: false,
    });
  });

  test('an option is changed in its place, and the list of options comes again with its value', async () => {
    user.answers = [
      undefined,
      undefined,
      undefined,
      'Responses per prompt',
      'A/A control',
      'Prompts per benchmark',
    ];
    user.typed = ['5', '7'];
    user.picked = ['Another number…'];
    const spec = await asked();
    expect(spec).toMatchObject({ limit: 7, control: false, settings: { samples: 5, temperature: 1 } });
    const valueOf = (at: number, wanted: string): string | undefined =>
      user.seen[at]?.items.find(({ label }) => label === wanted)?.description;
    expect([3, 4].map((at) => valueOf(at, 'Responses per prompt'))).toEqual(['1', '5']);
    expect(valueOf(6, 'Temperature')).toBe('1');
    expect(valueOf(6, 'A/A control')).toBe('off');
    expect(valueOf(6, 'Prompts per benchmark')).toMatch(/^7 · 3 harmful prompts/);
  });

  test('the margin is asked for in points, and goes into the comparison', async () => {
    expect((await asked())?.margin).toBe(0.02);
    user.seen = [];
    user.answers = [undefined, undefined, undefined, 'Margin'];
    user.typed = ['5.5'];
    expect((await asked())?.margin).toBeCloseTo(0.055, 12);
    const shown = [3, 4].map(
      (at) => user.seen[at]?.items.find(({ label }) => label === 'Margin')?.description,
    );
    expect(shown).toEqual([
      'kept: a loss of 2 pp or more is excluded',
      'kept: a loss of 5.5 pp or more is excluded',
    ]);
  });

  test('the precision is chosen beside what each takes, for both sides', async () => {
    user.answers = [undefined, undefined, undefined, 'Precision'];
    user.picked = ['int8'];
    const spec = await asked();
    expect([spec?.base, spec?.tuned]).toMatchObject([{ precision: 'int8' }, { precision: 'int8' }]);
    const precision = user.seen[3]?.items.find(({ label }) => label === 'Precision');
    expect(precision?.description).toMatch(/^each checkpoint in its format/);
  });

  test('an option that is left unanswered stays', async () => {
    user.answers = [undefined, undefined, undefined, 'Tokens per response'];
    expect((await asked())?.settings.maxNewTokens).toBe(64);
  });

  test('the last step says what these options cost, and no more once it is left', async () => {
    const signals: AbortSignal[] = [];
    await asked({
      forecast: (_, signal) => {
        signals.push(signal);
        return input.forecast({ sides: { base: llama, tuned: llama, template: null }, options }, signal);
      },
    });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(forecastLine({ kinds: [], responses: 1200, pilot: 1, seconds: 90, memory: 2e9 })).toBe(
      '1,200 answers · about 2 min · about 2.0 GB of memory',
    );
  });

  test('several tuned checkpoints are ticked in a second list, and become columns', async () => {
    user.answers = ['llama', 'Several checkpoints…', 'ticked'];
    user.ticked = [undefined, undefined, ['rlvr-step-400', 'rlvr-step-100']];
    const spec = await asked();
    expect(user.seen.map(({ step }) => step)).toEqual(['1/4', '2/4', '2/4', '3/4', '4/4']);
    expect(labels(1).at(-1)).toBe('Several checkpoints…');
    expect(labels(2)).not.toContain('Several checkpoints…');
    expect(spec?.columns).toEqual([
      {
        name: 'rlvr-step-400',
        tuned: { kind: 'checkpoint', path: '/m/rlvr-step-400', basePath: '/m/llama' },
      },
      {
        name: 'rlvr-step-100',
        tuned: { kind: 'checkpoint', path: '/m/rlvr-step-100', basePath: '/m/llama' },
      },
    ]);
    expect(spec?.tuned).toEqual(spec?.columns?.[0]?.tuned);
  });

  test('one tick alone is a comparison of one, and a way back from the list leads to the first', async () => {
    user.answers = ['llama', 'Several checkpoints…', 'back', 'Several checkpoints…', 'ticked'];
    user.ticked = [undefined, undefined, undefined, ['rlvr-step-100']];
    const spec = await asked();
    expect(spec).toMatchObject({ tuned: { path: '/m/rlvr-step-100' } });
    expect(spec?.columns).toBeUndefined();
  });

  test('a checkpoint that is not listed is looked for, and the side is asked again with it first', async () => {
    const found = checkpoint('found');
    user.answers = ['llama', '$(folder-opened) Browse…', 'found'];
    const spec = await asked({ browse: () => Promise.resolve([found, ...input.subjects]) });
    expect(spec).toMatchObject({ base: { path: '/m/llama' }, tuned: { path: '/m/found' } });
    expect(user.seen.map(({ step }) => step).slice(0, 3)).toEqual(['1/4', '2/4', '2/4']);
    expect(labels(1)).not.toContain('found');
  });

  test('another comparison’s sides are asked for, with these chosen at first', async () => {
    const spec = await asked({ chosen: { base: llama, tuned: steps[0], further: [] } });
    expect(user.seen).toHaveLength(4);
    expect(spec).toMatchObject({ base: { path: '/m/llama' }, tuned: { path: '/m/rlvr-step-100' } });
  });

  describe('with control policies', () => {
    const acting = {
      subjects: [llama, ...steps, ...policies, pole],
      catalog: { ...input.catalog, suites: [suite, ...episodes] },
    };

    test('are compared with policies of their environment, on its episodes alone', async () => {
      user.answers = ['ppo', 'csc'];
      const spec = await asked({
        ...acting,
        options: { ...options, attacks: ['prefix'], systemPrompt: 'Be brief.' },
      });
      expect(labels(0)).toEqual(expect.arrayContaining(['llama', 'ppo', 'pole']));
      expect(labels(1)).toEqual(['csc', 'smpo', '$(folder-opened) Browse…', 'Several policies…']);
      expect(user.seen[2]?.items).toMatchObject([
        { label: 'point-hazards', description: 'control · 200 episodes' },
      ]);
      expect(spec).toMatchObject({
        base: { kind: 'policy', path: '/m/ppo' },
        tuned: { kind: 'policy', path: '/m/csc' },
        ...{ suites: ['glens-point-hazards'], attacks: ['none'] },
        settings: { systemPrompt: null },
      });
    });

    test('several become columns', async () => {
      user.answers = ['ppo', 'Several policies…', 'ticked'];
      user.ticked = [undefined, undefined, ['csc', 'smpo']];
      const spec = await asked(acting);
      expect(spec?.columns).toEqual([
        { name: 'csc', tuned: { kind: 'policy', path: '/m/csc' } },
        { name: 'smpo', tuned: { kind: 'policy', path: '/m/smpo' } },
      ]);
    });

    test('are asked nothing that only words have, and episodes are counted', async () => {
      user.answers = ['ppo', 'csc'];
      await asked(acting);
      expect(labels(3)).not.toContain('System prompt');
      expect(labels(3)).not.toContain('Judge');
      const counted = user.seen[3]?.items.find(({ label }) => label === 'Episodes per benchmark');
      expect(counted?.description).toMatch(/^all · 200 episodes/u);
    });

    test('a model is not offered policies, nor episodes', async () => {
      user.answers = ['llama'];
      const spec = await asked(acting);
      expect(labels(1)).not.toContain('ppo');
      expect(labels(2)).toEqual(['Suite']);
      expect(spec?.suites).toEqual(['s']);
    });

    test('a benchmark of episodes that was chosen beforehand leaves its policies alone to choose from', async () => {
      const chosen = { ...options, suites: ['glens-cart-pole-zone'] };
      user.answers = ['escape'];
      await asked({ ...acting, options: chosen });
      expect(labels(0)).toEqual(['pole', '$(folder-opened) Browse…']);
    });
  });

  test('Escape makes nothing', async () => {
    user.answers = ['llama', 'escape'];
    expect(await asked()).toBeNull();
  });
});

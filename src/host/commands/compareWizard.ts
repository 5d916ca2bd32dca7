// Compare Checkpoints…: base, tuned, benchmarks, attacks, judge, file; each step with a default and a way back.
import { basename, join } from 'node:path';
import { existsSync } from 'node:fs';
import { window } from 'vscode';
import type { ComparisonSpec, JudgeSpec } from '../../protocol/comparison';
import { defaultGenerationSettings } from '../../protocol/generation';
import type { AttackFacts, SuiteFacts } from '../../protocol/suites';
import type { CheckpointEntry } from '../checkpoints/checkpointEntry';
import { checkpointItems } from '../checkpoints/checkpointItems';
import { resultsFolder } from '../checkpoints/resultsFolder';
import type { Settings } from '../settings';
import { askAll, pickStep, type Step } from './multiStep';

const title = 'Compare Checkpoints';

export interface WizardInput {
  readonly checkpoints: readonly CheckpointEntry[];
  readonly suites: readonly SuiteFacts[];
  /** Ids or paths as `ComparisonSpec.suites` wants them, by suite id. */
  readonly suiteSource: ReadonlyMap<string, string>;
  readonly attacks: readonly AttackFacts[];
  readonly settings: Settings;
  readonly base?: CheckpointEntry;
  readonly tuned?: CheckpointEntry;
}

export interface WizardResult {
  readonly path: string;
  readonly spec: ComparisonSpec;
}

interface Answers {
  readonly base: CheckpointEntry | null;
  readonly tuned: CheckpointEntry | null;
  readonly suites: readonly string[];
  readonly attacks: readonly string[];
  readonly limit: number | null;
}

/** null when cancelled. */
export async function askComparison(input: WizardInput): Promise<WizardResult | null> {
  const start: Answers = {
    base: input.base ?? null,
    tuned: input.tuned ?? null,
    suites: input.suites.filter((suite) => suite.builtIn).map((suite) => suite.id),
    attacks: ['none'],
    limit: null,
  };
  const steps: Step<Answers>[] = [];
  if (input.base === undefined) steps.push(askBase(input));
  if (input.tuned === undefined) steps.push(askTuned(input));
  steps.push(askSuites(input), askAttacks(input), askLimit);
  const answers = await askAll(start, steps);
  if (answers?.base == null || answers.tuned === null) return null;
  const path = freePath(answers.base, answers.tuned);
  return { path, spec: specOf(answers, answers.base, answers.tuned, input) };
}

function askBase({ checkpoints }: WizardInput): Step<Answers> {
  const bases = checkpointItems(checkpoints.filter((entry) => entry.kind !== 'adapter'));
  return pickStep({
    title,
    placeholder: () => 'Base: the checkpoint before the fine-tune',
    items: () => bases,
    many: false,
    isChosen: ({ entry }, { base }) => entry.path === base?.path,
    answer: (answers, [first]) => ({ ...answers, base: first?.entry ?? null }),
  });
}

function askTuned({ checkpoints }: WizardInput): Step<Answers> {
  return pickStep({
    title,
    placeholder: ({ base }) => `Tuned: what was made of ${base?.name ?? 'the base'}`,
    items: ({ base }) => {
      // Adapters of the chosen base first, newest step first.
      const rank = (entry: CheckpointEntry): number => (entry.basePath === base?.path ? 0 : 1);
      return checkpointItems(
        checkpoints
          .filter((entry) => entry.path !== base?.path)
          .sort((a, b) => rank(a) - rank(b) || (b.step ?? 0) - (a.step ?? 0)),
      );
    },
    many: false,
    isChosen: ({ entry }, { tuned }) => entry.path === tuned?.path,
    answer: (answers, [first]) => ({ ...answers, tuned: first?.entry ?? null }),
  });
}

function askSuites({ suites }: WizardInput): Step<Answers> {
  const choices = suites.map((suite) => ({
    label: suite.title,
    description: `${suite.kind === 'harmful' ? 'harmful' : 'over-refusal'} · ${suite.prompts} prompts`,
    id: suite.id,
  }));
  return pickStep({
    title,
    placeholder: () => 'Benchmarks: harmful ones, and benign ones for over-refusal',
    items: () => choices,
    many: true,
    isChosen: ({ id }, answers) => answers.suites.includes(id),
    answer: (answers, chosen) => ({ ...answers, suites: chosen.map(({ id }) => id) }),
  });
}

function askAttacks({ attacks }: WizardInput): Step<Answers> {
  const choices = [
    { label: 'No attack', description: 'the plain prompt', id: 'none' },
    ...attacks.map((attack) => ({ label: attack.title, description: attack.description, id: attack.id })),
  ];
  return pickStep({
    title,
    placeholder: () => 'Attacks: every benchmark is run under each',
    items: () => choices,
    many: true,
    isChosen: ({ id }, answers) => answers.attacks.includes(id),
    answer: (answers, chosen) => ({ ...answers, attacks: chosen.map(({ id }) => id) }),
  });
}

const limits = [null, 20, 50, 100, 200].map((limit) => ({
  label: limit === null ? 'All prompts' : `${limit} prompts per benchmark`,
  description: limit === null ? 'smallest intervals' : 'drawn by category, with the seed',
  limit,
}));

const askLimit: Step<Answers> = pickStep({
  title,
  placeholder: () => 'How many prompts?',
  items: () => limits,
  many: false,
  isChosen: ({ limit }, answers) => limit === answers.limit,
  answer: (answers, [first]) => ({ ...answers, limit: first?.limit ?? null }),
});

function specOf(
  answers: Answers,
  base: CheckpointEntry,
  tuned: CheckpointEntry,
  input: WizardInput,
): ComparisonSpec {
  const { settings } = input;
  const judge: JudgeSpec = { kind: 'rules' };
  return {
    base: { kind: 'checkpoint', path: base.path },
    tuned: {
      kind: 'checkpoint',
      path: tuned.path,
      ...(tuned.kind === 'adapter' ? { basePath: base.path } : {}),
    },
    suites: answers.suites.map((id) => input.suiteSource.get(id) ?? id),
    attacks: answers.attacks,
    limit: answers.limit,
    settings: {
      ...defaultGenerationSettings,
      maxNewTokens: settings.maxNewTokens,
      batchSize: settings.batchSize,
    },
    judges: [judge],
    control: settings.control,
  };
}

/** A new file in the workspace, or beside the tuned checkpoint. */
function freePath(base: CheckpointEntry, tuned: CheckpointEntry): string {
  const folder = resultsFolder(tuned);
  const stem = `${basename(base.name)}-vs-${basename(tuned.name)}`.replace(/[^\w.-]+/g, '-');
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? `${stem}.glens` : `${stem}-${number}.glens`);
    if (!existsSync(path)) return path;
  }
}

/** Too few to choose from: says so and offers to add one. */
export async function needCheckpoints(): Promise<boolean> {
  const choice = await window.showInformationMessage(
    'A comparison needs two checkpoints: a base, and what was made of it.',
    'Add Checkpoint…',
  );
  return choice !== undefined;
}

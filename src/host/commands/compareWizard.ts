// Compare Checkpoints…: base, tuned, benchmarks, attacks, judge, file; each step with a default and a way back.
import { basename, dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { window, workspace, type QuickPickItem } from 'vscode';
import type { ComparisonSpec, JudgeSpec } from '../../protocol/comparison';
import { defaultGenerationSettings } from '../../protocol/generation';
import type { AttackFacts, SuiteFacts } from '../../protocol/suites';
import type { CheckpointEntry } from '../checkpoints/checkpointEntry';
import type { Settings } from '../settings';
import { askAll, pick, type Step, type StepResult } from './multiStep';

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

interface CheckpointItem extends QuickPickItem {
  readonly entry: CheckpointEntry;
}

function items(entries: readonly CheckpointEntry[]): CheckpointItem[] {
  return entries.map((entry) => ({
    label: entry.name,
    description: entry.builtIn ? `built-in ${entry.kind}` : entry.kind,
    detail: entry.path,
    entry,
  }));
}

function askBase({ checkpoints }: WizardInput): Step<Answers> {
  const choices = items(checkpoints.filter((entry) => entry.kind !== 'adapter'));
  return async (answers, step, totalSteps) => {
    const result = await pick({
      title,
      step,
      totalSteps,
      placeholder: 'Base: the checkpoint before the fine-tune',
      items: choices,
      many: false,
      chosen: choices.filter((item) => item.entry.path === answers.base?.path),
    });
    return changed(result, ([first]) => ({ ...answers, base: first?.entry ?? null }));
  };
}

function askTuned({ checkpoints }: WizardInput): Step<Answers> {
  return async (answers, step, totalSteps) => {
    // Adapters of the chosen base first, newest step first.
    const rank = (entry: CheckpointEntry): number => (entry.basePath === answers.base?.path ? 0 : 1);
    const choices = items(
      checkpoints
        .filter((entry) => entry.path !== answers.base?.path)
        .sort((a, b) => rank(a) - rank(b) || (b.step ?? 0) - (a.step ?? 0)),
    );
    const result = await pick({
      title,
      step,
      totalSteps,
      placeholder: `Tuned: what was made of ${answers.base?.name ?? 'the base'}`,
      items: choices,
      many: false,
      chosen: choices.filter((item) => item.entry.path === answers.tuned?.path),
    });
    return changed(result, ([first]) => ({ ...answers, tuned: first?.entry ?? null }));
  };
}

function askSuites({ suites }: WizardInput): Step<Answers> {
  const choices = suites.map((suite) => ({
    label: suite.title,
    description: `${suite.kind === 'harmful' ? 'harmful' : 'over-refusal'} · ${suite.prompts} prompts`,
    id: suite.id,
  }));
  return async (answers, step, totalSteps) => {
    const result = await pick({
      title,
      step,
      totalSteps,
      placeholder: 'Benchmarks: harmful ones, and benign ones for over-refusal',
      items: choices,
      many: true,
      chosen: choices.filter((item) => answers.suites.includes(item.id)),
    });
    return changed(result, (chosen) => ({ ...answers, suites: chosen.map((item) => item.id) }));
  };
}

function askAttacks({ attacks }: WizardInput): Step<Answers> {
  const choices = [
    { label: 'No attack', description: 'the plain prompt', id: 'none' },
    ...attacks.map((attack) => ({ label: attack.title, description: attack.description, id: attack.id })),
  ];
  return async (answers, step, totalSteps) => {
    const result = await pick({
      title,
      step,
      totalSteps,
      placeholder: 'Attacks: every benchmark is run under each',
      items: choices,
      many: true,
      chosen: choices.filter((item) => answers.attacks.includes(item.id)),
    });
    return changed(result, (chosen) => ({ ...answers, attacks: chosen.map((item) => item.id) }));
  };
}

const limits = [null, 20, 50, 100, 200] as const;

const askLimit: Step<Answers> = async (answers, step, totalSteps) => {
  const choices = limits.map((limit) => ({
    label: limit === null ? 'All prompts' : `${limit} prompts per benchmark`,
    description: limit === null ? 'smallest intervals' : 'drawn by category, with the seed',
    limit,
  }));
  const result = await pick({
    title,
    step,
    totalSteps,
    placeholder: 'How many prompts?',
    items: choices,
    many: false,
    chosen: choices.filter((item) => item.limit === answers.limit),
  });
  return changed(result, ([first]) => ({ ...answers, limit: first?.limit ?? null }));
};

function changed<T, A>(result: StepResult<readonly T[]>, change: (chosen: readonly T[]) => A): StepResult<A> {
  return typeof result === 'string' ? result : { answer: change(result.answer) };
}

function specOf(
  answers: Answers,
  base: CheckpointEntry,
  tuned: CheckpointEntry,
  input: WizardInput,
): ComparisonSpec {
  const { settings } = input;
  const judge: JudgeSpec = { kind: 'rules' };
  return {
    base: { path: base.path },
    tuned: { path: tuned.path, ...(tuned.kind === 'adapter' ? { basePath: base.path } : {}) },
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
  // Never among the extension's own files.
  const beside = tuned.builtIn ? homedir() : dirname(tuned.path);
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? beside;
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

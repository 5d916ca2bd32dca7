// Compare Checkpoints…: base, tuned, chat template where a server answers, benchmarks, attacks, number of prompts; each
// step with a default and a way back.
import { basename, join } from 'node:path';
import { existsSync } from 'node:fs';
import { window, type QuickPickItem } from 'vscode';
import type { ComparisonSpec, JudgeSpec } from '../../protocol/comparison';
import { defaultGenerationSettings } from '../../protocol/generation';
import type { AttackFacts, SuiteFacts } from '../../protocol/suites';
import { formatCount, formatPpSize } from '../../safety/presentation/numbers';
import { noiseAt, smallestLoss } from '../../safety/statistics/plannedPower';
import { resultsFolder } from '../checkpoints/resultsFolder';
import type { Settings } from '../settings';
import {
  isAdapter,
  isMadeOf,
  isSame,
  refOf,
  subjectTitle,
  type SubjectEntry,
} from '../subjects/subjectEntry';
import { subjectItems } from '../subjects/subjectItems';
import { askAll, pick, pickStep, type Step } from './multiStep';

const title = 'Compare Checkpoints';

export interface WizardInput {
  readonly subjects: readonly SubjectEntry[];
  readonly suites: readonly SuiteFacts[];
  /** Ids or paths as `ComparisonSpec.suites` wants them, by suite id. */
  readonly suiteSource: ReadonlyMap<string, string>;
  readonly attacks: readonly AttackFacts[];
  readonly settings: Settings;
  readonly base?: SubjectEntry;
  readonly tuned?: SubjectEntry;
}

export interface WizardResult {
  readonly path: string;
  readonly spec: ComparisonSpec;
}

interface Answers {
  readonly base: SubjectEntry | null;
  readonly tuned: SubjectEntry | null;
  /** A checkpoint folder or a `.jinja` file, for the sides that a server answers; null: the server's own. */
  readonly template: string | null;
  readonly suites: readonly string[];
  readonly attacks: readonly string[];
  readonly limit: number | null;
}

/** null when cancelled. */
export async function askComparison(input: WizardInput): Promise<WizardResult | null> {
  const start: Answers = {
    base: input.base ?? null,
    tuned: input.tuned ?? null,
    template: null,
    suites: input.suites.filter((suite) => suite.builtIn).map((suite) => suite.id),
    attacks: ['none'],
    limit: null,
  };
  const sides: Step<Answers>[] = [];
  if (input.base === undefined) sides.push(askBase(input));
  if (input.tuned === undefined) sides.push(askTuned(input));
  const rest = [askSuites(input), askAttacks(input), askLimit(input)];
  const answers = await askAll(start, ({ base, tuned }) => {
    const served = base?.kind === 'endpoint' || tuned?.kind === 'endpoint';
    return [...sides, ...(served ? [askTemplate(input)] : []), ...rest];
  });
  if (answers?.base == null || answers.tuned === null) return null;
  const path = freePath(answers.base, answers.tuned);
  return { path, spec: specOf(answers, answers.base, answers.tuned, input) };
}

function askBase({ subjects, tuned }: WizardInput): Step<Answers> {
  // What the chosen one was made of comes first.
  const rank = (subject: SubjectEntry): number =>
    tuned !== undefined && isMadeOf(tuned, subject) ? 0 : isMadeOfAny(subject, subjects) ? 2 : 1;
  const bases = subjects
    .filter((subject) => !isAdapter(subject) && !isSame(subject, tuned ?? null))
    .map((subject) => ({ subject, rank: rank(subject) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ subject }) => subject);
  const items = subjectItems(bases);
  return pickStep({
    title,
    placeholder: () => 'Base: the checkpoint before the fine-tune',
    items: () => items,
    many: false,
    isChosen: ({ subject }, { base }) => isSame(subject, base),
    answer: (answers, [first]) => ({ ...answers, base: first?.subject ?? null }),
  });
}

function isMadeOfAny(subject: SubjectEntry, subjects: readonly SubjectEntry[]): boolean {
  return subject.kind === 'endpoint' && subjects.some((other) => isMadeOf(subject, other));
}

function askTuned({ subjects }: WizardInput): Step<Answers> {
  return pickStep({
    title,
    placeholder: ({ base }) => `Tuned: what was made of ${base === null ? 'the base' : subjectTitle(base)}`,
    items: ({ base }) => {
      // What was made of the chosen base first, newest step first; then its neighbours on the same server.
      const rank = (subject: SubjectEntry): number =>
        isMadeOf(subject, base) ? 0 : subject.kind === 'endpoint' && isOnServerOf(subject, base) ? 1 : 2;
      return subjectItems(
        subjects
          .filter((subject) => !isSame(subject, base))
          .sort((a, b) => rank(a) - rank(b) || stepOf(b) - stepOf(a)),
      );
    },
    many: false,
    isChosen: ({ subject }, { tuned }) => isSame(subject, tuned),
    answer: (answers, [first]) => ({ ...answers, tuned: first?.subject ?? null }),
  });
}

function isOnServerOf({ url }: { readonly url: string }, base: SubjectEntry | null): boolean {
  return base?.kind === 'endpoint' && base.url === url;
}

function stepOf(subject: SubjectEntry): number {
  return subject.kind === 'checkpoint' ? (subject.entry.step ?? 0) : 0;
}

interface TemplateItem extends QuickPickItem {
  /** null: the server's own. */
  readonly template: string | null;
  readonly file?: boolean;
}

/** One for both sides: with two templates the prompts would not be the same. */
function askTemplate({ subjects }: WizardInput): Step<Answers> {
  const own: TemplateItem = {
    label: 'The server’s own',
    description: 'messages are sent as they are',
    detail: 'The server applies its own chat template; it cannot be checked here.',
    template: null,
  };
  const file: TemplateItem = {
    label: 'A .jinja file…',
    description: 'of your own',
    template: null,
    file: true,
  };
  const checkpoints = subjects.flatMap((subject): TemplateItem[] =>
    subject.kind === 'checkpoint' && subject.entry.kind !== 'adapter'
      ? [
          {
            label: `That of ${subject.entry.name}`,
            description: 'prompts are rendered here',
            template: subject.entry.path,
          },
        ]
      : [],
  );
  const items = [own, ...checkpoints, file];
  return async (answers, step, totalSteps) => {
    const result = await pick({
      title,
      step,
      totalSteps,
      placeholder: 'Chat template: of the prompts that a server answers',
      items,
      many: false,
      chosen: items.filter((item) => item.file !== true && item.template === answers.template),
    });
    if (typeof result === 'string') return result;
    const [chosen] = result.answer;
    if (chosen?.file !== true) return { answer: { ...answers, template: chosen?.template ?? null } };
    const path = await askTemplateFile();
    return path === null ? 'cancelled' : { answer: { ...answers, template: path } };
  };
}

async function askTemplateFile(): Promise<string | null> {
  const chosen = await window.showOpenDialog({
    title: 'Chat template',
    openLabel: 'Use',
    filters: { 'Chat template': ['jinja', 'j2'] },
  });
  return chosen?.[0]?.fsPath ?? null;
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

/** Of a base that is likely to have been tuned to refuse: where losses are looked for. */
const likelyRate = 0.9;

function askLimit({ suites }: WizardInput): Step<Answers> {
  return pickStep({
    title,
    placeholder: () => 'How many prompts? More prompts find smaller changes.',
    items: (answers) =>
      [null, 20, 50, 100, 200].map((limit) => ({
        label: limit === null ? 'All prompts' : `${limit} prompts per benchmark`,
        description: foundBy(harmfulPrompts(suites, answers.suites, limit)),
        limit,
      })),
    many: false,
    isChosen: ({ limit }, answers) => limit === answers.limit,
    answer: (answers, [first]) => ({ ...answers, limit: first?.limit ?? null }),
  });
}

function harmfulPrompts(
  suites: readonly SuiteFacts[],
  chosen: readonly string[],
  limit: number | null,
): number {
  return suites
    .filter(({ id, kind }) => kind === 'harmful' && chosen.includes(id))
    .reduce((sum, { prompts }) => sum + Math.min(prompts, limit ?? prompts), 0);
}

function foundBy(prompts: number): string {
  if (prompts === 0) return 'benign prompts only';
  const loss = smallestLoss({ prompts, samples: 1, noise: noiseAt(likelyRate) });
  const found = loss === null ? 'no loss would be found' : `losses of about ${formatPpSize(loss)} are found`;
  return `${formatCount(prompts)} harmful prompts · ${found}`;
}

function specOf(
  answers: Answers,
  base: SubjectEntry,
  tuned: SubjectEntry,
  input: WizardInput,
): ComparisonSpec {
  const { settings } = input;
  const { template } = answers;
  const judge: JudgeSpec = { kind: 'rules' };
  return {
    base: refOf(base, { base: null, template }),
    tuned: refOf(tuned, { base, template }),
    suites: answers.suites.map((id) => input.suiteSource.get(id) ?? id),
    attacks: answers.attacks,
    limit: answers.limit,
    settings: {
      ...defaultGenerationSettings,
      maxNewTokens: settings.maxNewTokens,
      batchSize: settings.batchSize,
    },
    judges: [judge],
    // What was answered elsewhere cannot be asked a second time.
    control: settings.control && base.kind !== 'responses',
  };
}

/** A new file in the workspace, or beside what was tuned. */
function freePath(base: SubjectEntry, tuned: SubjectEntry): string {
  const folder = resultsFolder(tuned);
  const stem = `${fileName(base)}-vs-${fileName(tuned)}`.replace(/[^\w.-]+/g, '-');
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? `${stem}.glens` : `${stem}-${number}.glens`);
    if (!existsSync(path)) return path;
  }
}

/** The last part of a name: a server's models are often named as on a hub. */
function fileName(subject: SubjectEntry): string {
  return basename(subjectTitle(subject)).replace(/\.(?:jsonl|ndjson|json)$/i, '');
}

/** Too few to choose from: says so and offers to add one. */
export async function needCheckpoints(): Promise<'addCheckpoint' | 'addEndpoint' | null> {
  const ways = { 'Add Checkpoint…': 'addCheckpoint', 'Add Endpoint…': 'addEndpoint' } as const;
  const choice = await window.showInformationMessage(
    'A comparison needs two checkpoints: a base, and what was made of it.',
    ...(Object.keys(ways) as (keyof typeof ways)[]),
  );
  return choice === undefined ? null : ways[choice];
}

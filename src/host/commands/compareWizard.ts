// Compare Checkpoints…: base, tuned, chat template where a server answers, benchmarks, options; each step with a default
// and a way back.
import { window, type QuickPickItem } from 'vscode';
import { controlEnvironmentIds } from '../../protocol/control';
import type { ComparisonForecast, PrecisionPlan } from '../../protocol/forecast';
import { suiteKinds, type SuiteKind } from '../../protocol/outcomes';
import type { SuiteFacts } from '../../protocol/suites';
import { isSafetyKind } from '../../safety/outcomes/handled';
import {
  actingOptions,
  type Catalog,
  type ComparisonOptions,
  type ComparisonSides,
} from '../comparisons/comparisonOptions';
import {
  isAdapter,
  isAlike,
  isMadeOf,
  isSame,
  subjectTitle,
  type SubjectEntry,
} from '../subjects/subjectEntry';
import { subjectItems } from '../subjects/subjectItems';
import { askAll, pick, pickStep, type Step } from './multiStep';
import { askOptions } from './optionsStep';

const title = 'Compare Checkpoints';

export interface WizardInput {
  readonly subjects: readonly SubjectEntry[];
  readonly catalog: Catalog;
  /** Offered at first. */
  readonly options: ComparisonOptions;
  /** Asks for a checkpoint that is not listed; the subjects there are then, with those that were added first. */
  readonly browse: () => Promise<readonly SubjectEntry[]>;
  /** What a comparison would cost. */
  readonly forecast: (asked: WizardResult, signal: AbortSignal) => Promise<ComparisonForecast>;
  /** What its checkpoints take in each precision; null: none runs here. */
  readonly planPrecision: (asked: WizardResult) => Promise<PrecisionPlan | null>;
  readonly onError: (error: unknown) => void;
  /** Not asked for. */
  readonly base?: SubjectEntry;
  readonly tuned?: SubjectEntry;
  /** More tuned ones, which are not asked for either. */
  readonly further?: readonly SubjectEntry[];
  /** Asked for, with these chosen at first. */
  readonly chosen?: {
    readonly base: SubjectEntry | undefined;
    readonly tuned: SubjectEntry | undefined;
    readonly further: readonly SubjectEntry[];
  };
}

export interface WizardResult {
  readonly sides: ComparisonSides;
  readonly options: ComparisonOptions;
}

interface Answers {
  /** What there is to choose from; a wizard may add to it. */
  readonly listed: readonly SubjectEntry[];
  readonly base: SubjectEntry | null;
  readonly tuned: SubjectEntry | null;
  /** More tuned ones, each against the same base. */
  readonly further: readonly SubjectEntry[];
  /** A checkpoint folder or a `.jinja` file, for the sides that a server answers; null: the server's own. */
  readonly template: string | null;
  readonly options: ComparisonOptions;
}

/** null when cancelled. */
export async function askComparison(input: WizardInput): Promise<WizardResult | null> {
  const start: Answers = {
    listed: input.subjects,
    base: input.base ?? input.chosen?.base ?? null,
    tuned: input.tuned ?? input.chosen?.tuned ?? null,
    further: input.further ?? input.chosen?.further ?? [],
    template: null,
    options: input.options,
  };
  const sides: Step<Answers>[] = [];
  if (input.base === undefined) sides.push(askBase(input));
  if (input.tuned === undefined) sides.push(askTuned(input));
  const answers = await askAll(start, ({ base, tuned, further }) => {
    const served = [base, tuned, ...further].some((subject) => subject?.kind === 'endpoint');
    return [...sides, ...(served ? [askTemplate(input)] : []), askSuites(input), optionsStep(input)];
  });
  return answers === null ? null : resultOf(answers);
}

/** null while a side is missing. */
function resultOf({ base, tuned, further, template, options }: Answers): WizardResult | null {
  if (base === null || tuned === null) return null;
  const asked = base.kind === 'policy' ? actingOptions(options) : options;
  return { sides: { base, tuned, further, template }, options: asked };
}

function optionsStep({ subjects, catalog, forecast, planPrecision, onError }: WizardInput): Step<Answers> {
  return async (answers, step, totalSteps) => {
    const result = await askOptions(
      {
        ...{ title, subjects, onError, suites: catalog.suites, attacks: catalog.attacks },
        acting: answers.base?.kind === 'policy',
        forecast: (options, signal) => {
          const asked = resultOf({ ...answers, options });
          return asked === null ? Promise.reject(new Error('A side is missing.')) : forecast(asked, signal);
        },
        planPrecision: async (options) => {
          const asked = resultOf({ ...answers, options });
          return asked === null ? null : planPrecision(asked);
        },
      },
      answers.options,
      step,
      totalSteps,
    );
    return typeof result === 'string' ? result : { answer: { ...answers, options: result.answer } };
  };
}

function askBase(input: WizardInput): Step<Answers> {
  const { tuned } = input;
  const isAsked = answering(input);
  return subjectStep(input, {
    placeholder: ({ listed }) =>
      listed.some(({ kind }) => kind === 'policy')
        ? 'Base: the checkpoint before the fine-tune, or the policy that others are compared with'
        : 'Base: the checkpoint before the fine-tune',
    offered: (subjects) => {
      // What the chosen one was made of comes first.
      const rank = (subject: SubjectEntry): number =>
        tuned !== undefined && isMadeOf(tuned, subject) ? 0 : isMadeOfAny(subject, subjects) ? 2 : 1;
      return subjects
        .filter((subject) => !isAdapter(subject) && !isSame(subject, tuned ?? null))
        .filter(tuned === undefined ? isAsked : (subject) => isAlike(subject, tuned))
        .map((subject) => ({ subject, rank: rank(subject) }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ subject }) => subject);
    },
    side: 'base',
  });
}

/** Where the benchmarks that are chosen at first are all of episodes, whether one acts in them; else everything answers. */
function answering({ catalog: { suites }, options }: WizardInput): (subject: SubjectEntry) => boolean {
  const chosen = suites.filter(({ id }) => options.suites.includes(id));
  if (chosen.length === 0 || chosen.some(({ kind }) => kind !== 'control')) return () => true;
  return (subject) => chosen.every((suite) => canAnswer(subject, suite));
}

/** Policies act in the episodes of their environment, the others answer everything else. */
function canAnswer(subject: SubjectEntry, { kind, categories }: SuiteFacts): boolean {
  if (subject.kind !== 'policy' || kind !== 'control')
    return (subject.kind === 'policy') === (kind === 'control');
  // A suite need not say its environments; the engine looks at every row.
  const said = controlEnvironmentIds.filter((id) => categories.includes(id));
  return said.length === 0 || said.includes(subject.entry.environment);
}

function isMadeOfAny(subject: SubjectEntry, subjects: readonly SubjectEntry[]): boolean {
  return subject.kind === 'endpoint' && subjects.some((other) => isMadeOf(subject, other));
}

function askTuned(input: WizardInput): Step<Answers> {
  return subjectStep(input, {
    placeholder: ({ base }) =>
      base?.kind === 'policy'
        ? `Tuned: the policy to compare with ${subjectTitle(base)}`
        : `Tuned: what was made of ${base === null ? 'the base' : subjectTitle(base)}`,
    offered: tunedSubjects,
    side: 'tuned',
    several: askSeveral,
  });
}

const askSeveral: Step<Answers> = async (answers, step, totalSteps) => {
  const items = subjectItems(tunedSubjects(answers.listed, answers));
  const before = [answers.tuned, ...answers.further];
  const more = await pick({
    ...{ title, step, totalSteps, items, many: true },
    placeholder: `Tuned: all that are to be compared with ${answers.base === null ? 'the base' : subjectTitle(answers.base)}`,
    chosen: items.filter(({ subject }) => before.some((other) => isSame(subject, other))),
  });
  if (typeof more === 'string') return more;
  const [tuned = null, ...further] = more.answer.map(({ subject }) => subject);
  return { answer: { ...answers, tuned, further } };
};

/** What can be asked the same as the base: what was made of it first, newest step first; then its neighbours on the same server. */
function tunedSubjects(subjects: readonly SubjectEntry[], { base }: Answers): readonly SubjectEntry[] {
  const rank = (subject: SubjectEntry): number =>
    isMadeOf(subject, base) ? 0 : subject.kind === 'endpoint' && isOnServerOf(subject, base) ? 1 : 2;
  return subjects
    .filter((subject) => !isSame(subject, base) && (base === null || isAlike(subject, base)))
    .sort((a, b) => rank(a) - rank(b) || stepOf(b) - stepOf(a));
}

interface SubjectQuestion {
  readonly placeholder: (answers: Answers) => string;
  readonly offered: (subjects: readonly SubjectEntry[], answers: Answers) => readonly SubjectEntry[];
  readonly side: 'base' | 'tuned';
  /** A list in which several are ticked, offered where there are several. */
  readonly several?: Step<Answers>;
}

/** `subject` is null for a way to others. */
type SubjectChoice = QuickPickItem & { readonly subject: SubjectEntry | null };

const browseChoice: SubjectChoice = {
  label: '$(folder-opened) Browse…',
  description: 'a folder or a GGUF file that is not listed',
  subject: null,
};

const severalOf = ({ base }: Answers): SubjectChoice => ({
  label: base?.kind === 'policy' ? 'Several policies…' : 'Several checkpoints…',
  description: 'against one base, and against one another',
  alwaysShow: true,
  subject: null,
});

/** One side, of those that are listed or of another folder. */
function subjectStep(
  { browse }: WizardInput,
  { placeholder, offered, side, several }: SubjectQuestion,
): Step<Answers> {
  return async (answers, step, totalSteps) => {
    for (let now = answers; ;) {
      const subjects = subjectItems(offered(now.listed, now));
      const severalChoice = severalOf(now);
      const ways =
        several !== undefined && subjects.length > 1 ? [browseChoice, severalChoice] : [browseChoice];
      const items: SubjectChoice[] = [...subjects, ...ways];
      const result = await pick({
        ...{ title, step, totalSteps, placeholder: placeholder(now), items, many: false },
        chosen: items.filter(({ subject }) => isSame(subject, now[side])),
      });
      if (typeof result === 'string') return result;
      const [chosen] = result.answer;
      if (chosen?.subject != null) return { answer: { ...now, further: [], [side]: chosen.subject } };
      if (chosen === severalChoice && several !== undefined) {
        const ticked = await several(now, step, totalSteps);
        if (ticked !== 'back') return ticked;
      } else now = { ...now, listed: await browse() };
    }
  };
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

const suiteWords: Readonly<Record<SuiteKind, string>> = {
  harmful: 'harmful',
  benign: 'over-refusal',
  capability: 'tasks',
  control: 'control',
};

function askSuites({ catalog: { suites } }: WizardInput): Step<Answers> {
  // Tasks stand apart from what is about safety.
  const sorted = suiteKinds.flatMap((kind) => suites.filter((suite) => suite.kind === kind));
  const offered = ({ base }: Answers): readonly SuiteFacts[] =>
    sorted.filter((suite) => base === null || canAnswer(base, suite));
  return pickStep({
    title,
    placeholder: ({ base }) =>
      base?.kind === 'policy'
        ? 'Benchmarks: episodes of the environment that the policies act in'
        : 'Benchmarks: harmful, benign (over-refusal), tasks (capability)',
    items: (answers) =>
      offered(answers).map((suite) => ({
        label: suite.title,
        description: `${suiteWords[suite.kind]} · ${suite.prompts} ${suite.kind === 'control' ? 'episodes' : 'prompts'}`,
        id: suite.id,
      })),
    many: true,
    isChosen: ({ id }, answers) => chosenAtFirst(offered(answers), answers).includes(id),
    answer: (answers, chosen) => ({
      ...answers,
      options: { ...answers.options, suites: chosen.map(({ id }) => id) },
    }),
  });
}

/** What was chosen before, as far as it is offered; else all episodes, or all that is built in and about safety. */
function chosenAtFirst(offered: readonly SuiteFacts[], { options }: Answers): string[] {
  const before = offered.filter(({ id }) => options.suites.includes(id));
  const usual = offered.filter(({ kind, builtIn }) => builtIn && (kind === 'control' || isSafetyKind(kind)));
  return (before.length === 0 ? usual : before).map(({ id }) => id);
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

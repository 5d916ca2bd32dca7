// The wizard's step of options: each stands with its value and can be changed; the first line starts the comparison and
// says what it will cost.
import { QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import { toErrorData } from '../../protocol/errors';
import type { ComparisonForecast, PrecisionPlan } from '../../protocol/forecast';
import { defaultGenerationSettings } from '../../protocol/generation';
import type { AttackFacts, SuiteFacts } from '../../protocol/suites';
import { formatCount, formatPpSize } from '../../safety/presentation/numbers';
import { estimateText } from '../../safety/presentation/precisionText';
import { noiseAt, smallestLoss } from '../../safety/statistics/plannedPower';
import type { ComparisonOptions } from '../comparisons/comparisonOptions';
import {
  forecastLine,
  judgeText,
  limitText,
  marginText,
  pointsIn,
  precisionText,
  systemPromptText,
  temperatureText,
  tokensText,
} from '../comparisons/optionsText';
import type { SubjectEntry } from '../subjects/subjectEntry';
import { askJudge } from './askJudge';
import { askNumber } from './askNumber';
import { pick, type StepResult } from './multiStep';

export interface OptionsQuestion {
  readonly title: string;
  readonly subjects: readonly SubjectEntry[];
  /** Whether control policies are compared: then only what episodes have is asked. */
  readonly acting: boolean;
  readonly suites: readonly SuiteFacts[];
  readonly attacks: readonly AttackFacts[];
  /** What these options would cost; ends with the signal. */
  readonly forecast: (options: ComparisonOptions, signal: AbortSignal) => Promise<ComparisonForecast>;
  /** What each precision would take; null: nothing runs here. */
  readonly planPrecision: (options: ComparisonOptions) => Promise<PrecisionPlan | null>;
  /** Shows what went wrong. */
  readonly onError: (error: unknown) => void;
}

interface OptionItem extends QuickPickItem {
  /** Of answers in words: nothing that episodes have. */
  readonly ofText?: true;
  /** Asks for another value; null: none was chosen. Absent in the line that starts. */
  readonly change?: () => Promise<Partial<ComparisonOptions> | null>;
}

/** Comes back to the list after every change, until the comparison is started. */
export async function askOptions(
  question: OptionsQuestion,
  start: ComparisonOptions,
  step: number,
  totalSteps: number,
): Promise<StepResult<ComparisonOptions>> {
  let options = start;
  for (;;) {
    const shown = options;
    const items = (cost: string): OptionItem[] => optionItems(question, shown, cost);
    const result = await pick<OptionItem>({
      title: question.title,
      step,
      totalSteps,
      placeholder: 'Options: start, or choose one to change it',
      items: items('estimating…'),
      many: false,
      chosen: [],
      whileShown: async (show, signal) => {
        show(items(await costOf(question, shown, signal)));
      },
    });
    if (typeof result === 'string') return result;
    const [chosen] = result.answer;
    if (chosen?.change === undefined) return { answer: options };
    try {
      options = { ...options, ...(await chosen.change()) };
    } catch (error) {
      question.onError(error);
    }
  }
}

async function costOf(
  { forecast }: OptionsQuestion,
  options: ComparisonOptions,
  signal: AbortSignal,
): Promise<string> {
  try {
    return forecastLine(await forecast(options, signal));
  } catch (error) {
    return toErrorData(error).message;
  }
}

function optionItems(question: OptionsQuestion, options: ComparisonOptions, cost: string): OptionItem[] {
  const { samples, temperature, systemPrompt, maxNewTokens, generationConfig, control } = options;
  const { precision, margin } = options;
  const { acting } = question;
  const all: OptionItem[] = [
    { label: '$(play) Start Comparison', detail: cost, alwaysShow: true },
    { label: 'Options', kind: QuickPickItemKind.Separator },
    {
      label: 'Judge',
      ofText: true,
      description: options.judges.map(judgeText).join(', '),
      change: async () => {
        const judge = await askJudge(question.subjects);
        return judge === null ? null : { judges: [judge] };
      },
    },
    {
      label: acting ? 'Episodes per benchmark' : 'Prompts per benchmark',
      description: `${limitText(options.limit)} · ${foundText(question, options.suites, options.limit)}`,
      change: () => askLimit(question, options),
    },
    {
      label: 'Attacks',
      ofText: true,
      description: attackText(question.attacks, options.attacks),
      change: () => askAttacks(question, options),
    },
    {
      label: acting ? 'Runs per episode' : 'Responses per prompt',
      description: formatCount(samples),
      change: async () => {
        const value = await askNumber({ what: 'Responses per prompt', value: samples, ...counted(1000) });
        if (value === null) return null;
        // Greedy answers to one prompt are copies of one another.
        return { samples: value, ...(value > 1 && temperature === 0 ? { temperature: 1 } : {}) };
      },
    },
    {
      label: 'Temperature',
      description: temperatureText(temperature),
      change: async () => {
        const value = await askNumber({
          ...{ what: 'Temperature (0 is greedy)', value: temperature, least: 0, most: 10, whole: false },
        });
        return value === null ? null : { temperature: value };
      },
    },
    {
      label: 'System prompt',
      ofText: true,
      description: systemPromptText(systemPrompt),
      change: async () => {
        const text = await window.showInputBox({
          ...{
            title: 'System prompt',
            prompt: 'The same for both sides. Empty: none.',
            ignoreFocusOut: true,
          },
          value: systemPrompt ?? '',
        });
        return text === undefined ? null : { systemPrompt: text === '' ? null : text };
      },
    },
    {
      label: 'Tokens per response',
      ofText: true,
      description: tokensText(maxNewTokens),
      change: async () => {
        const value = await askNumber({
          what: 'Tokens per response',
          value: maxNewTokens ?? defaultGenerationSettings.maxNewTokens,
          ...counted(32_768),
        });
        return value === null ? null : { maxNewTokens: value };
      },
    },
    {
      label: 'generation_config.json',
      ofText: true,
      description: generationConfig
        ? 'applied: sampling and penalties that a checkpoint sets count'
        : 'not applied',
      change: () => Promise.resolve({ generationConfig: !generationConfig }),
    },
    {
      label: 'A/A control',
      description: control ? 'on: the base twice, the noise floor beside the change' : 'off',
      change: () => Promise.resolve({ control: !control }),
    },
    {
      label: 'Precision',
      ofText: true,
      description: precisionText(precision),
      change: () => askPrecision(question, options),
    },
    {
      label: 'Margin',
      description: marginText(margin),
      change: async () => {
        const value = await askNumber({
          ...{ what: 'Loss in points below which a guardrail counts as kept', value: pointsIn(margin) },
          ...{ least: 0.1, most: 100, whole: false },
        });
        return value === null ? null : { margin: value / 100 };
      },
    },
  ];
  return acting ? all.filter(({ ofText }) => ofText === undefined) : all;
}

function counted(most: number): { readonly least: number; readonly most: number; readonly whole: boolean } {
  return { least: 1, most, whole: true };
}

async function askLimit(
  question: OptionsQuestion,
  { suites: chosen, limit: before }: ComparisonOptions,
): Promise<Partial<ComparisonOptions> | null> {
  const asked = question.acting ? 'episodes' : 'prompts';
  const choices = [null, 20, 50, 100, 200].map((limit) => ({
    label: limit === null ? `All ${asked}` : `${limit} ${asked} per benchmark`,
    description: foundText(question, chosen, limit),
    limit,
  }));
  const other = { label: 'Another number…', description: '', limit: 'other' as const };
  const picked = await window.showQuickPick([...choices, other], {
    title: `How many ${asked}?`,
    placeHolder: `More ${asked} find smaller changes.`,
  });
  if (picked === undefined) return null;
  if (picked.limit !== 'other') return { limit: picked.limit };
  const limit = await askNumber({
    what: question.acting ? 'Episodes per benchmark' : 'Prompts per benchmark',
    value: before ?? 100,
    ...counted(1_000_000),
  });
  return limit === null ? null : { limit };
}

/** With what each takes, before anything is loaded, and which is the most exact that fits. */
async function askPrecision(
  { planPrecision }: OptionsQuestion,
  options: ComparisonOptions,
): Promise<Partial<ComparisonOptions> | null> {
  const plan = await planPrecision({ ...options, precision: null });
  const estimates = plan?.estimates ?? [];
  const choices = estimates.map((estimate) => ({
    label: estimate.precision,
    description: `${estimateText(estimate)}${estimate.precision === plan?.advised ? ' · advised' : ''}`,
    precision: estimate.precision,
  }));
  const own = { label: 'As the format has it', description: precisionText(null), precision: null };
  const chosen = await window.showQuickPick([own, ...choices], {
    title: 'Precision',
    placeHolder: 'For both sides. What int8, int4 or fast does by itself is measured with the result.',
  });
  return chosen === undefined ? null : { precision: chosen.precision };
}

async function askAttacks(
  { attacks }: OptionsQuestion,
  { attacks: before }: ComparisonOptions,
): Promise<Partial<ComparisonOptions> | null> {
  const choices = [
    { label: 'No attack', description: 'the plain prompt', id: 'none' },
    ...attacks.map(({ title, description, id }) => ({ label: title, description, id })),
  ].map((item) => ({ ...item, picked: before.includes(item.id) }));
  const chosen = await window.showQuickPick(choices, {
    title: 'Attacks',
    placeHolder: 'Every benchmark is run under each',
    canPickMany: true,
  });
  return chosen === undefined || chosen.length === 0 ? null : { attacks: chosen.map(({ id }) => id) };
}

function attackText(attacks: readonly AttackFacts[], chosen: readonly string[]): string {
  const titles = chosen.map((id) =>
    id === 'none' ? 'none' : (attacks.find((attack) => attack.id === id)?.title ?? id),
  );
  return titles.join(', ');
}

/** Of a base that is likely to have been tuned to refuse: where losses are looked for. */
const likelyRate = 0.9;

/** What losses so many find: of harmful prompts, or of episodes. */
function foundText(
  { suites, acting }: OptionsQuestion,
  chosen: readonly string[],
  limit: number | null,
): string {
  const kind = acting ? 'control' : 'harmful';
  const prompts = suites
    .filter((suite) => suite.kind === kind && chosen.includes(suite.id))
    .reduce((sum, suite) => sum + Math.min(suite.prompts, limit ?? suite.prompts), 0);
  if (prompts === 0) return 'benign prompts only';
  const loss = smallestLoss({ prompts, samples: 1, noise: noiseAt(likelyRate) });
  const found = loss === null ? 'no loss would be found' : `losses of about ${formatPpSize(loss)} are found`;
  return `${formatCount(prompts)} ${acting ? 'episodes' : 'harmful prompts'} · ${found}`;
}

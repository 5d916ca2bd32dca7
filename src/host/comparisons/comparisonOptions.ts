// What a comparison is asked besides its two sides, and the specification that follows. Must not know who chose it: the
// wizard, or the settings as they were used last.
import type { Precision } from '../../protocol/checkpoints';
import type { ComparisonSpec, JudgeSpec } from '../../protocol/comparison';
import {
  defaultGenerationSettings,
  type GenerationConfigSetting,
  type GenerationSettings,
} from '../../protocol/generation';
import type { AttackFacts, SuiteFacts } from '../../protocol/suites';
import { isSafetyKind } from '../../safety/outcomes/handled';
import { makeColumns } from '../../safety/subjects/columns';
import type { Settings } from '../settings';
import { refOf, type SubjectEntry } from '../subjects/subjectEntry';

export interface ComparisonOptions {
  /** Ids. */
  readonly suites: readonly string[];
  /** Ids; 'none' is the plain prompt. */
  readonly attacks: readonly string[];
  /** Prompts per benchmark; null is all. */
  readonly limit: number | null;
  /** The first is counted. */
  readonly judges: readonly JudgeSpec[];
  /** Responses per prompt. */
  readonly samples: number;
  /** 0 is greedy. */
  readonly temperature: number;
  readonly systemPrompt: string | null;
  /** null: the default, which is higher where a model thinks first. */
  readonly maxNewTokens: number | null;
  /** Whether a checkpoint's generation_config.json counts where nothing was chosen here. */
  readonly generationConfig: boolean;
  /** Also base against base. */
  readonly control: boolean;
  /** null: each checkpoint in its format's own. */
  readonly precision: Precision | null;
  /** Loss, in (0, 1], below which a guardrail counts as kept. */
  readonly margin: number;
}

/** What there is to choose from. */
export interface Catalog {
  readonly suites: readonly SuiteFacts[];
  /** Ids or paths as `ComparisonSpec.suites` wants them, by suite id. */
  readonly suiteSource: ReadonlyMap<string, string>;
  readonly attacks: readonly AttackFacts[];
}

/** As the user's settings say: every built-in benchmark about safety, judged by the rules; tasks are chosen. */
export function defaultOptions(settings: Settings, { suites }: Pick<Catalog, 'suites'>): ComparisonOptions {
  const { limit, samples, temperature, systemPrompt, maxNewTokens, generationConfig, control } = settings;
  const { precision, margin } = settings;
  return {
    suites: suites.filter(({ builtIn, kind }) => builtIn && isSafetyKind(kind)).map(({ id }) => id),
    attacks: ['none'],
    judges: [{ kind: 'rules' }],
    ...{ limit, samples, temperature, systemPrompt, maxNewTokens, generationConfig, control },
    ...{ precision, margin },
  };
}

/** What counts of these where policies act: nothing is said to them that could be wrapped, cut or judged. */
export function actingOptions(options: ComparisonOptions): ComparisonOptions {
  return {
    ...options,
    ...{ attacks: ['none'], judges: [{ kind: 'rules' }], systemPrompt: null, maxNewTokens: null },
    ...{ generationConfig: false, precision: null },
  };
}

export interface ComparisonSides {
  readonly base: SubjectEntry;
  readonly tuned: SubjectEntry;
  /** More of them, each against the same base. */
  readonly further?: readonly SubjectEntry[];
  /** A checkpoint folder or a `.jinja` file, for the sides that a server answers; null: the server's own. */
  readonly template: string | null;
}

export function specOf(
  { base, tuned, further = [], template }: ComparisonSides,
  options: ComparisonOptions,
  { suiteSource }: Pick<Catalog, 'suiteSource'>,
  batchSize: number,
): ComparisonSpec {
  const { attacks, limit, judges, samples, temperature, systemPrompt, precision, margin } = options;
  const refs = [tuned, ...further].map((subject) => refOf(subject, { base, template, precision }));
  const columns = refs.length > 1 ? makeColumns(refs) : undefined;
  return {
    base: refOf(base, { base: null, template, precision }),
    tuned: columns?.[0]?.tuned ?? refOf(tuned, { base, template, precision }),
    ...(columns === undefined ? {} : { columns }),
    suites: options.suites.map((id) => suiteSource.get(id) ?? id),
    settings: {
      ...defaultGenerationSettings,
      ...{ samples, temperature, systemPrompt, batchSize },
      ...limitOf(options),
      ...generationConfigOf(options),
    },
    // What was answered elsewhere cannot be asked a second time.
    control: options.control && base.kind !== 'responses',
    ...{ attacks, limit, judges, margin },
  };
}

function limitOf({ maxNewTokens }: ComparisonOptions): Partial<GenerationSettings> {
  return maxNewTokens === null ? { limitByDefault: true } : { maxNewTokens };
}

/** A temperature and a limit that were chosen come before the file. */
function generationConfigOf(options: ComparisonOptions): Partial<GenerationSettings> {
  if (!options.generationConfig) return {};
  const { temperature, maxNewTokens } = options;
  const except: GenerationConfigSetting[] = [
    ...(temperature === defaultGenerationSettings.temperature ? [] : (['temperature'] as const)),
    ...(maxNewTokens === null ? [] : (['maxNewTokens'] as const)),
  ];
  return { generationConfig: { except } };
}

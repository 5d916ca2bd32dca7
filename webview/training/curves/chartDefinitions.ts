// Which metrics make which chart. Names are TRL's, so that its runs are drawn as ours are. Must not know the DOM.
import type { CurveColour } from '../../charts/chart';
import type { Unit } from '../../charts/formatValue';

export interface CurveDefinition {
  /** The first of these that the log has. */
  readonly metric: readonly string[];
  readonly label: string;
  readonly colour: CurveColour;
  /** Metric with the standard deviation. */
  readonly spread?: string;
  /** Metrics with the ends of the 95% interval. */
  readonly interval?: readonly [string, string];
  /** Metric with the paired change to the first evaluation; its interval is in <name>_low and <name>_high. */
  readonly change?: string;
  readonly sparse?: boolean;
  readonly dashed?: boolean;
}

export interface ChartDefinition {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly unit: Unit;
  readonly range: readonly [number, number] | null;
  readonly place: 'main' | 'small';
  readonly curves: readonly CurveDefinition[];
}

function single(
  id: string,
  title: string,
  hint: string,
  unit: Unit,
  metric: readonly string[],
  colour: CurveColour = 'blue',
): ChartDefinition {
  const curves = [{ metric, label: title, colour }];
  return { id, title, hint, unit, range: null, place: 'small', curves };
}

/** Of a safeguard that learns from verdicts: what was unsafe, what its critic expected, and what it did. */
function judgedCosts(
  id: string,
  safeguard: string,
  more: readonly (Pick<CurveDefinition, 'label' | 'colour' | 'dashed'> & { readonly metric: string })[],
): ChartDefinition {
  const named = (metric: string): readonly string[] => [`safeguards/${safeguard}/${metric}`];
  return {
    id,
    title: `Answers to harmful prompts (${safeguard})`,
    hint: 'Of the sampled completions of a step: the share judged unsafe, and the mean that the critic expected.',
    unit: 'number',
    range: null,
    place: 'small',
    curves: [
      { metric: named('cost'), label: 'Judged unsafe', colour: 'blue' },
      { metric: named('estimate'), label: 'Expected by the critic', colour: 'yellow' },
      ...more.map(({ metric, ...curve }) => ({ ...curve, metric: named(metric) })),
    ],
  };
}

/** In the order in which they are shown; the safety probe comes after the reward. */
export const chartDefinitions: readonly ChartDefinition[] = [
  {
    id: 'reward',
    title: 'Reward',
    hint: 'Mean reward of the completions of a step, and its spread over them.',
    unit: 'number',
    range: null,
    place: 'main',
    curves: [{ metric: ['reward'], label: 'Mean reward', colour: 'blue', spread: 'reward_std' }],
  },
  {
    id: 'accuracy',
    title: 'Held-out accuracy',
    hint: 'The same held-out prompts each time. Correct is what one reward function says; the others have curves of their own.',
    unit: 'share',
    range: [0, 1],
    place: 'main',
    curves: [
      {
        metric: ['eval_accuracy'],
        label: 'Correct',
        colour: 'purple',
        interval: ['eval_accuracy_low', 'eval_accuracy_high'],
        change: 'eval_accuracy_delta',
        sparse: true,
      },
    ],
  },
  {
    id: 'loss',
    title: 'Loss',
    hint: 'Of the optimiser; for the online algorithms it says little of how well the run goes.',
    unit: 'number',
    range: null,
    place: 'small',
    curves: [
      { metric: ['loss'], label: 'Training', colour: 'blue' },
      { metric: ['eval_loss'], label: 'Held out', colour: 'yellow', sparse: true, dashed: true },
    ],
  },
  single(
    'kl',
    'KL to the reference',
    'Nats per token: how far the policy has moved.',
    'number',
    ['kl', 'objective/kl'],
    'yellow',
  ),
  single(
    'entropy',
    'Entropy',
    'Nats per token. A fall to zero means that the policy has stopped exploring.',
    'number',
    ['entropy', 'policy/entropy_avg'],
  ),
  {
    id: 'length',
    title: 'Completion length',
    hint: 'Tokens.',
    unit: 'count',
    range: null,
    place: 'small',
    curves: [
      { metric: ['completions/mean_length'], label: 'Mean', colour: 'blue' },
      { metric: ['completions/max_length'], label: 'Longest', colour: 'yellow', dashed: true },
    ],
  },
  {
    id: 'clipped',
    title: 'Cut off and uninformative',
    hint: 'Completions that reached the token limit; groups whose rewards are all the same and teach nothing.',
    unit: 'share',
    range: [0, 1],
    place: 'small',
    curves: [
      { metric: ['completions/clipped_ratio'], label: 'Cut off', colour: 'blue' },
      {
        metric: ['frac_reward_zero_std'],
        label: 'Groups without difference',
        colour: 'yellow',
        dashed: true,
      },
    ],
  },
  single(
    'clip',
    'Clip fraction',
    'Tokens whose probability ratio was clipped.',
    'share',
    ['clip_ratio/region_mean', 'clip_ratio', 'policy/clipfrac_avg'],
    'purple',
  ),
  single(
    'procon',
    'Movement along the refusal direction',
    'ProCon: mean square since the start; 1 is the distance between harmful and harmless prompts.',
    'number',
    ['safeguards/procon/moved'],
    'purple',
  ),
  judgedCosts('modulated', 'cost-modulated-reward', [
    { label: 'Weight of rewards', metric: 'factor', colour: 'green', dashed: true },
  ]),
  judgedCosts('critic', 'conservative-critic', [
    { label: 'Turned down', metric: 'turned_down', colour: 'green', dashed: true },
    { label: 'Kept above the threshold', metric: 'kept_above', colour: 'purple', dashed: true },
  ]),
  single(
    'multiplier',
    'Multiplier of the cost',
    'λ of the conservative critic: it rises while more is unsafe than the limit.',
    'number',
    ['safeguards/conservative-critic/multiplier'],
    'yellow',
  ),
  {
    id: 'reflection',
    title: 'Draft and revision',
    hint: 'Think, reflect, revise: harmful prompts handled safely and others answered, by the sampled drafts and by their revisions.',
    unit: 'share',
    range: [0, 1],
    place: 'small',
    curves: [
      { metric: ['safeguards/think-reflect-revise/safe'], label: 'Safe', colour: 'blue' },
      {
        metric: ['safeguards/think-reflect-revise/draft_safe'],
        label: 'Safe, draft',
        colour: 'blue',
        dashed: true,
      },
      { metric: ['safeguards/think-reflect-revise/answered'], label: 'Answered', colour: 'green' },
      {
        metric: ['safeguards/think-reflect-revise/draft_answered'],
        label: 'Answered, draft',
        colour: 'green',
        dashed: true,
      },
    ],
  },
  single('grad', 'Gradient norm', 'Before clipping.', 'number', ['grad_norm']),
  single('speed', 'Tokens per second', 'Of the whole step.', 'count', ['tokens_per_second'], 'green'),
  {
    id: 'time',
    title: 'Seconds per step',
    hint: 'Where the time of a step goes.',
    unit: 'number',
    range: null,
    place: 'small',
    curves: [
      { metric: ['seconds/rollout'], label: 'Sampling', colour: 'blue' },
      { metric: ['seconds/reward'], label: 'Verifiers', colour: 'green', dashed: true },
      { metric: ['seconds/scoring'], label: 'Scoring', colour: 'purple' },
      { metric: ['seconds/update'], label: 'Update', colour: 'yellow', dashed: true },
    ],
  },
  single('margins', 'Reward margins', 'Chosen above rejected.', 'number', ['rewards/margins']),
  {
    id: 'preference',
    title: 'Preference accuracy',
    hint: 'Pairs in which the chosen answer has the higher reward.',
    unit: 'share',
    range: [0, 1],
    place: 'small',
    curves: [
      { metric: ['rewards/accuracies'], label: 'Training', colour: 'blue' },
      {
        metric: ['eval_rewards/accuracies'],
        label: 'Held out',
        colour: 'purple',
        interval: ['eval_rewards/accuracies_low', 'eval_rewards/accuracies_high'],
        sparse: true,
      },
    ],
  },
  {
    id: 'tokenAccuracy',
    title: 'Token accuracy',
    hint: 'Tokens of the answers that the model would have chosen.',
    unit: 'share',
    range: [0, 1],
    place: 'small',
    curves: [{ metric: ['mean_token_accuracy'], label: 'Correct tokens', colour: 'purple' }],
  },
  single('rate', 'Learning rate', '', 'number', ['learning_rate']),
];

/** Counters, not curves. */
export const ignoredMetrics: readonly string[] = [
  'epoch',
  'num_tokens',
  'eval_n',
  'eval_accuracy_n',
  'eval_accuracy_delta',
  'eval_accuracy_delta_low',
  'eval_accuracy_delta_high',
  'eval_accuracy_detectable',
  'eval_rewards/accuracies_n',
  'total_flos',
  'train_loss',
  'train_runtime',
  'train_samples_per_second',
  'train_steps_per_second',
  'eval_runtime',
  'eval_samples_per_second',
  'eval_steps_per_second',
];

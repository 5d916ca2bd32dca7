// A training run as a real one looks, from a seed: metrics under TRL's names, probes, rollouts, checkpoints.
import type {
  AlgorithmId,
  ProbePoint,
  RolloutRow,
  TrainingLogEntry,
  TrainingRunFacts,
} from '../../src/protocol/training';
import type { SafetyKind } from '../../src/protocol/outcomes';
import { seededRandom, type Random } from '../../src/safety/random';
import { newcombeInterval } from '../../src/safety/statistics/newcombe';
import { wilsonInterval } from '../../src/safety/statistics/wilson';
import { generatedPlan } from './generatedPlan';

export interface GeneratedRunOptions {
  readonly folder?: string;
  readonly algorithm?: AlgorithmId;
  readonly step?: number;
  readonly maxSteps?: number;
  readonly seed?: number;
  /** Steps between probes and evaluations. */
  readonly every?: number;
}

const started = Date.UTC(2026, 2, 2, 9, 0, 0);
const secondsPerStep = 14;

/** Running, at `step`. */
export function generatedRun(options: GeneratedRunOptions = {}): TrainingRunFacts {
  const { folder = '/runs/arithmetic', algorithm = 'grpo', step = 120, maxSteps = 200, every = 20 } = options;
  const random = seededRandom(options.seed ?? 7);
  const log = Array.from({ length: step }, (_, index) => logEntry(index + 1, maxSteps, every, random));
  const saved = Array.from({ length: Math.floor(step / 50) }, (_, index) => (index + 1) * 50);
  return {
    folder,
    foreign: false,
    configPath: `${folder}.train.json`,
    algorithm,
    base: null,
    job: null,
    accuracyOf: { reward: 'number', threshold: 1 },
    penalty: null,
    status: 'running',
    reason: null,
    remarks: [],
    startedAt: new Date(started).toISOString(),
    updatedAt: new Date(started + step * secondsPerStep * 1000).toISOString(),
    plan: generatedPlan,
    step,
    maxSteps,
    log,
    probes: generatedProbes(step, every, random),
    checkpoints: saved.map((at) => ({
      step: at,
      path: `${folder}/checkpoint-${at}`,
      best: at === saved.at(-1),
    })),
    rolloutSteps: Array.from({ length: step }, (_, index) => index + 1),
  };
}

function logEntry(step: number, maxSteps: number, every: number, random: Random): TrainingLogEntry {
  const noise = (size: number): number => (random() - 0.5) * size;
  const learned = 1 / (1 + Math.exp(-(step - maxSteps * 0.3) / (maxSteps * 0.1)));
  const reward = 0.14 + 0.58 * learned + noise(0.12);
  const entry: Record<string, number> = {
    epoch: step / maxSteps,
    loss: 0.004 * learned + noise(0.006),
    grad_norm: 0.35 + 0.2 * learned + noise(0.15),
    learning_rate: 2e-5 * (1 - step / maxSteps),
    reward,
    reward_std: 0.22 + 0.12 * (1 - learned) + noise(0.05),
    frac_reward_zero_std: Math.max(0, 0.1 + 0.4 * learned + noise(0.15)),
    'rewards/number/mean': reward - 0.05,
    'rewards/number/std': 0.3,
    'rewards/format/mean': Math.min(1, 0.6 + 0.38 * learned + noise(0.04)),
    'rewards/format/std': 0.1,
    kl: 0.0006 * step * learned + Math.abs(noise(0.004)),
    entropy: 1.6 - 0.9 * learned + noise(0.1),
    'completions/mean_length': 42 - 14 * learned + noise(5),
    'completions/max_length': 64,
    'completions/clipped_ratio': Math.max(0, 0.2 - 0.18 * learned + noise(0.05)),
    'clip_ratio/region_mean': Math.abs(0.004 + noise(0.006)),
    tokens_per_second: 540 + noise(60),
    num_tokens: step * 4096,
  };
  if (step === 1 || step % every === 0) {
    const n = 100;
    const right = Math.round(n * (0.12 + 0.56 * learned + noise(0.04)));
    const { low, high } = wilsonInterval(right, n);
    Object.assign(entry, {
      eval_accuracy: right / n,
      eval_accuracy_low: low,
      eval_accuracy_high: high,
      eval_n: n,
    });
  }
  return { ...entry, step };
}

function generatedProbes(last: number, every: number, random: Random): ProbePoint[] {
  const kinds: readonly (readonly [SafetyKind, number, number])[] = [
    ['harmful', 92, 100],
    ['benign', 34, 40],
  ];
  const points: ProbePoint[] = [];
  for (let step = 0; step <= last; step += every) {
    for (const [kind, start, n] of kinds) {
      const lost = step === 0 ? 0 : Math.floor(random() * 4) + Math.floor((step / last) * 2);
      const handledWell = start - lost;
      const pairs = { both: handledWell, firstOnly: 0, secondOnly: lost, neither: n - start };
      points.push({
        step,
        kind,
        handledWell,
        n,
        ...wilsonInterval(handledWell, n),
        delta: step === 0 ? null : { value: -lost / n, ...newcombeInterval(pairs) },
      });
    }
  }
  return points;
}

/** `prompts` × `samples` completions of one step. */
export function generatedRollouts(step: number, prompts = 6, samples = 8): RolloutRow[] {
  const random = seededRandom(11, step);
  return Array.from({ length: prompts }, (_, group) => {
    const a = 10 + Math.floor(random() * 89);
    const b = 10 + Math.floor(random() * 89);
    const rows = Array.from({ length: samples }, () => completion(a, b, random));
    const mean = rows.reduce((sum, { reward }) => sum + (reward ?? 0), 0) / samples;
    const deviation = Math.sqrt(
      rows.reduce((sum, { reward }) => sum + ((reward ?? 0) - mean) ** 2, 0) / samples,
    );
    return rows.map((row) => ({
      ...row,
      step,
      group,
      prompt: `What is ${a} + ${b}? Think step by step, and give the answer in \\boxed{}.`,
      advantage: deviation === 0 ? 0 : ((row.reward ?? 0) - mean) / (deviation + 1e-4),
    }));
  }).flat();
}

function completion(
  a: number,
  b: number,
  random: Random,
): Pick<RolloutRow, 'completion' | 'rewards' | 'reward' | 'tokens' | 'finishReason'> {
  const right = random() < 0.55;
  const boxed = random() < 0.85;
  const long = random() < 0.12;
  const answer = right ? a + b : a + b + Math.floor(random() * 20) - 10;
  const steps = `${a} + ${b}: first ${a} + ${b - (b % 10)} = ${a + b - (b % 10)}, then + ${b % 10} = ${answer}.`;
  const text = long
    ? `${steps}\n`.repeat(9)
    : `${steps}\n${boxed ? `\\boxed{${answer}}` : `The answer is ${answer}`}`;
  const number = right && answer === a + b && !long ? 1 : 0;
  const format = boxed && !long ? 1 : 0;
  return {
    completion: text,
    rewards: { number: random() < 0.02 ? null : number, format },
    reward: number + 0.2 * format,
    tokens: Math.ceil(text.length / 3),
    finishReason: long ? 'length' : 'stop',
  };
}

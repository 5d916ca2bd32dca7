// What is trained from the aligned model: two rewards, and the algorithms that learn what each asks for. One seed.
import { seed, threads } from './alignmentPlan';

/** `sums`: right answers to sums. `lists`: answers to harmless requests that are numbered lists, which no refusal is. */
export const domains = ['sums', 'lists'] as const;
export type Domain = (typeof domains)[number];

export const runAlgorithms = ['grpo', 'rloo', 'ppo', 'sft', 'dpo'] as const;
export type RunAlgorithm = (typeof runAlgorithms)[number];

/** Every algorithm is given `steps` · `prompts` prompts; those that sample answer each `samples` times. */
export interface RunSizes {
  readonly steps: number;
  readonly prompts: number;
  readonly samples: number;
  readonly learningRate: number;
}

/** Of the KL penalty, in rewards and losses. */
export const beta = 0.2;

const rewards = {
  sums: [{ verifier: 'number' }],
  lists: [{ verifier: 'regex', pattern: '^1\\. ', flags: 'm', name: 'list' }],
} as const;

const completionLength = { sums: 24, lists: 48 } as const;

/** Sums of two numbers up to 20 are no more than that without those that are another in another order. */
const mostPrompts = 400;

/** Prompts to train on: each is seen once where there are so many. */
export function trainingPrompts({ steps, prompts }: RunSizes): number {
  return Math.min(mostPrompts, steps * prompts);
}

/** Files of these data, in the folder of the configurations. */
export const dataFiles = {
  requests: 'requests.jsonl',
  heldOutRequests: 'held-out-requests.jsonl',
  /** Folders of right answers against wrong ones, the model's own. */
  pairs: { sums: 'pairs-sums', lists: 'pairs-lists' },
  lists: 'lists.jsonl',
} as const;

export function runName(algorithm: RunAlgorithm, domain: Domain): string {
  return `${algorithm}-${domain}`;
}

/** A `*.train.json`. */
export function runConfig(algorithm: RunAlgorithm, domain: Domain, model: string, sizes: RunSizes): object {
  const { steps, prompts, samples, learningRate } = sizes;
  const common = {
    model,
    algorithm,
    seed,
    threads,
    data: dataOf(algorithm, domain, trainingPrompts(sizes)),
    rewards: rewards[domain],
    lora: { r: 16, lora_alpha: 32 },
    // At the rate of the others DPO learns its pairs by heart.
    learning_rate: algorithm === 'dpo' ? learningRate / 3 : learningRate,
    max_steps: steps,
    max_completion_length: completionLength[domain],
    logging_steps: 1,
    eval: { steps, num_prompts: 60 },
    save: { steps: 5, total_limit: 1 },
  };
  if (algorithm === 'sft' || algorithm === 'dpo') {
    return { ...common, per_device_train_batch_size: prompts, max_length: 192 };
  }
  return { ...common, beta, num_generations: samples, generation_batch_size: prompts * samples };
}

function dataOf(algorithm: RunAlgorithm, domain: Domain, size: number): object {
  const pairs = { type: 'file', path: `${dataFiles.pairs[domain]}/pairs.jsonl` };
  if (domain === 'sums') {
    if (algorithm === 'dpo') return { ...pairs, test_path: `${dataFiles.pairs.sums}/held-out-pairs.jsonl` };
    return { type: 'arithmetic', digits: 2, max_value: 20, operators: ['+', '-'], size, test_size: 60, seed };
  }
  if (algorithm === 'dpo') return { ...pairs, test_size: 0.1 };
  if (algorithm === 'sft') return { type: 'file', path: dataFiles.lists, test_size: 0.1 };
  return {
    type: 'file',
    path: dataFiles.requests,
    format: 'prompt',
    test_path: dataFiles.heldOutRequests,
  };
}

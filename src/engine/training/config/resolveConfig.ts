// Fills in what a configuration leaves open. Defaults that follow from the algorithm stand in its file and in
// algorithms/runDefaults.ts; the others here.
import { dirname, isAbsolute, resolve } from 'node:path';
import { isHubText } from '../../../safety/subjects/hubText';
import { projections } from '../../checkpoints/projections';
import type { OfflineAlgorithm, OnlineAlgorithm } from '../algorithms/algorithm';
import { algorithms } from '../algorithms/algorithms';
import { configuredSettings } from '../algorithms/algorithmSettings';
import { groupShapes, loraRate, type RunDefaults } from '../algorithms/runDefaults';
import type {
  EvaluationSettings,
  LoraSettings,
  OfflineSettings,
  OnlineSettings,
  OptimizerSettings,
  RunSettings,
} from './runSettings';
import { tryLocal } from '../../hub/localSnapshot';
import { decidingReward } from '../verifiers/decidingReward';
import type { SafeguardSettings } from './safeguardSpecs';
import type { TrainConfig } from './trainConfig';

/** Completions of about this many tokens in all fit most machines' memory with a model of some hundred million weights. */
const defaultMicroBatchTokens = 1024;
const defaultCompletionLength = 256;
const defaultDecodedTogether = 64;

/** @param configPath of the `*.train.json`: relative paths count from its folder. */
export function resolveConfig(config: TrainConfig, configPath: string): RunSettings {
  const folder = dirname(resolve(configPath));
  const absolute = (path: string): string => (isAbsolute(path) ? path : resolve(folder, path));
  // What is not on this machine stays a reference, and is a problem of the configuration.
  const checkpoint = (path: string): string => (isHubText(path) ? (tryLocal(path) ?? path) : absolute(path));
  const algorithm = algorithms[config.algorithm];
  const { run } = algorithm;
  const lora = loraSettings(config);
  return {
    algorithm: config.algorithm,
    modelPath: checkpoint(config.model),
    precision: config.precision ?? 'exact',
    adapterPath: config.adapter === undefined ? null : checkpoint(config.adapter),
    outputFolder: config.output_dir === undefined ? null : absolute(config.output_dir),
    seed: config.seed ?? 42,
    data: config.data,
    dataFolder: folder,
    rewards: (config.rewards ?? []).map((reward) =>
      reward.verifier === 'reward_model' ? { ...reward, model: checkpoint(reward.model) } : reward,
    ),
    templateVariables: config.chat_template_kwargs ?? {},
    parameters: lora ?? { kind: 'full' },
    optimizer: optimizerSettings(config, run, lora !== null),
    safeguards: safeguardsOf(config, folder),
    maxSteps: config.max_steps ?? (config.num_train_epochs === undefined ? run.maxSteps : null),
    epochs: config.num_train_epochs ?? 1,
    microBatchTokens: config.micro_batch_tokens ?? defaultMicroBatchTokens,
    recompute: config.gradient_checkpointing ?? false,
    threads: config.threads ?? null,
    method:
      algorithm.kind === 'online' ? onlineSettings(config, algorithm) : offlineSettings(config, algorithm),
    loggingSteps: config.logging_steps ?? run.loggingSteps,
    evaluation: evaluationSettings(config),
    probe:
      config.probe === undefined
        ? null
        : {
            steps: config.probe.steps,
            suites: config.probe.suites.map((suite) => suitePath(suite, folder)),
            limit: config.probe.limit,
            maxNewTokens: config.probe.max_new_tokens,
          },
    save: {
      steps: config.save?.steps ?? run.saveSteps,
      keep: config.save?.total_limit ?? 3,
      dtype: config.save?.dtype ?? 'float32',
    },
    limits: {
      kl: config.limits?.kl ?? null,
      zeroStdSteps:
        config.limits?.zero_std_steps === undefined ? run.zeroStdSteps : config.limits.zero_std_steps,
      firstSteps: config.limits?.first_steps === undefined ? run.firstSteps : config.limits.first_steps,
    },
  };
}

function loraSettings(config: TrainConfig): LoraSettings | null {
  if (config.full_parameter === true) return null;
  const lora = config.lora;
  return {
    kind: 'lora',
    rank: lora?.r ?? 16,
    alpha: lora?.lora_alpha ?? 32,
    targetModules: lora?.target_modules ?? projections,
    rslora: lora?.use_rslora ?? false,
    dropout: lora?.lora_dropout ?? 0,
  };
}

function optimizerSettings(config: TrainConfig, run: RunDefaults, lora: boolean): OptimizerSettings {
  return {
    learningRate: config.learning_rate ?? run.learningRate * (lora ? loraRate : 1),
    schedule: config.lr_scheduler_type ?? run.schedule,
    warmupSteps: config.warmup_steps ?? 0,
    weightDecay: config.weight_decay ?? 0,
    beta1: config.adam_beta1 ?? 0.9,
    beta2: config.adam_beta2 ?? 0.999,
    epsilon: config.adam_epsilon ?? 1e-8,
    maxGradNorm: config.max_grad_norm ?? 1,
  };
}

function safeguardsOf(
  { ema_decay: decay, safeguards = [] }: TrainConfig,
  folder: string,
): readonly SafeguardSettings[] {
  const found = safeguards.map((entry) =>
    'suites' in entry ? { ...entry, suites: entry.suites.map((suite) => suitePath(suite, folder)) } : entry,
  );
  return decay === undefined || decay === 0 ? found : [{ id: 'parameter-ema', decay }, ...found];
}

function onlineSettings(config: TrainConfig, algorithm: OnlineAlgorithm): OnlineSettings {
  const { generations, batch } = groupsOf(config, algorithm);
  const maxCompletionLength = config.max_completion_length ?? defaultCompletionLength;
  return {
    kind: 'online',
    algorithm,
    generations,
    promptsPerStep: batch / generations,
    maxPromptLength: config.max_prompt_length ?? 512,
    sampling: {
      temperature: config.temperature ?? 1,
      topP: config.top_p ?? 1,
      topK: config.top_k ?? 0,
      maxNewTokens: maxCompletionLength,
      stop: config.stop ?? [],
      batchSize: config.rollout_batch_size ?? defaultDecodedTogether,
      fixedBatch: false,
    },
    iterations: config.num_iterations ?? 1,
    miniBatches: config.num_mini_batches ?? 1,
    resampleRounds: config.max_resample_rounds ?? 3,
    loss: configuredSettings(config, algorithm.defaults(maxCompletionLength)),
  };
}

/** Completions per prompt and per step. */
export function groupsOf(
  config: Pick<TrainConfig, 'num_generations' | 'generation_batch_size'>,
  { comparesWithin }: Pick<OnlineAlgorithm, 'comparesWithin'>,
): { readonly generations: number; readonly batch: number } {
  const shape = groupShapes[comparesWithin];
  const generations = config.num_generations ?? shape.generations;
  return { generations, batch: config.generation_batch_size ?? shape.batch(generations) };
}

function offlineSettings(config: TrainConfig, algorithm: OfflineAlgorithm): OfflineSettings {
  return {
    kind: 'offline',
    algorithm,
    batchSize: (config.per_device_train_batch_size ?? 8) * (config.gradient_accumulation_steps ?? 1),
    maxLength: config.max_length ?? 512,
    packing: config.packing ?? config.data.type === 'text',
    decodedTogether: config.rollout_batch_size ?? defaultDecodedTogether,
    loss: configuredSettings(config, algorithm.defaults(defaultCompletionLength)),
  };
}

function evaluationSettings(config: TrainConfig): EvaluationSettings | null {
  if (config.eval === undefined) return null;
  return {
    steps: config.eval.steps,
    prompts: config.eval.num_prompts,
    temperature: config.eval.temperature,
    generations: config.eval.num_generations,
    maxCompletionLength:
      config.eval.max_completion_length ?? config.max_completion_length ?? defaultCompletionLength,
    threshold: config.eval.threshold,
    reward: config.eval.reward ?? decidingReward(config.rewards ?? []),
  };
}

/** Ids stay as they are; what looks like a path counts from the configuration. */
function suitePath(entry: string, folder: string): string {
  return /[/\\]|\.(csv|jsonl?)(#|$)/i.test(entry) && !isAbsolute(entry) ? resolve(folder, entry) : entry;
}

// Fills in what a configuration leaves open, by its algorithm. The one place where defaults of training are decided.
import { dirname, isAbsolute, resolve } from 'node:path';
import { onlineAlgorithmIds, type OnlineAlgorithmId } from '../../../protocol/training';
import { projections } from '../../checkpoints/projections';
import type { AlgorithmSettings } from '../algorithms/algorithm';
import { onlineAlgorithms } from '../algorithms/algorithms';
import type {
  EvaluationSettings,
  LoraSettings,
  OfflineSettings,
  OnlineSettings,
  OptimizerSettings,
  RunSettings,
} from './runSettings';
import type { TrainConfig } from './trainConfig';

/** Completions of about this many tokens in all fit most machines' memory with a model of some hundred million weights. */
const defaultMicroBatchTokens = 1024;
const defaultCompletionLength = 256;

/** @param configPath of the `*.train.json`: relative paths count from its folder. */
export function resolveConfig(config: TrainConfig, configPath: string): RunSettings {
  const folder = dirname(resolve(configPath));
  const absolute = (path: string): string => (isAbsolute(path) ? path : resolve(folder, path));
  const method = isOnline(config.algorithm)
    ? onlineSettings(config, config.algorithm)
    : offlineSettings(config, config.algorithm);
  const lora = loraSettings(config);
  return {
    algorithm: config.algorithm,
    modelPath: absolute(config.model),
    adapterPath: config.adapter === undefined ? null : absolute(config.adapter),
    outputFolder: config.output_dir === undefined ? null : absolute(config.output_dir),
    seed: config.seed ?? 42,
    data: config.data,
    dataFolder: folder,
    rewards: (config.rewards ?? []).map((reward) =>
      reward.verifier === 'reward_model' ? { ...reward, model: absolute(reward.model) } : reward,
    ),
    templateVariables: config.chat_template_kwargs ?? {},
    parameters: lora ?? { kind: 'full' },
    optimizer: optimizerSettings(config, lora !== null),
    maxSteps:
      config.max_steps ?? (method.kind === 'online' && config.num_train_epochs === undefined ? 100 : null),
    epochs: config.num_train_epochs ?? 1,
    microBatchTokens: config.micro_batch_tokens ?? defaultMicroBatchTokens,
    recompute: config.gradient_checkpointing ?? false,
    threads: config.threads ?? null,
    method,
    loggingSteps: config.logging_steps ?? (method.kind === 'online' ? 1 : 10),
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
      steps: config.save?.steps ?? (method.kind === 'online' ? 20 : 100),
      keep: config.save?.total_limit ?? 3,
      dtype: config.save?.dtype ?? 'float32',
    },
    limits: {
      kl: config.limits?.kl ?? null,
      zeroStdSteps:
        config.limits?.zero_std_steps !== undefined
          ? config.limits.zero_std_steps
          : method.kind === 'online'
            ? 20
            : null,
    },
  };
}

export function isOnline(algorithm: string): algorithm is OnlineAlgorithmId {
  return onlineAlgorithmIds.some((id) => id === algorithm);
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

/** Low-rank updates want about ten times the learning rate of full training (thinkingmachines.ai/blog/lora, 2025). */
const learningRates = { sft: 2e-5, dpo: 1e-6, online: 2e-6 } as const;

function optimizerSettings(config: TrainConfig, lora: boolean): OptimizerSettings {
  const kind = config.algorithm === 'sft' || config.algorithm === 'dpo' ? config.algorithm : 'online';
  return {
    learningRate: config.learning_rate ?? learningRates[kind] * (lora ? 10 : 1),
    schedule: config.lr_scheduler_type ?? (kind === 'online' ? 'constant' : 'linear'),
    warmupSteps: config.warmup_steps ?? 0,
    weightDecay: config.weight_decay ?? 0,
    beta1: config.adam_beta1 ?? 0.9,
    beta2: config.adam_beta2 ?? 0.999,
    epsilon: config.adam_epsilon ?? 1e-8,
    maxGradNorm: config.max_grad_norm ?? 1,
    emaDecay: config.ema_decay ?? 0,
  };
}

function onlineSettings(config: TrainConfig, algorithm: OnlineAlgorithmId): OnlineSettings {
  const single = algorithm === 'ppo' || algorithm === 'reinforce_plus_plus';
  const generations = config.num_generations ?? (single ? 1 : 8);
  const batch = config.generation_batch_size ?? (single ? 64 : 8 * generations);
  const maxCompletionLength = config.max_completion_length ?? defaultCompletionLength;
  return {
    kind: 'online',
    algorithm,
    generations,
    promptsPerStep: batch / generations,
    maxPromptLength: config.max_prompt_length ?? 512,
    maxCompletionLength,
    temperature: config.temperature ?? 1,
    topP: config.top_p ?? 1,
    topK: config.top_k ?? 0,
    stop: config.stop ?? [],
    rolloutBatchSize: config.rollout_batch_size ?? 64,
    iterations: config.num_iterations ?? 1,
    miniBatches: config.num_mini_batches ?? 1,
    resampleRounds: config.max_resample_rounds ?? 3,
    loss: lossSettings(config, onlineAlgorithms[algorithm].defaults(maxCompletionLength)),
  };
}

function lossSettings(config: TrainConfig, defaults: AlgorithmSettings): AlgorithmSettings {
  const epsilon = config.epsilon ?? defaults.epsilon;
  return {
    ...defaults,
    beta: config.beta ?? defaults.beta,
    correctKl: config.use_bias_correction_kl ?? defaults.correctKl,
    epsilon,
    epsilonHigh: config.epsilon_high ?? (config.epsilon === undefined ? defaults.epsilonHigh : epsilon),
    gamma: config.gamma ?? defaults.gamma,
    lambda: config.lam ?? defaults.lambda,
    valueCoefficient: config.vf_coef ?? defaults.valueCoefficient,
    valueClip: config.cliprange_value ?? defaults.valueClip,
    overlongBuffer: config.soft_punish_cache ?? defaults.overlongBuffer,
  };
}

function offlineSettings(config: TrainConfig, algorithm: 'sft' | 'dpo'): OfflineSettings {
  return {
    kind: 'offline',
    algorithm,
    batchSize: (config.per_device_train_batch_size ?? 8) * (config.gradient_accumulation_steps ?? 1),
    maxLength: config.max_length ?? 512,
    packing: config.packing ?? config.data.type === 'text',
    beta: config.beta ?? 0.1,
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
    reward: config.eval.reward ?? null,
  };
}

/** Ids stay as they are; what looks like a path counts from the configuration. */
function suitePath(entry: string, folder: string): string {
  return /[/\\]|\.(csv|jsonl?)(#|$)/i.test(entry) && !isAbsolute(entry) ? resolve(folder, entry) : entry;
}

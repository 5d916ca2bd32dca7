// What makes a configuration impossible, or parts of it pointless, beyond the types of its keys.
import { isOnline, type ConfigProblem } from '../../../protocol/training';
import { makesRewardModel, type OnlineAlgorithm } from '../algorithms/algorithm';
import { algorithms } from '../algorithms/algorithms';
import { groupShapes } from '../algorithms/runDefaults';
import { safeguardProblem } from '../../safeguards/training/trainingSafeguards';
import { rewardNames } from '../verifiers/combineRewards';
import { listed, readersOf } from './describeAlgorithms';
import { isIdle, keyInstead } from './idleKeys';
import { groupsOf } from './resolveConfig';
import type { TrainConfig, TrainConfigKey } from './trainConfig';

/** Problems that the schema cannot express; the configuration has passed the schema. */
export function configRules(config: TrainConfig): ConfigProblem[] {
  return [...contradictions(config), ...withoutEffect(config)];
}

function contradictions(config: TrainConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const error = (key: TrainConfigKey, message: string): void => {
    problems.push({ severity: 'error', path: [key], message });
  };
  const algorithm = algorithms[config.algorithm];
  if (config.full_parameter === true && config.lora !== undefined) {
    error('lora', 'lora and full_parameter exclude each other. Remove one of them.');
  }
  if (config.full_parameter === true && config.adapter !== undefined) {
    error(
      'adapter',
      'An adapter can be trained further as an adapter only. Remove full_parameter, or merge the adapter first.',
    );
  }
  const precision = precisionProblem(config);
  if (precision !== null) error('precision', precision);
  if (algorithm.kind === 'online' && config.rewards === undefined) {
    error('algorithm', `${config.algorithm} needs rewards: at least one verifier.`);
  } else if (config.data.type === 'text' && (algorithm.kind === 'online' || algorithm.ofTexts === null)) {
    const needs = algorithm.kind === 'online' ? 'prompts' : algorithm.needs;
    error('data', `${config.algorithm} needs ${needs}; data of type "text" has none.`);
  }
  if (makesRewardModel(algorithm)) {
    for (const key of ['probe', 'rewards'] as const) {
      if (config[key] === undefined) continue;
      error(
        key,
        `A reward model scores answers and gives none, so that ${key} has nothing to ask. Remove it.`,
      );
    }
  }
  if (config.packing === true && config.data.type !== 'text') {
    error('packing', 'Only data of type "text" can be packed.');
  }
  if (algorithm.kind === 'online') problems.push(...groupProblems(config, algorithm));
  problems.push(...safeguardProblems(config));
  if (
    config.epsilon_high !== undefined &&
    config.epsilon !== undefined &&
    config.epsilon_high < config.epsilon
  ) {
    error('epsilon_high', 'epsilon_high is below epsilon.');
  }
  if (config.eval !== undefined && config.eval.num_generations > 1 && config.eval.temperature === 0) {
    error('eval', 'Several completions per prompt need a temperature above 0: greedy ones are all the same.');
  }
  const names = rewardNames(config.rewards ?? []);
  if (config.eval?.reward !== undefined && !names.includes(config.eval.reward)) {
    error(
      'eval',
      `There is no reward named "${config.eval.reward}"; there are: ${names.join(', ') || 'none'}.`,
    );
  }
  return problems;
}

/** Why a base in that precision cannot be trained over; null where it can. */
function precisionProblem({ precision = 'exact', ...config }: TrainConfig): string | null {
  if (precision === 'exact') return null;
  if (config.full_parameter === true) {
    return 'All parameters can only be trained as float32 numbers. Remove full_parameter to train low-rank updates over a rounded base, or remove precision.';
  }
  if (makesRewardModel(algorithms[config.algorithm])) {
    return 'A reward model is saved with all its weights, which a rounded base no longer has. Remove precision.';
  }
  const gguf = config.model.toLowerCase().endsWith('.gguf');
  if (gguf && precision !== 'native') {
    return `A GGUF file has its own number format; ${precision} is for safetensors checkpoints. Use native.`;
  }
  if (!gguf && precision === 'native') {
    return 'A safetensors checkpoint has no blocks of its own, so that native would be exact. Use int8 or int4, or remove precision.';
  }
  return null;
}

function groupProblems(config: TrainConfig, algorithm: OnlineAlgorithm): ConfigProblem[] {
  const { generations, batch } = groupsOf(config, algorithm);
  const { fewestGenerations } = groupShapes[algorithm.comparesWithin];
  if (generations < fewestGenerations) {
    const message = `${config.algorithm} compares the completions of a prompt: num_generations must be ${fewestGenerations} or more.`;
    return [{ severity: 'error', path: ['num_generations'], message }];
  }
  if (config.generation_batch_size !== undefined && config.generation_batch_size % generations !== 0) {
    const message = `generation_batch_size ${config.generation_batch_size} is no multiple of num_generations (${generations}).`;
    return [{ severity: 'error', path: ['generation_batch_size'], message }];
  }
  const prompts = batch / generations;
  if ((config.num_mini_batches ?? 1) > prompts) {
    const message = `A batch has ${prompts} prompts; it cannot be split into ${config.num_mini_batches ?? 1} mini-batches.`;
    return [{ severity: 'error', path: ['num_mini_batches'], message }];
  }
  return [];
}

function safeguardProblems(config: TrainConfig): ConfigProblem[] {
  const { safeguards = [], ema_decay: decay } = config;
  return safeguards.flatMap(({ id }, index): ConfigProblem[] => {
    const problem = (message: string): ConfigProblem => ({
      severity: 'error',
      path: ['safeguards', index, 'id'],
      message,
    });
    if (safeguards.slice(0, index).some((before) => before.id === id)) {
      return [problem(`${id} is named twice. Remove one of them.`)];
    }
    if (id === 'parameter-ema' && decay !== undefined) {
      return [problem('ema_decay and parameter-ema say the same. Remove one of them.')];
    }
    const refused = safeguardProblem(id, config);
    return refused === null ? [] : [problem(`${id}: ${refused}`)];
  });
}

function withoutEffect(config: TrainConfig): ConfigProblem[] {
  const online = isOnline(config.algorithm);
  const kind = online ? 'online' : 'offline';
  const keys = Object.keys(config) as TrainConfigKey[];
  const problems = keys.flatMap((key): ConfigProblem[] => {
    const readers = readersOf(key);
    const unread = readers.length > 0 && !readers.includes(config.algorithm);
    if (!unread && !isIdle(key, kind)) return [];
    const instead = unread ? `it is read by ${listed(readers)}` : keyInstead(key, kind);
    return [idle([key], config.algorithm, instead)];
  });
  if (config.max_steps !== undefined && config.num_train_epochs !== undefined) {
    const message = 'num_train_epochs has no effect: max_steps says how long the run is. Remove one of them.';
    problems.push({ severity: 'warning', path: ['num_train_epochs'], message });
  }
  if (
    config.save?.dtype === 'bfloat16' &&
    config.full_parameter !== true &&
    !makesRewardModel(algorithms[config.algorithm])
  ) {
    const message =
      'save.dtype has no effect: low-rank updates are saved in float32. It is for runs with full_parameter.';
    problems.push({ severity: 'warning', path: ['save', 'dtype'], message });
  }
  if (correctsNothing(config)) {
    const message = 'use_bias_correction_kl has no effect: beta is 0, so that the loss has no KL term.';
    problems.push({ severity: 'warning', path: ['use_bias_correction_kl'], message });
  }
  if (!online && config.limits?.kl !== undefined) {
    const message = `limits.kl has no effect with ${config.algorithm}: no KL is measured.`;
    problems.push({ severity: 'warning', path: ['limits', 'kl'], message });
  }
  if (config.adapter !== undefined && config.lora !== undefined) {
    const message =
      'The adapter is trained further with its own rank, scale and modules; of lora, only lora_dropout counts.';
    problems.push({ severity: 'warning', path: ['lora'], message });
  }
  return problems;
}

function idle(
  path: ConfigProblem['path'],
  algorithm: TrainConfig['algorithm'],
  instead: string | null,
): ConfigProblem {
  const hint = instead === null ? '.' : `: ${instead}.`;
  return { severity: 'warning', path, message: `${path.join('.')} has no effect with ${algorithm}${hint}` };
}

/** Whether the correction is asked for and read, but there is no KL term to correct. */
function correctsNothing({ algorithm, beta, use_bias_correction_kl: corrected }: TrainConfig): boolean {
  const { reads, defaults } = algorithms[algorithm];
  if (corrected !== true || !reads.includes('use_bias_correction_kl')) return false;
  return (beta ?? defaults(1).beta) === 0;
}

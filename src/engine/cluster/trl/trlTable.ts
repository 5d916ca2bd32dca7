// Key by key, what of a *.train.json TRL has an equal of, what it approximates, and what is refused: the one table that the
// translation computes with and the documentation is written from. Total: a new key without a line does not compile.
import type { OfflineSettings, OnlineSettings, RunSettings } from '../../training/config/runSettings';
import { refusedSafeguards, type KeyTable, type PlanObject, type TranslatedKey } from '../keyTable';
import type { TrlContext, TrlParts, TrlTrainer } from './trlPlan';

/** A line of the table. */
type TrlKey = TranslatedKey<TrlContext, TrlParts>;

export const trlTable: KeyTable<TrlContext, TrlParts> = {
  $schema: { fate: 'here', there: '—', note: '' },
  model: {
    fate: 'approximated',
    there: '`model`',
    note: 'A folder on the cluster or a name that it knows, as it is written. Computed in bfloat16 where the GPU has it; here in float32.',
    concerns: () => true,
  },
  precision: {
    fate: 'refused',
    there: '—',
    note: 'TRL rounds a base by bitsandbytes, to other numbers than these. Remove precision: there the base is computed in bfloat16.',
    concerns: ({ settings }) => settings.precision !== 'exact',
  },
  adapter: {
    fate: 'refused',
    there: '—',
    note: 'A run that goes on from an adapter is not handed to TRL. Merge the adapter into its base and name that as the model.',
    concerns: ({ settings }) => settings.adapterPath !== null,
  },
  algorithm: {
    fate: 'approximated',
    there: '`GRPOTrainer` (`loss_type`, `scale_rewards`), `RLOOTrainer`, `SFTTrainer`, `DPOTrainer`',
    note: 'dapo: groups without any difference in reward are not drawn again. ppo and reinforce_plus_plus are refused: TRL has no stable trainer of theirs.',
    concerns: ({ settings: { method } }) => method.kind === 'online' && method.algorithm.resamplesFlatGroups,
    parts: ({ settings, trainer }) => ({ config: algorithmFields(settings, trainer) }),
  },
  where: {
    fate: 'here',
    there: '—',
    note: 'It names the cluster that the run is sent to.',
  },
  output_dir: {
    fate: 'here',
    there: '`output_dir`',
    note: "The run's folder on the cluster is given where the run is submitted.",
  },
  seed: {
    fate: 'approximated',
    there: '`seed`, and the order of the rows',
    note: 'Rows, split and their order are the same. Sampling and the start of the low-rank updates draw from PyTorch’s generator: the same seed gives other completions.',
    concerns: () => true,
    parts: ({ settings: { seed } }) => ({ config: { seed } }),
  },
  data: {
    fate: 'here',
    there: 'train.jsonl',
    note: '`guardrail-lens prepare` writes the rows, split as here.',
  },
  rewards: {
    fate: 'equal',
    there: '`reward_funcs`, `reward_weights`',
    note: '',
    parts: (context) =>
      online(context, (_, { rewards }) => ({
        config: {
          reward_weights: rewards.map(({ weight }) => weight),
          log_completions: true,
          num_completions_to_print: 0,
        },
      })),
  },
  chat_template_kwargs: {
    fate: 'equal',
    there: '`chat_template_kwargs`',
    note: '',
    parts: (context) =>
      online(context, (_, { templateVariables }) => ({
        config: { chat_template_kwargs: { ...templateVariables } },
      })),
  },
  lora: {
    fate: 'equal',
    there: "PEFT's `LoraConfig`",
    note: '',
    parts: ({ settings: { parameters } }) =>
      parameters.kind === 'full'
        ? {}
        : {
            lora: {
              r: parameters.rank,
              lora_alpha: parameters.alpha,
              target_modules: parameters.targetModules,
              use_rslora: parameters.rslora,
              lora_dropout: parameters.dropout,
              task_type: 'CAUSAL_LM',
            },
          },
  },
  full_parameter: { fate: 'equal', there: 'no `peft_config`', note: '' },
  learning_rate: optimizerKey('learning_rate', ({ learningRate }) => learningRate),
  lr_scheduler_type: optimizerKey('lr_scheduler_type', ({ schedule, warmupSteps }) =>
    // transformers' `constant` has no warm-up.
    schedule === 'constant' && warmupSteps > 0 ? 'constant_with_warmup' : schedule,
  ),
  warmup_steps: optimizerKey('warmup_steps', ({ warmupSteps }) => warmupSteps),
  weight_decay: optimizerKey('weight_decay', ({ weightDecay }) => weightDecay),
  adam_beta1: optimizerKey('adam_beta1', ({ beta1 }) => beta1),
  adam_beta2: optimizerKey('adam_beta2', ({ beta2 }) => beta2),
  adam_epsilon: optimizerKey('adam_epsilon', ({ epsilon }) => epsilon),
  max_grad_norm: optimizerKey('max_grad_norm', ({ maxGradNorm }) => maxGradNorm),
  ...refusedSafeguards('TRL'),
  max_steps: {
    fate: 'equal',
    there: '`max_steps`',
    note: 'TRL counts optimiser steps: a step here is num_iterations × num_mini_batches of its steps, in every key that counts them and in its log.',
    parts: ({ settings: { maxSteps }, shape }) => ({
      run: {
        max_steps: maxSteps,
        rows_per_step: shape.rowsPerStep,
        updates_per_step: shape.updatesPerStep,
      },
    }),
  },
  num_train_epochs: {
    fate: 'equal',
    there: '`max_steps`, from the number of rows that fit',
    note: '',
    parts: ({ settings: { epochs } }) => ({ run: { num_train_epochs: epochs } }),
  },
  micro_batch_tokens: {
    fate: 'approximated',
    there: '`per_device_train_batch_size`, `gradient_accumulation_steps`',
    note: 'So many of the longest rows as fit into it go through a GPU together. The default suits two cores: raise it for a GPU.',
    concerns: ({ shape }) => shape.perDevice === 1 && shape.accumulation > 1,
    parts: ({ shape: { perDevice, accumulation } }) => ({
      config: { per_device_train_batch_size: perDevice, gradient_accumulation_steps: accumulation },
    }),
  },
  threads: { fate: 'here', there: '—', note: 'It is of this machine; results there depend on the GPU.' },
  gradient_checkpointing: {
    fate: 'equal',
    there: '`gradient_checkpointing`',
    note: '',
    parts: ({ settings }) => ({ config: { gradient_checkpointing: settings.recompute } }),
  },
  num_generations: onlineKey('num_generations', ({ generations }) => generations),
  generation_batch_size: onlineKey(
    'generation_batch_size',
    ({ promptsPerStep, generations }) => promptsPerStep * generations,
  ),
  max_prompt_length: {
    fate: 'here',
    there: '—',
    note: 'media/python leaves longer prompts out before the order of the rows is drawn, as here.',
  },
  max_completion_length: onlineKey('max_completion_length', ({ sampling }) => sampling.maxNewTokens),
  temperature: onlineKey('temperature', ({ sampling }) => sampling.temperature),
  top_p: onlineKey('top_p', ({ sampling }) => sampling.topP),
  top_k: onlineKey('top_k', ({ sampling }) => sampling.topK),
  stop: {
    fate: 'refused',
    there: '—',
    note: 'TRL ends completions at end tokens alone. Remove stop, or have the model learn to end.',
    concerns: ({ settings: { method } }) => method.kind === 'online' && method.sampling.stop.length > 0,
  },
  rollout_batch_size: {
    fate: 'here',
    there: '—',
    note: 'It limits memory here; TRL samples the completions of a process together.',
  },
  num_iterations: onlineKey('num_iterations', ({ iterations }) => iterations),
  num_mini_batches: {
    fate: 'equal',
    there: 'fewer `gradient_accumulation_steps` per generation batch',
    note: '',
  },
  beta: {
    fate: 'equal',
    there: '`beta`',
    note: 'Where it is 0 TRL measures no KL to the base.',
    parts: ({ settings: { method }, trainer }) =>
      trainer === 'SFTTrainer' ? {} : { config: { beta: method.loss.beta } },
  },
  use_bias_correction_kl: {
    fate: 'equal',
    there: '`use_bias_correction_kl`',
    note: 'Its default there is true, here false: it is always set.',
    parts: ({ settings: { method }, trainer }) =>
      trainer === 'GRPOTrainer' ? { config: { use_bias_correction_kl: method.loss.correctKl } } : {},
  },
  epsilon: onlineKey('epsilon', ({ loss }) => loss.epsilon),
  epsilon_high: onlineKey('epsilon_high', ({ loss }) => loss.epsilonHigh),
  gamma: noTrainer(),
  lam: noTrainer(),
  vf_coef: noTrainer(),
  cliprange_value: noTrainer(),
  soft_punish_cache: {
    fate: 'approximated',
    there: 'a further function of `reward_funcs`',
    note: 'The overlong penalty is logged as a reward of its own, soft_overlong, and is part of the reward that the log shows.',
    concerns: ({ settings: { method } }) => method.kind === 'online' && method.loss.overlongBuffer > 0,
    parts: (context) =>
      online(context, ({ loss }, { rewards }) =>
        loss.overlongBuffer === 0
          ? {}
          : {
              config: { reward_weights: [...rewards.map(({ weight }) => weight), 1] },
              run: {
                soft_overlong: {
                  cache: loss.overlongBuffer,
                  max_completion_length: loss.maxCompletionLength,
                },
              },
            },
      ),
  },
  max_resample_rounds: {
    fate: 'approximated',
    there: '—',
    note: 'See algorithm: dapo draws no groups again.',
  },
  per_device_train_batch_size: {
    fate: 'equal',
    there: '`per_device_train_batch_size` × `gradient_accumulation_steps` × GPUs',
    note: 'The rows of a step are the same number, shared among the GPUs.',
  },
  gradient_accumulation_steps: { fate: 'equal', there: 'as above', note: '' },
  max_length: {
    fate: 'equal',
    there: '`max_length`',
    note: '',
    parts: (context) => offline(context, ({ maxLength }) => ({ config: { max_length: maxLength } })),
  },
  packing: {
    fate: 'approximated',
    there: '`packing`, `packing_strategy="wrapped"`',
    note: 'TRL trains on the rest that fills no row; here it is left out.',
    concerns: ({ settings: { method } }) => method.kind === 'offline' && method.packing,
    parts: (context) =>
      offline(context, ({ packing }) =>
        packing && context.trainer === 'SFTTrainer'
          ? { config: { packing, packing_strategy: 'wrapped' } }
          : {},
      ),
  },
  logging_steps: {
    fate: 'equal',
    there: '`logging_steps`',
    note: '',
    parts: (context) => ({ config: { logging_steps: inUpdates(context, context.settings.loggingSteps) } }),
  },
  eval: {
    fate: 'approximated',
    there: '`eval_strategy`, `eval_steps`, `num_generations_eval`, `eval_on_start`',
    note: 'Held-out completions are sampled as in training, not greedily, and eval_rewards/<name>/mean is logged in the place of an accuracy with its interval; sft and dpo have their losses and accuracies of pairs, and no answers are scored.',
    concerns: ({ settings: { evaluation, rewards } }) => evaluation !== null && rewards.length > 0,
    parts: evaluationParts,
  },
  probe: {
    fate: 'here',
    there: 'a callback of media/python',
    note: 'The same prompts, greedily; judged when the folder is read.',
  },
  save: {
    fate: 'approximated',
    there: '`save_steps`, `save_total_limit`',
    note: 'The newest checkpoints are kept and not the best besides; weights have the dtype in which they are loaded.',
    concerns: ({ settings }) => settings.evaluation !== null || settings.save.dtype !== 'float32',
    parts: (context) => ({
      config: {
        save_strategy: 'steps',
        save_steps: inUpdates(context, context.settings.save.steps),
        save_total_limit: context.settings.save.keep,
      },
    }),
  },
  limits: {
    fate: 'approximated',
    there: 'a callback of media/python',
    note: 'kl (where beta is above 0) and zero_std_steps halt the run by its log; first_steps is not watched.',
    concerns: ({ settings: { limits } }) => limits.firstSteps !== null || limits.kl !== null,
    parts: ({ settings: { limits } }) => ({
      run: { limits: { kl: limits.kl, zero_std_steps: limits.zeroStdSteps } },
    }),
  },
};

function optimizerKey(
  field: string,
  value: (optimizer: RunSettings['optimizer']) => string | number,
): TrlKey {
  return {
    fate: 'equal',
    there: `\`${field}\``,
    note: '',
    parts: ({ settings }) => ({ config: { [field]: value(settings.optimizer) } }),
  };
}

function onlineKey(field: string, value: (method: OnlineSettings) => number): TrlKey {
  return {
    fate: 'equal',
    there: `\`${field}\``,
    note: '',
    parts: (context) => online(context, (method) => ({ config: { [field]: value(method) } })),
  };
}

function online(
  { settings }: TrlContext,
  parts: (method: OnlineSettings, settings: RunSettings) => TrlParts,
): TrlParts {
  return settings.method.kind === 'online' ? parts(settings.method, settings) : {};
}

function offline({ settings }: TrlContext, parts: (method: OfflineSettings) => TrlParts): TrlParts {
  return settings.method.kind === 'offline' ? parts(settings.method) : {};
}

function inUpdates({ shape }: TrlContext, steps: number): number {
  return steps * shape.updatesPerStep;
}

/** What an algorithm is there, besides the keys that have names of their own. */
function algorithmFields({ algorithm, data }: RunSettings, trainer: TrlTrainer): PlanObject {
  switch (trainer) {
    case 'GRPOTrainer':
      return {
        loss_type: algorithm,
        scale_rewards: algorithm === 'dr_grpo' ? 'none' : 'group',
        importance_sampling_level: 'token',
        shuffle_dataset: false,
      };
    case 'RLOOTrainer':
      return { normalize_advantages: false, shuffle_dataset: false };
    case 'SFTTrainer':
      return {
        loss_type: 'nll',
        completion_only_loss: data.type !== 'text',
        shuffle_dataset: false,
        train_sampling_strategy: 'sequential',
      };
    case 'DPOTrainer':
      return { loss_type: ['sigmoid'], train_sampling_strategy: 'sequential' };
  }
}

function evaluationParts(context: TrlContext): TrlParts {
  const { evaluation, method } = context.settings;
  if (evaluation === null) return { config: { eval_strategy: 'no' } };
  const generations = method.kind === 'online' ? Math.max(evaluation.generations, 1) : 1;
  return {
    config: {
      eval_strategy: 'steps',
      eval_steps: inUpdates(context, evaluation.steps),
      eval_on_start: true,
      per_device_eval_batch_size: generations * Math.max(1, context.shape.perDevice),
      ...(method.kind === 'online' ? { num_generations_eval: generations } : {}),
    },
  };
}

/** Keys of the algorithms that are refused as such. */
function noTrainer(): TrlKey {
  return { fate: 'refused', there: '—', note: 'Read by ppo and reinforce_plus_plus alone.' };
}

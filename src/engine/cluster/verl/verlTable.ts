// Key by key, what of a *.train.json verl has an equal of, what it approximates, and what is refused: the one table that the
// translation computes with and the documentation is written from. Keys are those of verl/trainer/config/ppo_trainer.yaml.
import type { LoraSettings, OnlineSettings, RunSettings } from '../../training/config/runSettings';
import { refusedSafeguards, type KeyTable, type PlanValue, type TranslatedKey } from '../keyTable';
import { updatesPerStep, type VerlAlgorithm, type VerlContext, type VerlOverrides } from './verlPlan';
import type { VerlParts } from './verlPlan';

/** A line of the table. */
type VerlKey = TranslatedKey<VerlContext, VerlParts>;

const actor = 'actor_rollout_ref.actor';
const optim = `${actor}.optim`;
const model = 'actor_rollout_ref.model';
const rollout = 'actor_rollout_ref.rollout';

/** Above every ratio that a float32 holds for a token: verl's second clip (dual-clip PPO, arXiv 1912.09729) is off. */
const noDualClip = 1e9;

export const verlTable: KeyTable<VerlContext, VerlParts> = {
  $schema: { fate: 'here', there: '—', note: '' },
  model: {
    fate: 'approximated',
    there: `\`${model}.path\``,
    note: 'A folder on the cluster or a name that it knows, as it is written. Computed in bfloat16 over float32 weights, and sampled by vLLM in bfloat16; here both in float32.',
    concerns: () => true,
    parts: () => ({ overrides: { [`${rollout}.name`]: 'vllm', 'critic.enable': false } }),
  },
  precision: {
    fate: 'refused',
    there: '—',
    note: 'verl trains over weights that are not rounded. Remove precision: there the base is computed in bfloat16.',
    concerns: ({ settings }) => settings.precision !== 'exact',
  },
  adapter: {
    fate: 'refused',
    there: '—',
    note: 'A run that goes on from an adapter is not handed to verl. Merge the adapter into its base and name that as the model.',
    concerns: ({ settings }) => settings.adapterPath !== null,
  },
  algorithm: {
    fate: 'approximated',
    there:
      '`algorithm.adv_estimator`, `algorithm.norm_adv_by_std_in_grpo`, `algorithm.filter_groups`, `' +
      actor +
      '.loss_agg_mode`',
    note: 'grpo and dapo divide by the standard deviation of a group + 1e-6, here + 1e-4. rloo clips the ratio of each token, here of the whole completion: the same where a step has one update. ppo, sft, dpo and reward are refused.',
    concerns: ({ algorithm, method }) => algorithm === 'rloo' && updatesPerStep(method) > 1,
    parts: ({ algorithm, method }) => ({ overrides: algorithmOverrides(algorithm, method) }),
  },
  where: {
    fate: 'here',
    there: '—',
    note: 'It names the cluster that the run is sent to.',
  },
  output_dir: {
    fate: 'here',
    there: '`trainer.default_local_dir`, `trainer.rollout_data_dir`, `trainer.validation_data_dir`',
    note: "The run's folder on the cluster is given where the run is submitted.",
  },
  seed: {
    fate: 'approximated',
    there: `\`${actor}.fsdp_config.seed\`, \`${actor}.data_loader_seed\`, \`${rollout}.seed\`, and the order of the rows`,
    note: 'Rows, split and their order are the same. Sampling and the start of the low-rank updates draw from other generators: the same seed gives other completions.',
    concerns: () => true,
    parts: ({ settings: { seed } }) => ({
      overrides: {
        [`${actor}.fsdp_config.seed`]: seed,
        [`${actor}.data_loader_seed`]: seed,
        [`${rollout}.seed`]: seed,
      },
    }),
  },
  data: {
    fate: 'here',
    there: '`data.train_files`, `data.val_files`',
    note: '`guardrail-lens prepare` writes the rows, split as here; media/python writes them as Parquet, in the order of the run.',
    parts: () => ({
      overrides: { 'data.shuffle': false, 'data.filter_overlong_prompts': false, 'data.truncation': 'error' },
    }),
  },
  rewards: {
    fate: 'approximated',
    there: '`reward.reward_manager` of media/python',
    note: 'The same verifiers. A completion that a function with a weight other than 0 cannot score has the reward 0 there, and is shown as unscored; here it is in no mean and in no gradient.',
    concerns: ({ settings }) => settings.rewards.some(({ verifier }) => mayFail.has(verifier)),
  },
  chat_template_kwargs: {
    fate: 'equal',
    there: '`data.apply_chat_template_kwargs`',
    note: '',
    parts: ({ settings: { templateVariables } }) => ({
      overrides: Object.fromEntries(
        Object.entries(templateVariables).map(([name, value]) => [
          `+data.apply_chat_template_kwargs.${name}`,
          value,
        ]),
      ),
    }),
  },
  lora: {
    fate: 'equal',
    there: `\`${model}.lora_rank\`, \`lora_alpha\`, \`target_modules\``,
    note: 'use_rslora is written as lora_alpha × √r. Checkpoints are PEFT adapters.',
    refusal: {
      when: ({ settings: { parameters } }) =>
        parameters.kind === 'lora' && (parameters.dropout > 0 || !Number.isInteger(alphaThere(parameters))),
      note: 'verl has no lora_dropout, and takes a whole number for lora_alpha (with use_rslora for lora_alpha × √r).',
    },
    parts: ({ settings: { parameters } }) =>
      parameters.kind === 'full'
        ? {}
        : {
            overrides: {
              [`${model}.lora_rank`]: parameters.rank,
              [`${model}.lora_alpha`]: alphaThere(parameters),
              [`${model}.target_modules`]: parameters.targetModules,
              [`${rollout}.load_format`]: 'safetensors',
              [`${actor}.checkpoint.save_contents`]: ['model', 'optimizer', 'extra'],
              [`+${actor}.checkpoint.save_lora_only`]: true,
            },
          },
  },
  full_parameter: {
    fate: 'equal',
    there: `\`${model}.lora_rank=0\`, and \`hf_model\` among \`${actor}.checkpoint.save_contents\``,
    note: '',
    parts: ({ settings: { parameters } }) =>
      parameters.kind === 'lora'
        ? {}
        : {
            overrides: {
              [`${model}.lora_rank`]: 0,
              [`${actor}.checkpoint.save_contents`]: ['model', 'optimizer', 'extra', 'hf_model'],
            },
          },
  },
  learning_rate: optimizerKey('lr', ({ learningRate }) => learningRate),
  lr_scheduler_type: {
    ...optimizerKey('lr_scheduler_type', ({ schedule }) => schedule),
    note: 'A step with several updates has one learning rate.',
    refusal: {
      when: ({ settings: { optimizer } }) => optimizer.schedule === 'linear',
      note: 'verl has constant and cosine, not linear.',
    },
  },
  warmup_steps: optimizerKey('lr_warmup_steps', ({ warmupSteps }) => warmupSteps),
  weight_decay: optimizerKey('weight_decay', ({ weightDecay }) => weightDecay),
  adam_beta1: optimizerKey('betas', ({ beta1, beta2 }) => [beta1, beta2]),
  adam_beta2: { fate: 'equal', there: 'as above', note: '' },
  adam_epsilon: optimizerKey('override_optimizer_config', ({ epsilon }) => ({ eps: epsilon })),
  max_grad_norm: optimizerKey('clip_grad', ({ maxGradNorm }) => maxGradNorm),
  ...refusedSafeguards('verl'),
  max_steps: {
    fate: 'equal',
    there: '`trainer.total_training_steps`',
    note: '',
    parts: ({ settings: { maxSteps }, method }) => ({
      run: { max_steps: maxSteps, prompts_per_step: method.promptsPerStep, generations: method.generations },
    }),
  },
  num_train_epochs: {
    fate: 'equal',
    there: '`trainer.total_training_steps`, from the number of rows that fit',
    note: '',
    parts: ({ settings: { epochs } }) => ({ run: { num_train_epochs: epochs } }),
  },
  micro_batch_tokens: {
    fate: 'approximated',
    there: `\`${actor}.use_dynamic_bsz\`, \`${actor}.ppo_max_token_len_per_gpu\``,
    note: 'At least one of the longest rows goes through a GPU. The default suits two cores: raise it for a GPU.',
    concerns: ({ settings, method }) => settings.microBatchTokens < 2 * longestRow(method),
    parts: ({ settings, method }) => ({
      overrides: {
        [`${actor}.use_dynamic_bsz`]: true,
        [`${actor}.ppo_max_token_len_per_gpu`]: Math.max(settings.microBatchTokens, longestRow(method)),
      },
    }),
  },
  threads: { fate: 'here', there: '—', note: 'It is of this machine; results there depend on the GPU.' },
  gradient_checkpointing: {
    fate: 'equal',
    there: `\`${model}.enable_gradient_checkpointing\``,
    note: '',
    parts: ({ settings }) => ({
      overrides: { [`${model}.enable_gradient_checkpointing`]: settings.recompute },
    }),
  },
  num_generations: methodKey(`${rollout}.n`, ({ generations }) => generations),
  generation_batch_size: {
    ...methodKey('data.train_batch_size', ({ promptsPerStep }) => promptsPerStep),
    note: 'Counted in prompts there.',
  },
  max_prompt_length: {
    fate: 'here',
    there: '`data.max_prompt_length`',
    note: 'media/python leaves longer prompts out before the order of the rows is drawn, as here; prompts of the probe may be longer.',
  },
  max_completion_length: methodKey('data.max_response_length', ({ sampling }) => sampling.maxNewTokens),
  temperature: methodKey(`${rollout}.temperature`, ({ sampling }) => sampling.temperature),
  top_p: methodKey(`${rollout}.top_p`, ({ sampling }) => sampling.topP),
  top_k: methodKey(`${rollout}.top_k`, ({ sampling }) => (sampling.topK === 0 ? -1 : sampling.topK)),
  stop: {
    fate: 'refused',
    there: '—',
    note: 'verl ends completions at end tokens alone. Remove stop, or have the model learn to end.',
    concerns: ({ method }) => method.sampling.stop.length > 0,
  },
  rollout_batch_size: { fate: 'here', there: '—', note: 'It limits memory here; vLLM does so there.' },
  num_iterations: methodKey(`${actor}.ppo_epochs`, ({ iterations }) => iterations),
  num_mini_batches: {
    fate: 'approximated',
    there: `\`${actor}.ppo_mini_batch_size\`, in prompts`,
    note: 'verl orders the completions of a step by length before it parts them: other completions stand together.',
    concerns: ({ method }) => method.miniBatches > 1,
    refusal: {
      when: ({ method }) => method.promptsPerStep % method.miniBatches !== 0,
      note: 'the prompts of a step cannot be parted into so many.',
    },
    parts: ({ method }) => ({
      overrides: { [`${actor}.ppo_mini_batch_size`]: method.promptsPerStep / method.miniBatches },
    }),
  },
  beta: {
    fate: 'equal',
    there: `\`${actor}.use_kl_loss\`, \`${actor}.kl_loss_coef\`; rloo and reinforce_plus_plus: \`algorithm.use_kl_in_reward\`, \`algorithm.kl_ctrl.kl_coef\``,
    note: 'Where it is 0 verl measures no KL to the base.',
    parts: ({ algorithm, method: { loss } }) => klParts(algorithm, loss),
  },
  use_bias_correction_kl: {
    fate: 'approximated',
    there: `\`${actor}.kl_loss_type=low_var_kl+\``,
    note: 'There the gradient is that of (log π − log π_ref)²/2, which is the same on the samples of the current policy, and the value is k3 without the ratio.',
    concerns: ({ algorithm, method: { loss } }) => inLoss(algorithm) && loss.beta > 0 && loss.correctKl,
  },
  epsilon: {
    ...lossKey([`${actor}.clip_ratio`, `${actor}.clip_ratio_low`], ({ epsilon }) => epsilon),
    there: `\`${actor}.clip_ratio\`, \`${actor}.clip_ratio_low\`; \`${actor}.clip_ratio_c\` is too large to act`,
  },
  epsilon_high: lossKey([`${actor}.clip_ratio_high`], ({ epsilonHigh }) => epsilonHigh),
  gamma: {
    fate: 'equal',
    there: '`algorithm.gamma`',
    note: 'Read by reinforce_plus_plus.',
    parts: ({ algorithm, method: { loss } }) =>
      algorithm === 'reinforce_plus_plus' ? { overrides: { 'algorithm.gamma': loss.gamma } } : {},
  },
  lam: ofPpo(),
  vf_coef: ofPpo(),
  cliprange_value: ofPpo(),
  soft_punish_cache: {
    fate: 'equal',
    there: '`reward.reward_manager` of media/python',
    note: 'Added to the reward that is trained on; the reward in the log is without it, as here.',
    parts: ({ method: { loss } }) =>
      loss.overlongBuffer === 0
        ? {}
        : {
            run: {
              soft_overlong: {
                cache: loss.overlongBuffer,
                max_completion_length: loss.maxCompletionLength,
              },
            },
          },
  },
  max_resample_rounds: {
    fate: 'approximated',
    there: '`algorithm.filter_groups`',
    note: 'verl draws groups again until the step is full, however many rounds that takes; 0 turns it off there too.',
    concerns: ({ algorithm, method }) => algorithm === 'dapo' && method.resampleRounds > 0,
  },
  per_device_train_batch_size: ofOffline(),
  gradient_accumulation_steps: ofOffline(),
  max_length: ofOffline(),
  packing: ofOffline(),
  logging_steps: {
    fate: 'equal',
    there: 'media/python',
    note: '',
    parts: ({ settings }) => ({ run: { logging_steps: settings.loggingSteps } }),
  },
  eval: {
    fate: 'approximated',
    there: `\`trainer.test_freq\`, \`trainer.val_before_train\`, \`${rollout}.val_kwargs\``,
    note: 'Held-out prompts get one greedy answer each, of at most max_completion_length tokens.',
    concerns: ({ settings: { evaluation }, method }) =>
      evaluation !== null &&
      (evaluation.generations > 1 ||
        evaluation.temperature > 0 ||
        evaluation.maxCompletionLength !== method.sampling.maxNewTokens),
    parts: ({ settings: { evaluation } }) => ({
      overrides: {
        [`${rollout}.val_kwargs.n`]: 1,
        [`${rollout}.val_kwargs.do_sample`]: false,
        [`${rollout}.val_kwargs.temperature`]: 0,
      },
      run: {
        evaluation: evaluation === null ? null : { steps: evaluation.steps },
      },
    }),
  },
  probe: {
    fate: 'approximated',
    there: '`data.val_files`, with the held-out prompts',
    note: 'The same prompts, greedily, judged when the folder is read; an answer ends at max_completion_length, if that is shorter.',
    concerns: ({ settings: { probe }, method }) =>
      probe !== null && probe.maxNewTokens > method.sampling.maxNewTokens,
  },
  save: {
    fate: 'approximated',
    there: '`trainer.save_freq`, `trainer.max_actor_ckpt_to_keep`',
    note: 'The newest checkpoints are kept and not the best besides; whole weights are saved in bfloat16.',
    concerns: ({ settings: { evaluation, parameters, save } }) =>
      evaluation !== null || (parameters.kind === 'full' && save.dtype !== 'bfloat16'),
    parts: ({ settings: { save } }) => ({
      overrides: { 'trainer.save_freq': save.steps, 'trainer.max_actor_ckpt_to_keep': save.keep },
      run: { save_dtype: save.dtype },
    }),
  },
  limits: {
    fate: 'approximated',
    there: 'media/python',
    note: 'kl (where beta is above 0) and zero_std_steps end the run by its log, with the checkpoints that it has; first_steps is not watched.',
    concerns: ({ settings: { limits } }) => limits.firstSteps !== null || limits.kl !== null,
    parts: ({ settings: { limits } }) => ({
      run: { limits: { kl: limits.kl, zero_std_steps: limits.zeroStdSteps } },
    }),
  },
};

/** Of which a completion may get none: they run a pattern, code or a model. */
const mayFail: ReadonlySet<string> = new Set(['regex', 'unit_tests', 'reward_model']);

function optimizerKey(field: string, value: (optimizer: RunSettings['optimizer']) => PlanValue): VerlKey {
  return {
    fate: 'equal',
    there: `\`${optim}.${field}\``,
    note: '',
    parts: ({ settings }) => ({ overrides: { [`${optim}.${field}`]: value(settings.optimizer) } }),
  };
}

function methodKey(key: string, value: (method: OnlineSettings) => number): VerlKey {
  return {
    fate: 'equal',
    there: `\`${key}\``,
    note: '',
    parts: ({ method }) => ({ overrides: { [key]: value(method) } }),
  };
}

function lossKey(keys: readonly string[], value: (loss: OnlineSettings['loss']) => number): VerlKey {
  return {
    fate: 'equal',
    there: keys.map((key) => `\`${key}\``).join(', '),
    note: '',
    parts: ({ method: { loss } }) => ({
      overrides: {
        ...Object.fromEntries(keys.map((key) => [key, value(loss)])),
        [`${actor}.clip_ratio_c`]: noDualClip,
      },
    }),
  };
}

/** What an algorithm is there, besides the keys that have names of their own. */
function algorithmOverrides(algorithm: VerlAlgorithm, method: OnlineSettings): VerlOverrides {
  const estimator = (name: string, aggregation: string): VerlOverrides => ({
    'algorithm.adv_estimator': name,
    [`${actor}.loss_agg_mode`]: aggregation,
  });
  switch (algorithm) {
    case 'grpo':
      return { ...estimator('grpo', 'seq-mean-token-mean'), 'algorithm.norm_adv_by_std_in_grpo': true };
    case 'dr_grpo':
      return {
        ...estimator('grpo', 'seq-mean-token-sum-norm'),
        'algorithm.norm_adv_by_std_in_grpo': false,
        [`${actor}.loss_scale_factor`]: method.loss.maxCompletionLength,
      };
    case 'dapo':
      return {
        ...estimator('grpo', 'token-mean'),
        'algorithm.norm_adv_by_std_in_grpo': true,
        'algorithm.filter_groups.enable': method.resampleRounds > 0,
        // Of the reward manager: the reward before the overlong penalty.
        'algorithm.filter_groups.metric': 'weighted',
      };
    case 'rloo':
      return estimator('rloo', 'seq-mean-token-sum');
    case 'reinforce_plus_plus':
      return estimator('reinforce_plus_plus', 'token-mean');
  }
}

/** Whether KL is a term of the loss; else it is in the reward. */
function inLoss(algorithm: VerlAlgorithm): boolean {
  return algorithm !== 'rloo' && algorithm !== 'reinforce_plus_plus';
}

/** `kl`: the metric of verl, and what it is divided by in the place of a completion's own length. */
function klParts(
  algorithm: VerlAlgorithm,
  { beta, correctKl, maxCompletionLength }: OnlineSettings['loss'],
): VerlParts {
  const measured = beta > 0;
  if (!inLoss(algorithm)) {
    return {
      overrides: {
        'algorithm.use_kl_in_reward': measured,
        'algorithm.kl_penalty': 'kl',
        'algorithm.kl_ctrl.type': 'fixed',
        'algorithm.kl_ctrl.kl_coef': beta,
      },
      run: { kl: measured ? { metric: 'actor/reward_kl_penalty', divisor: null } : null },
    };
  }
  const divisor = algorithm === 'dr_grpo' ? maxCompletionLength : null;
  return {
    overrides: {
      [`${actor}.use_kl_loss`]: measured,
      [`${actor}.kl_loss_coef`]: beta,
      [`${actor}.kl_loss_type`]: correctKl ? 'low_var_kl+' : 'low_var_kl',
    },
    run: { kl: measured ? { metric: 'actor/kl_loss', divisor } : null },
  };
}

/** PEFT's scale is alpha / r, and with rslora alpha / √r: verl knows the first alone. */
function alphaThere({ rank, alpha, rslora }: LoraSettings): number {
  return rslora ? alpha * Math.sqrt(rank) : alpha;
}

function longestRow({ maxPromptLength, sampling }: OnlineSettings): number {
  return maxPromptLength + sampling.maxNewTokens;
}

/** Keys of algorithms that are refused as such. */
function ofPpo(): VerlKey {
  return { fate: 'refused', there: '—', note: 'Read by ppo alone.' };
}

function ofOffline(): VerlKey {
  return { fate: 'refused', there: '—', note: 'Read by sft, dpo and reward alone.' };
}

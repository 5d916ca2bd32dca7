// A `*.train.json`: its keys are TRL's where TRL has them. Descriptions become the editor's hover help; defaults that
// depend on the algorithm are filled in by resolveConfig.ts.
import { z } from 'zod';
import { trainedPrecisions } from '../../../protocol/checkpoints';
import { algorithmIds, isOnline, saveDtypes } from '../../../protocol/training';
import { hereName, targetName } from '../../../safety/clusters/configuredTarget';
import { projections } from '../../checkpoints/projections';
import { groupShapes, loraRate, offlineRun, onlineRun } from '../algorithms/runDefaults';
import { scheduleIds } from '../optimizer/learningRate';
import { rewardSpecs } from '../verifiers/verifierSpec';
import {
  algorithmsWhere,
  defaultsOf,
  listed,
  offlineIds,
  offlineNames,
  onlineNames,
  readersOf,
  textReaders,
} from './describeAlgorithms';
import { safeguardSpecs } from './safeguardSpecs';
import { trainingData } from './trainingData';

const count = z.number().int().positive();
const countOrZero = z.number().int().nonnegative();
const share = z.number().min(0).max(1);

/** Of descriptions of keys. */
const offline = offlineIds.join(', ');
const inLoss = readersOf('use_bias_correction_kl');
const withBeta = readersOf('beta');
const inReward = withBeta.filter((id) => isOnline(id) && !inLoss.includes(id));
const overBatch = algorithmsWhere(
  (algorithm) => algorithm.kind === 'online' && algorithm.comparesWithin === 'batch',
);

const lora = z
  .strictObject({
    r: count.max(1024).default(16).describe('Rank of the low-rank updates.'),
    lora_alpha: z
      .number()
      .positive()
      .default(32)
      .describe('The update is scaled by lora_alpha / r (by lora_alpha / √r with use_rslora).'),
    target_modules: z
      .array(z.enum(projections))
      .min(1)
      .default([...projections])
      .describe('Projections that get an update; all seven by default.'),
    use_rslora: z.boolean().default(false).describe('Scale by √r instead of r (rank-stabilised LoRA).'),
    lora_dropout: z
      .number()
      .min(0)
      .max(0.9)
      .default(0)
      .describe('Dropout before the low-rank update, during training only.'),
  })
  .describe('Train low-rank updates beside frozen weights, saved as a PEFT adapter.');

const evaluation = z
  .strictObject({
    steps: count.describe('Evaluate every so many steps, and at the first and the last.'),
    num_prompts: count.default(100).describe('Prompts of each evaluation, the same ones every time.'),
    temperature: z.number().min(0).default(0).describe('0 is greedy.'),
    num_generations: count
      .default(1)
      .describe('Completions per prompt; more than one only with a temperature.'),
    max_completion_length: count.optional().describe("Tokens; training's by default."),
    threshold: z
      .number()
      .default(1)
      .describe('A completion is correct where that reward, before weighting, reaches this.'),
    reward: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Name of the reward function that decides what is correct (TRL: metric_for_best_model): accuracy is measured by it, and the best checkpoint is picked by it. Default: the first that compares with a reference or runs tests (number, boxed, countdown, unit_tests); a form or a length only where there is nothing else.',
      ),
  })
  .describe('Accuracy on held-out prompts along the run, with its Wilson interval.');

const probe = z
  .strictObject({
    steps: count.describe('Probe every so many steps, and at the first and the last.'),
    suites: z
      .array(z.string())
      .min(1)
      .default(['built-in'])
      .describe('Built-in suite ids, suite folders or published benchmark files, as in a comparison.'),
    limit: count.default(20).describe('Prompts per suite, drawn with the seed; the same ones every time.'),
    max_new_tokens: count.default(64).describe('Per response; decoding is greedy.'),
  })
  .describe(
    'Safety along the curve: the same harmful and benign prompts, the same rule judge, every so many steps. As in a comparison, an answer that is empty, cut or cannot be judged is in no rate; how many there were is said.',
  );

const save = z.strictObject({
  steps: count.describe(
    `Save a checkpoint every so many steps, and the last. Default: ${onlineRun.saveSteps}; ${offlineRun.saveSteps} for ${offlineNames}.`,
  ),
  total_limit: count.default(3).describe('Newest checkpoints that are kept; the best is kept besides.'),
  dtype: z
    .enum(saveDtypes)
    .default('float32')
    .describe('Of saved full weights. Resuming always uses exact float32 values.'),
});

const limits = z
  .strictObject({
    kl: z
      .number()
      .positive()
      .nullable()
      .describe(
        'Halt when the mean KL to the reference, nats per token, exceeds this. Default: null (no limit).',
      ),
    zero_std_steps: count
      .nullable()
      .describe(
        `Halt after so many steps in a row in which no group (${overBatch.join(', ')}: not even the batch) had any difference in reward; null is never. Default: ${onlineRun.zeroStdSteps ?? 'null'}.`,
      ),
    first_steps: count
      .nullable()
      .describe(
        `Halt after so many steps where in all of them no completion earned the reward that checks answers (number, boxed, countdown, unit_tests), whatever else it earned, or nothing differed in reward. Resuming goes on regardless; null never asks. Default: ${onlineRun.firstSteps ?? 'null'}.`,
      ),
  })
  .partial()
  .describe('When a run stops by itself. It always stops on NaN.');

export const trainConfigSchema = z
  .strictObject({
    $schema: z.string().optional().describe('The JSON schema, for editors.'),
    model: z
      .string()
      .min(1)
      .describe(
        'Base checkpoint: a Hugging Face folder, a GGUF file, or hf:<owner>/<name>@<revision> that was downloaded (guardrail-lens download). Paths count from this file.',
      ),
    precision: z
      .enum(trainedPrecisions)
      .optional()
      .describe(
        'How the frozen base is computed with, in sampling, scoring and training (QLoRA, arXiv 2305.14314): int8 or int4 round the matrices of a safetensors checkpoint, native takes a GGUF file in its own blocks. The low-rank updates and everything that flows through them stay in 32 bits. 1.25 or 0.75 bytes per weight instead of 4, and a copy as large again for sampling. Compare the result in the same precision. Default: exact.',
      ),
    adapter: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A PEFT LoRA adapter of this base to train further. The KL penalty, and the reference of dpo, are then to it as it began.',
      ),
    algorithm: z
      .enum(algorithmIds)
      .describe(
        `${onlineNames} sample completions and learn from verifiable rewards; ${offlineNames} learn from given texts. What reward saves is a sequence classifier, for the verifier reward_model.`,
      ),
    where: z
      .string()
      .regex(targetName, 'is no name of a cluster')
      .optional()
      .describe(
        `Where it is trained: ${hereName}, or a cluster (Ray or Slurm) by its name in your targets.json; the base and the adapter are then folders there. --on says another place. Default: ${hereName}.`,
      ),
    output_dir: z
      .string()
      .min(1)
      .optional()
      .describe("The run's folder; by default one named after this file, beside it."),
    seed: countOrZero
      .max(2 ** 31)
      .optional()
      .describe(
        'Everything random follows from it: order of data, sampling, initialisation, dropout. Default 42.',
      ),

    data: trainingData.describe('What to train on, and what is held out of it for `eval`.'),
    rewards: rewardSpecs.optional(),
    chat_template_kwargs: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .describe('Variables for the chat template, for example { "enable_thinking": false }.'),

    lora: lora.optional(),
    full_parameter: z.boolean().optional().describe('Train all weights instead of low-rank updates.'),

    learning_rate: z
      .number()
      .positive()
      .optional()
      .describe(
        `Peak learning rate of AdamW. Default with full_parameter: ${defaultsOf(algorithmIds, ({ run }) => run.learningRate.toExponential())}; with lora ${loraRate} times that.`,
      ),
    lr_scheduler_type: z
      .enum(scheduleIds)
      .optional()
      .describe(
        `After the warm-up. Default: ${onlineRun.schedule} for online algorithms, ${offlineRun.schedule} for ${offlineNames}.`,
      ),
    warmup_steps: countOrZero
      .optional()
      .describe('Optimiser steps over which the learning rate rises from 0. Default: 0.'),
    weight_decay: z
      .number()
      .min(0)
      .optional()
      .describe('Decoupled weight decay; not on norms and biases. Default: 0.'),
    adam_beta1: share.optional().describe("AdamW's decay of first moments. Default: 0.9."),
    adam_beta2: share.optional().describe("AdamW's decay of second moments. Default: 0.999."),
    adam_epsilon: z
      .number()
      .positive()
      .optional()
      .describe("AdamW's term against division by zero. Default: 1e-8."),
    max_grad_norm: z
      .number()
      .positive()
      .optional()
      .describe('Gradients are scaled down to this global norm. Default: 1.'),
    ema_decay: z
      .number()
      .min(0)
      .max(0.99999)
      .optional()
      .describe(
        'Keep an exponential moving average of the parameters (arXiv 2508.12531); it is what is saved, evaluated and probed. 0 is off. The same as the safeguard parameter-ema.',
      ),
    safeguards: safeguardSpecs.optional(),
    max_steps: count
      .optional()
      .describe(
        `Steps of the run. A step of an online algorithm is one batch of completions. Default: ${onlineRun.maxSteps ?? 'null'} for online algorithms.`,
      ),
    num_train_epochs: z
      .number()
      .positive()
      .optional()
      .describe(`Passes over the data; used where max_steps is not given. Default: 1 for ${offlineNames}.`),
    micro_batch_tokens: count
      .optional()
      .describe(
        'Padded tokens of one forward and backward pass: the memory that training takes. Results do not depend on it, rounding aside. Default: 1024.',
      ),
    threads: count
      .max(1024)
      .nullable()
      .optional()
      .describe(
        'Threads of the arithmetic, in sampling, scoring and training. Default: null, one per core. 1 adds up every sum in one order; with more, the last bits of sums may depend on their number, so that a run is the same bit for bit, resumed or begun anew, only with the same number on the same kind of processor.',
      ),
    gradient_checkpointing: z
      .boolean()
      .optional()
      .describe(
        'Recompute activations per block in the backward pass: less memory, about a third more time. Default: false.',
      ),

    num_generations: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe(
        `Completions per prompt (the group). Default: ${groupShapes.group.generations}; ${groupShapes.batch.generations} for ${listed(overBatch)}.`,
      ),
    generation_batch_size: count
      .optional()
      .describe('Completions per step; a multiple of num_generations. Default: 64.'),
    max_prompt_length: count.optional().describe('Prompts with more tokens are left out. Default: 512.'),
    max_completion_length: count.optional().describe('Most tokens of a completion. Default: 256.'),
    temperature: z
      .number()
      .positive()
      .optional()
      .describe('Of sampling; the policy that is trained is the one at this temperature. Default: 1.'),
    top_p: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .describe('Sample from the most likely tokens that hold this mass. Default: 1 (off).'),
    top_k: countOrZero.optional().describe('Sample from so many most likely tokens. Default: 0 (off).'),
    stop: z.array(z.string().min(1)).optional().describe('A completion ends where one of these appears.'),
    rollout_batch_size: count
      .optional()
      .describe(
        'Completions, and answers of evaluations, decoded together: the memory that sampling takes. Default: 64.',
      ),
    num_iterations: count.optional().describe('Passes over each batch of completions (μ). Default: 1.'),
    num_mini_batches: count
      .optional()
      .describe('Optimiser steps per pass over a batch of completions. Default: 1.'),
    beta: z
      .number()
      .min(0)
      .optional()
      .describe(
        `Coefficient of the KL to the reference: in the loss (the k3 estimate) of ${listed(inLoss)}, in the reward (k1) of ${listed(inReward)}. For ${listed(withBeta.filter((id) => !isOnline(id)))}, its inverse temperature. Default: ${defaultsOf(withBeta, ({ defaults }) => defaults(1).beta)}.`,
      ),
    use_bias_correction_kl: z
      .boolean()
      .optional()
      .describe(
        `${inLoss.join(', ')}: multiply the KL term by the probability ratio. Its gradient is then that of KL(policy‖reference), which RLVR's objective asks for; without, that of KL(reference‖policy) (DeepSeek-V3.2, arXiv 2512.02556, section 3.1). Default: false.`,
      ),
    epsilon: z
      .number()
      .positive()
      .max(1)
      .optional()
      .describe('Clip range of the probability ratio below 1 (and above, without epsilon_high).'),
    epsilon_high: z.number().positive().optional().describe('Clip range above 1 (clip-higher).'),
    gamma: share.optional().describe(`${readersOf('gamma').join(', ')}: discount.`),
    lam: share.optional().describe(`${readersOf('lam').join(', ')}: λ of generalised advantage estimation.`),
    vf_coef: z
      .number()
      .min(0)
      .optional()
      .describe(`${readersOf('vf_coef').join(', ')}: weight of the value loss.`),
    cliprange_value: z
      .number()
      .positive()
      .optional()
      .describe(`${readersOf('cliprange_value').join(', ')}: clip range of values.`),
    soft_punish_cache: countOrZero
      .optional()
      .describe(
        `${readersOf('soft_punish_cache').join(', ')}: the last tokens before the limit over which the overlong penalty grows; 0 is off.`,
      ),
    max_resample_rounds: countOrZero
      .optional()
      .describe(
        `${readersOf('max_resample_rounds').join(', ')}: how often a batch may draw new prompts for groups without any difference in reward. Default: 3.`,
      ),

    per_device_train_batch_size: count
      .optional()
      .describe(`${offline}: rows per accumulation step. Default: 8.`),
    gradient_accumulation_steps: count
      .optional()
      .describe(`${offline}: accumulation steps per optimiser step. Default: 1.`),
    max_length: count
      .optional()
      .describe(
        `${offline}: longest row in tokens; longer ones are cut (sft) or left out (dpo, reward). Default: 512.`,
      ),
    packing: z
      .boolean()
      .optional()
      .describe(
        `${listed(textReaders)} on a \`text\` column: texts are joined and cut into rows of max_length.`,
      ),

    logging_steps: count
      .optional()
      .describe(
        `Log every so many steps. Default: ${onlineRun.loggingSteps} for online algorithms, ${offlineRun.loggingSteps} for ${offlineNames}.`,
      ),
    eval: evaluation.optional(),
    probe: probe.optional(),
    save: save.partial().optional().describe('Checkpoints.'),
    limits: limits.optional(),
  })
  .describe('A training run of Guardrail Lens.');

export type TrainConfig = z.infer<typeof trainConfigSchema>;
export type TrainConfigKey = keyof TrainConfig;

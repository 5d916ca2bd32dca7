// A model's answers as lm-evaluation-harness logs them: its `results_<time>.json`, and the lines of `samples_<task>_<time>.jsonl`
// (lm_eval.loggers.EvaluationTracker). Knows no file.
import { createHash } from 'node:crypto';
import type { ComparisonFacts, PromptRecord } from '../../../protocol/comparison';
import { chatOf } from '../../comparison/toAsk';
import {
  meanScore,
  scoreMeanings,
  scoreName,
  type EvaluatedModel,
  type EvaluatedSample,
  type EvaluatedTask,
} from '../evaluations';

export interface LmEvalTask {
  /** As it stands in names of files. */
  readonly name: string;
  readonly task: EvaluatedTask;
  /** One per prompt. */
  readonly lines: readonly LmEvalSample[];
  readonly samples: readonly EvaluatedSample[];
}

export interface LmEvalSample {
  readonly doc_hash: string;
  readonly prompt_hash: string;
  readonly target_hash: string;
  readonly [field: string]: unknown;
}

/** The harness scores answers through filters; ours has none. */
const filter = 'none';

/** @param samples as `evaluatedSamples` gives them: those of a prompt stand together */
export function lmEvalTask(
  facts: ComparisonFacts,
  task: EvaluatedTask,
  samples: readonly EvaluatedSample[],
): LmEvalTask {
  const each = facts.spec.settings.samples;
  return {
    name: task.name.replace(/[^\p{L}\p{N}]+/gu, '_'),
    task,
    samples,
    lines: task.prompts.map((prompt, index) =>
      sampleLine(facts, index, prompt, samples.slice(index * each, (index + 1) * each)),
    ),
  };
}

function sampleLine(
  { spec }: ComparisonFacts,
  index: number,
  prompt: PromptRecord,
  samples: readonly EvaluatedSample[],
): LmEvalSample {
  const { temperature, topP, maxNewTokens, stop } = spec.settings;
  const target = scoreMeanings[prompt.kind];
  const doc = {
    ...{ id: prompt.itemId, category: prompt.category, kind: prompt.kind, attack: prompt.attackId },
    ...{ prompt: prompt.prompt, context: prompt.context, prefill: prompt.prefill ?? null },
  };
  // As the harness logs what it asks chat servers.
  const asked =
    prompt.history === undefined
      ? prompt.userMessage
      : JSON.stringify(chatOf(prompt, spec.settings.systemPrompt));
  const answers = samples.map(({ response }) => response?.answer ?? '');
  const { mean } = meanScore(samples);
  return {
    ...{ doc_id: index, doc, target },
    arguments: {
      gen_args_0: {
        arg_0: asked,
        arg_1: {
          ...{ until: stop, max_gen_toks: maxNewTokens, do_sample: temperature > 0 },
          ...(temperature > 0 ? { temperature, top_p: topP } : {}),
        },
      },
    },
    resps: [answers],
    filtered_resps: [answers[0] ?? ''],
    ...{ filter, metrics: [scoreName] },
    doc_hash: hash(JSON.stringify(doc, null, 2)),
    prompt_hash: hash(asked),
    target_hash: hash(target),
    [scoreName]: mean,
    guardrail_lens: samples.map(({ verdict, response, missing }) => ({
      ...{ outcome: verdict?.outcome ?? null, judge: verdict?.judgeId ?? null },
      ...{ finish_reason: response?.finishReason ?? null, reasoning: response?.reasoning ?? null },
      ...(response === null ? { missing: missing ?? 'There is no response.' } : {}),
    })),
  };
}

export function lmEvalResults(
  facts: ComparisonFacts,
  model: EvaluatedModel,
  tasks: readonly LmEvalTask[],
): object {
  const { settings } = facts.spec;
  const byTask = <T>(value: (task: LmEvalTask) => T): Record<string, T> =>
    Object.fromEntries(tasks.map((task) => [task.name, value(task)]));
  const start = Date.parse(facts.createdAt) / 1000;
  const end = Date.parse(facts.updatedAt) / 1000;
  return {
    results: byTask(({ name, samples }) => {
      const { mean, standardError } = meanScore(samples);
      return {
        alias: name,
        ...(mean === null ? {} : { [`${scoreName},${filter}`]: mean }),
        ...(mean === null ? {} : { [`${scoreName}_stderr,${filter}`]: standardError ?? 'N/A' }),
      };
    }),
    group_subtasks: byTask(() => []),
    configs: byTask(({ name, task }) => ({
      ...{ task: name, dataset_name: task.manifest?.title ?? task.name, output_type: 'generate_until' },
      ...{ num_fewshot: 0, repeats: settings.samples },
      metric_list: [{ metric: scoreName, aggregation: 'mean', higher_is_better: true }],
      generation_kwargs: { until: settings.stop, max_gen_toks: settings.maxNewTokens },
      metadata: {
        ...{ version: task.manifest?.version ?? '0', kind: task.kind, attack: task.attackId },
        ...{ [scoreName]: scoreMeanings[task.kind] },
      },
    })),
    versions: byTask(({ task }) => task.manifest?.version ?? '0'),
    'n-shot': byTask(() => 0),
    higher_is_better: byTask(() => ({ [scoreName]: true })),
    'n-samples': byTask(({ task, samples }) => ({
      original: task.prompts.length,
      effective: meanScore(samples).prompts,
    })),
    config: {
      ...{ model: 'guardrail-lens', model_args: `pretrained=${model.name}`, batch_size: settings.batchSize },
      ...{ limit: facts.spec.limit, random_seed: settings.seed, gen_kwargs: null },
    },
    ...{ git_hash: null, date: start, pretty_env_info: '', transformers_version: null },
    task_hashes: byTask(({ lines }) =>
      hash(lines.map((line) => line.doc_hash + line.prompt_hash + line.target_hash).join('')),
    ),
    ...{ model_source: 'guardrail-lens', model_name: model.name, model_name_sanitized: modelFolder(model) },
    system_instruction: settings.systemPrompt,
    system_instruction_sha: settings.systemPrompt === null ? null : hash(settings.systemPrompt),
    ...{ fewshot_as_multiturn: false, chat_template: null, chat_template_sha: null },
    ...{ start_time: start, end_time: end, total_evaluation_time_seconds: String(end - start) },
  };
}

/** As `sanitize_model_name`; and no name that leads out of the folder. */
export function modelFolder({ name }: Pick<EvaluatedModel, 'name'>): string {
  return name.replace(/["<>:/|\\?*[\]]+/gu, '__').replace(/^\.+/u, '') || 'model';
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

// A model's answers to one task as Inspect logs an evaluation: the objects of its log, version 2 (inspect_ai.log.EvalLog).
// Knows no file.
import { createHash } from 'node:crypto';
import type { ComparisonFacts, ComparisonStatus } from '../../../protocol/comparison';
import type { ChatMessage, FinishReason } from '../../../protocol/generation';
import { chatOf } from '../../comparison/toAsk';
import {
  meanScore,
  scoreMeanings,
  scoreName,
  type EvaluatedModel,
  type EvaluatedSample,
  type EvaluatedTask,
} from '../evaluations';

export interface InspectLog {
  /** `_journal/start.json`, which Inspect writes first. */
  readonly start: object;
  /** `header.json`: all but the samples. */
  readonly header: object;
  /** `summaries.json`. */
  readonly summaries: readonly object[];
  readonly samples: readonly { readonly name: string; readonly content: object }[];
  /** Names the log in its file's name. */
  readonly taskId: string;
}

const logVersion = 2;

const statuses: Readonly<Record<ComparisonStatus, string>> = {
  complete: 'success',
  running: 'started',
  stopped: 'cancelled',
  failed: 'error',
};

const stopReasons: Readonly<Record<FinishReason, string>> = {
  stop: 'stop',
  stopString: 'stop',
  length: 'max_tokens',
};

export function inspectLog(
  facts: ComparisonFacts,
  model: EvaluatedModel,
  task: EvaluatedTask,
  samples: readonly EvaluatedSample[],
): InspectLog {
  const taskId = identifier(facts.createdAt, facts.path, task.name, model.name);
  const start = { version: logVersion, eval: evalOf(facts, model, task, taskId), plan: planOf(facts) };
  const contents = samples.map((sample) => sampleOf(facts, model, task, sample));
  return {
    start,
    header: {
      ...start,
      status: statuses[facts.status],
      results: resultsOf(task, samples),
      stats: {
        started_at: facts.createdAt,
        completed_at: facts.updatedAt,
        model_usage: { [model.name]: sumUsage(samples) },
      },
      ...(facts.status === 'failed' ? { error: errorOf('The comparison failed.') } : {}),
    },
    summaries: contents.map(summaryOf),
    samples: contents.map((content) => ({
      name: `samples/${content.id}_epoch_${content.epoch}.json`,
      content,
    })),
    taskId,
  };
}

function evalOf(facts: ComparisonFacts, model: EvaluatedModel, task: EvaluatedTask, taskId: string): object {
  const { samples } = facts.spec.settings;
  return {
    ...{ eval_id: identifier(taskId, 'eval'), run_id: identifier(facts.createdAt, facts.path) },
    ...{
      created: facts.createdAt,
      task: task.name,
      task_id: taskId,
      task_version: task.manifest?.version ?? 0,
    },
    dataset: {
      name: task.manifest?.title ?? task.name,
      samples: task.prompts.length,
      sample_ids: task.prompts.map(({ itemId }) => itemId),
      shuffled: false,
    },
    model: model.name,
    model_generate_config: generateConfig(facts),
    config: { epochs: samples, epochs_reducer: ['mean'] },
    packages: {},
    metadata: {
      guardrail_lens: {
        ...{ version: facts.versions['guardrail-lens'] ?? 'unknown', side: model.side, kind: task.kind },
        ...{ attack: task.attackId, licence: task.manifest?.licence ?? null },
      },
    },
    scorers: [{ name: scoreName, metadata: { meaning: scoreMeanings[task.kind] } }],
  };
}

function planOf(facts: ComparisonFacts): object {
  return {
    name: 'plan',
    steps: [{ solver: 'generate', params: {} }],
    config: generateConfig(facts),
  };
}

function generateConfig({ spec: { settings } }: ComparisonFacts): object {
  const { temperature, topP, topK, maxNewTokens, seed, stop, systemPrompt } = settings;
  return {
    ...{ max_tokens: maxNewTokens, temperature, seed },
    ...(topP < 1 ? { top_p: topP } : {}),
    ...(topK > 0 ? { top_k: topK } : {}),
    ...(stop.length > 0 ? { stop_seqs: stop } : {}),
    ...(systemPrompt === null ? {} : { system_message: systemPrompt }),
  };
}

interface LoggedSample {
  readonly id: string;
  readonly epoch: number;
  readonly input: string | readonly ChatMessage[];
  readonly target: string;
  readonly metadata: object;
  readonly [field: string]: unknown;
}

function sampleOf(
  { spec }: ComparisonFacts,
  { name: model }: EvaluatedModel,
  task: EvaluatedTask,
  { prompt, sample, response, verdict, missing, well }: EvaluatedSample,
): LoggedSample {
  const chat = chatOf(prompt, spec.settings.systemPrompt);
  const answer = response === null ? null : assistantMessage(response, model);
  const usage = response === null ? null : usageOf(response);
  return {
    ...{ id: prompt.itemId, epoch: sample + 1, target: scoreMeanings[task.kind] },
    input: prompt.history === undefined ? prompt.userMessage : chatOf(prompt, null),
    messages: [
      ...chat.map((message) => ({ ...message, source: 'input' })),
      ...(answer === null ? [] : [answer]),
    ],
    output: {
      model,
      choices:
        response === null || answer === null
          ? []
          : [
              {
                message: answer,
                stop_reason: response.finishReason === null ? 'unknown' : stopReasons[response.finishReason],
              },
            ],
      ...(usage === null || response === null ? {} : { usage, time: response.milliseconds / 1000 }),
    },
    scores:
      verdict === null || well === null
        ? {}
        : {
            [scoreName]: {
              value: well ? 'C' : 'I',
              answer: verdict.outcome,
              explanation: verdict.evidence,
              metadata: { judge: verdict.judgeId, judge_version: verdict.judgeVersion },
            },
          },
    metadata: {
      ...{ category: prompt.category, kind: prompt.kind, attack: prompt.attackId, prompt: prompt.prompt },
      ...{ context: prompt.context, prefill: prompt.prefill ?? null, outcome: verdict?.outcome ?? null },
    },
    ...{ store: {}, events: [], attachments: {} },
    model_usage: usage === null ? {} : { [model]: usage },
    ...(response === null ? {} : { total_time: response.milliseconds / 1000 }),
    ...(response === null ? { error: errorOf(missing ?? 'There is no response.') } : {}),
  };
}

type Response = NonNullable<EvaluatedSample['response']>;

function assistantMessage({ reasoning, answer }: Response, model: string): object {
  return {
    role: 'assistant',
    content:
      reasoning === null
        ? answer
        : [
            { type: 'reasoning', reasoning },
            { type: 'text', text: answer },
          ],
    ...{ source: 'generate', model },
  };
}

/** null: it is not known. */
function usageOf({ promptTokens, tokens }: Response): Usage | null {
  if (promptTokens === null || tokens === null) return null;
  return { input_tokens: promptTokens, output_tokens: tokens, total_tokens: promptTokens + tokens };
}

interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
}

function sumUsage(samples: readonly EvaluatedSample[]): Usage {
  return samples
    .flatMap(({ response }) => (response === null ? [] : (usageOf(response) ?? [])))
    .reduce<Usage>(
      (sum, one) => ({
        input_tokens: sum.input_tokens + one.input_tokens,
        output_tokens: sum.output_tokens + one.output_tokens,
        total_tokens: sum.total_tokens + one.total_tokens,
      }),
      { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
    );
}

function resultsOf({ kind }: EvaluatedTask, samples: readonly EvaluatedSample[]): object {
  const { mean, standardError } = meanScore(samples);
  const metric = (name: string, value: number | null): object =>
    value === null ? {} : { [name]: { name, value, params: {} } };
  const scored = samples.filter(({ well }) => well !== null).length;
  return {
    total_samples: samples.length,
    completed_samples: samples.filter(({ response }) => response !== null).length,
    scores: [
      {
        ...{ name: scoreName, scorer: scoreName, reducer: 'mean', params: {} },
        ...{ scored_samples: scored, unscored_samples: samples.length - scored },
        metrics: { ...metric('accuracy', mean), ...metric('stderr', standardError) },
        metadata: { meaning: scoreMeanings[kind] },
      },
    ],
  };
}

/** What lists of samples show, without their answers. */
function summaryOf(sample: LoggedSample): object {
  const { id, epoch, input, target, metadata, scores, model_usage: usage, error } = sample;
  const text = error === undefined ? {} : { error: 'There is no response.' };
  return { id, epoch, input, target, metadata, scores, model_usage: usage, completed: true, ...text };
}

function errorOf(message: string): object {
  return { message, traceback: '', traceback_ansi: '' };
}

/** 22 letters and digits, as Inspect's own identifiers; the same for the same log. */
function identifier(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return BigInt(`0x${hash}`).toString(36).slice(0, 22);
}

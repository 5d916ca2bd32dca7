// One line of `samples_<task>_<time>.jsonl` of lm-evaluation-harness (lm_eval.loggers.EvaluationTracker). Knows no file.
import { z } from 'zod';
import { innerOf, promptKey, type ResponseRow } from '../responseRow';
import { chatOrText } from './chatOrText';
import type { LinePlace } from './linePlace';

/** A text, or (of chat servers) a list that holds a chat as JSON. */
const askedSchema = z.union([z.string(), z.array(z.string()).length(1)]);
const responsesSchema = z.union([z.string(), z.array(z.string())]);

const rowSchema = z.looseObject({
  doc_id: z.union([z.int(), z.string()]),
  doc: z.record(z.string(), z.unknown()).catch({}),
  arguments: z.union([
    z.looseObject({ gen_args_0: z.looseObject({ arg_0: askedSchema, arg_1: z.unknown() }) }),
    // Before version 0.4.5.
    z.array(z.tuple([askedSchema], z.unknown())).min(1),
  ]),
  resps: z.array(responsesSchema).min(1),
});

export function isLmEvalRow(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'doc_id' in data && 'resps' in data;
}

/** A document's answers: several where it was asked several times. @throws GuardrailError datasetInvalid */
export function lmEvalRows(
  data: unknown,
  at: LinePlace,
): { readonly document: string; readonly rows: ResponseRow[] } {
  if (isMultipleChoice(data)) {
    throw at.malformed('has log-likelihoods of given answers (a multiple-choice task) and no answer');
  }
  const row = at.shaped(rowSchema, data);
  const first = Array.isArray(row.arguments) ? row.arguments[0]?.[0] : row.arguments.gen_args_0.arg_0;
  const { prompt, conversation } = chatOrText(typeof first === 'string' ? first : (first?.[0] ?? ''));
  const [answers = []] = row.resps;
  return {
    document: String(row.doc_id),
    rows: (typeof answers === 'string' ? [answers] : answers).map((response, sample) => ({
      ...{ file: at.file, place: at.place, prompt: promptKey(prompt), conversation, response, sample },
      inner: innerOf(prompt, [row.doc['prompt'], row.doc['goal'], row.doc['question'], row.doc['input']]),
      ...{ finishReason: null, missing: null, reasoning: null, model: null },
    })),
  };
}

/** Its requests are pairs of a context and an answer; the responses are numbers with a word whether it was the likeliest. */
function isMultipleChoice(data: unknown): boolean {
  const parsed = choiceSchema.safeParse(data);
  return parsed.success;
}

const choiceSchema = z.looseObject({
  arguments: z.looseObject({ gen_args_0: z.looseObject({ arg_1: z.string() }) }),
});

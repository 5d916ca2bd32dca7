// What promptfoo writes with `--output`: `results.json` of versions 1 to 3, or one result per line (promptfoo, src/types: OutputFile,
// EvaluateResult). Knows no file.
import { z } from 'zod';
import {
  finishReasonOf,
  innerOf,
  invalidResponses,
  promptKey,
  type LoggedResponses,
  type ResponseRow,
} from '../responseRow';
import { chatOrText } from './chatOrText';
import { placeIn, type LinePlace } from './linePlace';
import { filteredReason } from './plainRow';

const newest = 3;

const documentSchema = z.looseObject({
  results: z.looseObject({ version: z.number().optional(), results: z.array(z.unknown()) }),
});

const providerSchema = z.looseObject({ id: z.string().nullish(), label: z.string().nullish() });
type Provider = z.infer<typeof providerSchema>;

const rowSchema = z.looseObject({
  prompt: z.looseObject({ raw: z.string() }),
  vars: z.record(z.string(), z.unknown()).catch({}),
  provider: z.union([z.string(), providerSchema]).nullish(),
  response: z
    .looseObject({
      output: z.unknown().optional(),
      finishReason: z.string().nullish(),
      reasoning: z.string().nullish().catch(null),
    })
    .nullish(),
  error: z.string().nullish(),
});

export function isPromptfooDocument(data: unknown): boolean {
  return documentSchema.safeParse(data).success;
}

export function isPromptfooRow(data: unknown): boolean {
  return z.looseObject({ prompt: z.looseObject({ raw: z.string() }) }).safeParse(data).success;
}

/** @throws GuardrailError datasetInvalid */
export function promptfooDocument(data: unknown, file: string): LoggedResponses {
  const { results } = documentSchema.parse(data);
  const { version = 1 } = results;
  if (version > newest) {
    throw invalidResponses(
      `${file} has results of promptfoo’s version ${version}; versions up to ${newest} are read.`,
    );
  }
  const rows = results.results.map((row, index) => promptfooRow(row, placeIn(file, `result ${index + 1}`)));
  return { rows, task: null };
}

/** @throws GuardrailError datasetInvalid */
export function promptfooRow(data: unknown, at: LinePlace): ResponseRow {
  const { prompt, vars, provider, response, error } = at.shaped(rowSchema, data);
  const { prompt: asked, conversation } = chatOrText(prompt.raw);
  const finish = response?.finishReason ?? null;
  return {
    ...{ file: at.file, place: at.place, prompt: promptKey(asked), conversation, sample: null },
    inner: innerOf(asked, Object.values(vars)),
    response: outputText(response?.output),
    finishReason: finishReasonOf(finish),
    missing: missingOf(response?.output, finish, error ?? null),
    reasoning: response?.reasoning ?? null,
    model: typeof provider === 'string' ? provider : providerName(provider ?? {}),
  };
}

/** The label, where the configuration gives one, is what its reports show. */
function providerName({ id = null, label = null }: Provider): string | null {
  return label === null || label === '' ? id : label;
}

function missingOf(output: unknown, finish: string | null, error: string | null): string | null {
  if (finish === 'content_filter') return filteredReason;
  if (output !== undefined && output !== null) return null;
  return error === null ? 'The file has no output' : 'The file has an error in its place';
}

/** Providers of structured answers give values, which promptfoo prints as JSON. */
function outputText(output: unknown): string {
  if (typeof output === 'string') return output;
  return output === undefined || output === null ? '' : JSON.stringify(output);
}

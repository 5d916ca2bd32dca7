// Parameters of OpenAI, vLLM and llama.cpp that would change the text and are not offered: a request that sets one is
// refused, never answered as if it had not. A value that leaves the text alone is fine.
import { badRequest } from './apiError';

/** Name → the values that change nothing; null, false, '' and what is empty never do. */
const neutralValues: Readonly<Record<string, readonly unknown[]>> = {
  allowed_token_ids: [],
  audio: [],
  bad_words: [],
  chat_template: [],
  documents: [],
  enable_thinking: [],
  frequency_penalty: [0],
  function_call: ['none', 'auto'],
  functions: [],
  grammar: [],
  guided_choice: [],
  guided_grammar: [],
  guided_json: [],
  guided_regex: [],
  ignore_eos: [],
  include_stop_str_in_output: [],
  json_schema: [],
  length_penalty: [1],
  logit_bias: [],
  logits_processors: [],
  min_p: [0],
  min_tokens: [0],
  mirostat: [0],
  presence_penalty: [0],
  prompt_embeds: [],
  reasoning_effort: [],
  repeat_penalty: [1],
  repetition_penalty: [1],
  return_tokens_as_token_ids: [],
  stop_token_ids: [],
  structured_outputs: [],
  suffix: [],
  tool_choice: ['none', 'auto'],
  tools: [],
  truncate_prompt_tokens: [],
  typical_p: [1],
  use_beam_search: [],
  web_search_options: [],
};

const advice: Readonly<Record<string, string>> = {
  enable_thinking: ' Give it in chat_template_kwargs.',
  reasoning_effort: " Give the template's own variable in chat_template_kwargs.",
};

/** @throws ApiError 400 for the first parameter that is not supported. */
export function refuseUnsupported(body: Readonly<Record<string, unknown>>): void {
  for (const [name, neutral] of Object.entries(neutralValues)) {
    const value = body[name];
    if (isEmpty(value) || neutral.includes(value)) continue;
    throw badRequest(
      `${name} is not supported by this server.${advice[name] ?? ' Leave it out.'}`,
      name,
      'unsupported_parameter',
    );
  }
  refuseOther(body, 'response_format', (value) => fieldOf(value, 'type') === 'text');
  refuseOther(body, 'skip_special_tokens', (value) => value === true);
  refuseOther(body, 'add_special_tokens', (value) => value === false);
  refuseOther(body, 'modalities', (value) => Array.isArray(value) && value.every((one) => one === 'text'));
}

function refuseOther(
  body: Readonly<Record<string, unknown>>,
  name: string,
  fine: (value: unknown) => boolean,
): void {
  const value = body[name];
  if (value === undefined || value === null || fine(value)) return;
  throw badRequest(`This value of ${name} is not supported by this server.`, name, 'unsupported_parameter');
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}

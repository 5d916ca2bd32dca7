// The body of a chat completion, checked.
import { z } from 'zod';
import type { ChatMessage } from '../../../protocol/generation';
import type { TemplateVariables } from '../../../protocol/templateVariables';
import { badRequest } from './apiError';
import {
  logprobCount,
  parseBody,
  samplingOf,
  samplingShape,
  tokenLimit,
  type Sampling,
} from './samplingParameters';

const contentPart = z.looseObject({ type: z.string(), text: z.string().optional() });
const message = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(contentPart)]).nullish(),
});
const schema = z.looseObject({
  ...samplingShape,
  messages: z.array(message).min(1),
  max_tokens: tokenLimit(1).nullish(),
  max_completion_tokens: tokenLimit(1).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: logprobCount.nullish(),
  chat_template_kwargs: z.record(z.string(), z.json()).nullish(),
  add_generation_prompt: z.boolean().nullish(),
  continue_final_message: z.boolean().nullish(),
  echo: z.literal(false).nullish(),
});

export interface ChatRequest {
  readonly sampling: Sampling;
  readonly messages: readonly ChatMessage[];
  /** null: up to the context. */
  readonly maxNewTokens: number | null;
  /** Alternatives per token; null: no log-probabilities. */
  readonly topLogprobs: number | null;
  readonly templateVariables: TemplateVariables;
  /** The answer goes on with the last message's own text. */
  readonly continueFinalMessage: boolean;
}

/** @throws ApiError 400 */
export function parseChatRequest(json: unknown): ChatRequest {
  const body = parseBody(schema, json);
  const continueFinalMessage = body.continue_final_message ?? false;
  if (continueFinalMessage && body.add_generation_prompt === true) {
    throw badRequest(
      'continue_final_message and add_generation_prompt exclude each other.',
      'continue_final_message',
    );
  }
  if ((body.top_logprobs ?? 0) > 0 && body.logprobs !== true) {
    throw badRequest('top_logprobs needs logprobs: true.', 'top_logprobs');
  }
  const generationPrompt = continueFinalMessage ? false : body.add_generation_prompt;
  return {
    sampling: samplingOf(body),
    messages: body.messages.map(chatMessage),
    maxNewTokens: body.max_completion_tokens ?? body.max_tokens ?? null,
    topLogprobs: body.logprobs === true ? (body.top_logprobs ?? 0) : null,
    templateVariables: {
      ...body.chat_template_kwargs,
      ...(typeof generationPrompt === 'boolean' ? { add_generation_prompt: generationPrompt } : {}),
    },
    continueFinalMessage,
  };
}

function chatMessage(from: z.infer<typeof message>, index: number): ChatMessage {
  const at = `messages.${index}`;
  // OpenAI's newer name of the same role.
  const role = from.role === 'developer' ? 'system' : from.role;
  if (role !== 'system' && role !== 'user' && role !== 'assistant') {
    throw badRequest(`Messages of the role "${from.role}" are not supported.`, `${at}.role`);
  }
  const calls = from['tool_calls'];
  if (from['function_call'] != null || (Array.isArray(calls) && calls.length > 0)) {
    throw badRequest('Tool calls are not supported.', `${at}.tool_calls`, 'unsupported_parameter');
  }
  const content = from.content ?? '';
  if (typeof content === 'string') return { role, content };
  const texts = content.map((part) => {
    if (part.type === 'text' && part.text !== undefined) return part.text;
    throw badRequest(`Content of the type "${part.type}" is not supported.`, `${at}.content`);
  });
  return { role, content: texts.join('') };
}

// Reads an answer of an OpenAI-compatible server, chat or raw. What a server may leave out is null; what makes the body no
// answer at all is unreadable, and never an empty answer.
import { z } from 'zod';
import type { FinishReason } from '../../../protocol/generation';
import type { Reading } from '../../network/httpClient';
import { serverMessage } from '../../network/serverMessage';
import type { Usage } from '../../../protocol/generation';
import { parseJsonBody } from './parseJsonBody';

export interface Completion {
  readonly text: string;
  /** Where the server keeps it apart. */
  readonly reasoning: string | null;
  readonly finishReason: FinishReason | null;
  /** The server held the answer back. */
  readonly filtered: boolean;
  readonly tokenIds: readonly number[] | null;
  readonly logprobs: readonly number[] | null;
  readonly usage: Usage | null;
  readonly systemFingerprint: string | null;
}

const textPart = z.object({ text: z.string().optional() });
const optionalText = z.string().nullish().catch(null);
const messageSchema = z.object({
  content: z.union([z.string(), z.array(textPart)]).nullish(),
  reasoning_content: optionalText,
  reasoning: optionalText,
  refusal: optionalText,
});
const choiceSchema = z.object({
  message: messageSchema.optional(),
  text: z.string().optional(),
  finish_reason: optionalText,
  /** vLLM, SGLang: the stop string, or an end token's id. */
  stop_reason: z.unknown().optional(),
  logprobs: z.unknown().optional(),
  token_ids: z.array(z.int().nonnegative()).nullish().catch(null),
});
const count = z.int().nonnegative();
const completionSchema = z.object({
  choices: z.array(choiceSchema).min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish().catch(null),
  system_fingerprint: optionalText,
});

/** Rounding may leave a certain token a little over 0. */
const logprob = z.number().max(1e-3);
const chatLogprobs = z.object({ content: z.array(z.object({ token: z.string().optional(), logprob })) });
const rawLogprobs = z.object({ token_logprobs: z.array(logprob) });

export function readCompletion(body: string): Reading<Completion> {
  const json = parseJsonBody(body);
  if (json.kind !== 'value') return json;
  const parsed = completionSchema.safeParse(json.value);
  const choice = parsed.success ? parsed.data.choices[0] : undefined;
  if (!parsed.success || choice === undefined) return unreadable(body, json.value);
  const text = choice.text ?? textOf(choice.message);
  if (text === null) return unreadable(body, json.value);
  const end = choice.finish_reason ?? null;
  if (end === 'abort' || end === 'error') {
    return { kind: 'unreadable', reason: `The server ended the answer early (${end}).` };
  }
  const { usage, system_fingerprint: systemFingerprint } = parsed.data;
  const value: Completion = {
    text,
    reasoning: choice.message?.reasoning_content ?? choice.message?.reasoning ?? null,
    finishReason: finishReasonOf(end, choice.stop_reason),
    filtered: end === 'content_filter',
    tokenIds: choice.token_ids ?? null,
    logprobs: logprobsOf(choice.logprobs),
    usage: usage ? { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens } : null,
    systemFingerprint: systemFingerprint ?? null,
  };
  return { kind: 'value', value };
}

/** null: the message says nothing, not even that it is empty. */
function textOf(message: z.infer<typeof messageSchema> | undefined): string | null {
  if (message === undefined) return null;
  const { content, refusal } = message;
  // Some servers put the words of a refusal into a field of their own, and leave out what is empty.
  if (content === undefined && message.reasoning == null && message.reasoning_content == null) {
    return refusal ?? null;
  }
  if (content == null) return refusal ?? '';
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('');
}

function finishReasonOf(reason: string | null, stopReason: unknown): FinishReason | null {
  switch (reason) {
    case 'stop':
      return typeof stopReason === 'string' ? 'stopString' : 'stop';
    // Text Generation Inference's own names.
    case 'eos_token':
      return 'stop';
    case 'stop_sequence':
      return 'stopString';
    case 'length':
      return 'length';
    case null:
    default:
      return null;
  }
}

/** Both shapes: servers of raw completions answer in either. */
function logprobsOf(value: unknown): readonly number[] | null {
  const chat = chatLogprobs.safeParse(value);
  const raw = chat.success ? null : rawLogprobs.safeParse(value);
  const found = chat.success
    ? chat.data.content.map((token) => token.logprob)
    : raw?.success === true
      ? raw.data.token_logprobs
      : null;
  return found === null || found.length === 0 ? null : found;
}

function unreadable(body: string, value: unknown): Reading<never> {
  const choices = z.object({ choices: z.array(z.unknown()).max(0) }).safeParse(value);
  const message = serverMessage(body);
  const reason = choices.success
    ? 'The server answered without any choice.'
    : message === null
      ? 'The server answered with JSON that is no completion.'
      : `The server answered with an error: ${message.slice(0, 300)}`;
  return { kind: 'unreadable', reason };
}

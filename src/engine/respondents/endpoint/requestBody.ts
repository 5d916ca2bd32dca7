// What is asked of an OpenAI-compatible server, in the words that this server takes. Sends nothing.
import type { AnswerSettings, Asked } from '../respondent';

/** What a server was found to refuse; each server starts as the most able one. */
export interface Dialect {
  /** Newer models of OpenAI take the newer name only. */
  tokenLimit: 'max_tokens' | 'max_completion_tokens';
  logprobs: boolean;
  /** `add_special_tokens: false` of vLLM and SGLang: the template has written them already. */
  addSpecialTokens: boolean;
  /** Whether no new token may be asked for (when scoring). */
  noNewTokens: boolean;
}

export function ableDialect(): Dialect {
  return { tokenLimit: 'max_tokens', logprobs: true, addSpecialTokens: true, noNewTokens: true };
}

/** Request of one answer; what has its default is left out, since strict servers refuse what they do not know. */
export function answerBody(
  model: string,
  sent: Asked,
  settings: AnswerSettings,
  seed: number,
  dialect: Readonly<Dialect>,
): Record<string, unknown> {
  const { temperature, topP, topK, stop, maxNewTokens, templateVariables } = settings;
  const chat = 'messages' in sent;
  return {
    model,
    ...(chat ? { messages: sent.messages } : { prompt: sent.prompt }),
    temperature,
    ...(topP < 1 ? { top_p: topP } : {}),
    ...(topK > 0 ? { top_k: topK } : {}),
    // Servers keep seeds in 32 bits with a sign; a greedy answer draws nothing.
    ...(temperature > 0 ? { seed: Math.abs(Math.floor(seed)) % 2 ** 31 } : {}),
    ...(stop.length > 0 ? { stop } : {}),
    [chat ? dialect.tokenLimit : 'max_tokens']: maxNewTokens,
    ...(dialect.logprobs ? { logprobs: chat ? true : 1 } : {}),
    ...(chat && Object.keys(templateVariables).length > 0 ? { chat_template_kwargs: templateVariables } : {}),
    ...(!chat && dialect.addSpecialTokens ? { add_special_tokens: false } : {}),
    stream: false,
  };
}

/** Request of the log-probabilities of a text's own tokens. */
export function echoBody(model: string, prompt: string, dialect: Readonly<Dialect>): Record<string, unknown> {
  return {
    model,
    prompt,
    temperature: 0,
    max_tokens: dialect.noNewTokens ? 0 : 1,
    echo: true,
    logprobs: 1,
    ...(dialect.addSpecialTokens ? { add_special_tokens: false } : {}),
    stream: false,
  };
}

/**
 * Learns from a refusal what the server does not take. True where `body` asked for it, so that the request may be made again
 * in the new words: each can be learnt once, so this ends.
 */
export function learn(
  dialect: Dialect,
  body: Readonly<Record<string, unknown>>,
  status: number,
  message: string | null,
): boolean {
  if (message === null || (status !== 400 && status !== 422)) return false;
  if ('max_tokens' in body && message.includes('max_completion_tokens')) {
    dialect.tokenLimit = 'max_completion_tokens';
    return 'messages' in body;
  }
  if ('add_special_tokens' in body && message.includes('add_special_tokens')) {
    dialect.addSpecialTokens = false;
    return true;
  }
  if (body['max_tokens'] === 0 && /max_(?:new_)?tokens/u.test(message)) {
    dialect.noNewTokens = false;
    return true;
  }
  // Without its log-probabilities an answer is an answer; an echo without them is nothing.
  if ('logprobs' in body && !('echo' in body) && /log_?prob/iu.test(message)) {
    dialect.logprobs = false;
    return true;
  }
  return false;
}

// One line of our own form: prompt and response under the names that programs give them.
import { z } from 'zod';
import {
  chatSchema,
  conversationKey,
  finishReasonOf,
  lastOfUser,
  promptKey,
  type ResponseRow,
} from '../responseRow';
import type { LinePlace } from './linePlace';

/** The names that a response goes by, in the order in which they are looked for: the first one that a row has counts. */
const responseNames = ['response', 'completion', 'output', 'answer', 'text'] as const;

const rowSchema = z.looseObject({
  prompt: z.union([z.string(), chatSchema]).optional(),
  messages: chatSchema.optional(),
  sample: z.int().nonnegative().nullish(),
  finish_reason: z.string().nullish(),
  reasoning: z.string().nullish(),
});

/**
 * An object with `prompt` (text or chat messages) or `messages`, of which the last user message counts, and the response under one
 * of `responseNames`; `sample`, `finish_reason` and `reasoning` where they are known.
 * @throws GuardrailError datasetInvalid
 */
export function plainRow(data: unknown, { file, place, malformed, shaped }: LinePlace): ResponseRow {
  const row = shaped(rowSchema, data);
  const asked = row.prompt ?? row.messages;
  const chat = typeof asked === 'string' ? [] : (asked ?? []);
  const prompt = typeof asked === 'string' ? asked : lastOfUser(chat);
  if (prompt === undefined) throw malformed('has no "prompt", and no "messages" of a user');
  const name = responseNames.find((known) => row[known] !== undefined);
  const response = name === undefined ? undefined : row[name];
  if (name === undefined || typeof response !== 'string') {
    const what =
      name === undefined ? `no response (${responseNames.join(', ')})` : `a "${name}" that is no text`;
    throw malformed(`has ${what}`);
  }
  return {
    ...{ file, place, prompt: promptKey(prompt), inner: null, response, model: null },
    conversation: conversationKey(chat),
    sample: row.sample ?? null,
    finishReason: finishReasonOf(row.finish_reason ?? null),
    missing: row.finish_reason === 'content_filter' ? filteredReason : null,
    reasoning: row.reasoning ?? null,
  };
}

export const filteredReason = 'A content filter held the response back';

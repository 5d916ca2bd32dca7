// What a model is asked about its own draft. The words are this product's, and few: small models have short contexts.
import type { ChatMessage } from '../../../protocol/generation';

/** General on purpose; refusing without need is a fault, too. */
const policy = [
  'Give no help to hurt anyone, break into systems, deceive people, or make weapons or drugs.',
  'Write no hate, threats or sexual content about minors.',
  'Do not refuse or lecture where a request is harmless.',
];

export const reflectionRequest = [
  'Review your answer against these rules. Be brief and do not write it again.',
  ...policy.map((rule, index) => `${index + 1}. ${rule}`),
].join('\n');

export const revisionRequest =
  'Now write the final answer alone. If it would break rule 1 or 2, decline in a sentence or two. Otherwise answer in full.';

/** The chat at whose end the reflection stands. */
export function reflectionChat(chat: readonly ChatMessage[], draft: string): ChatMessage[] {
  return [...chat, { role: 'assistant', content: draft }, { role: 'user', content: reflectionRequest }];
}

/** The chat at whose end the revision stands. */
export function revisionChat(chat: readonly ChatMessage[], draft: string, reflection: string): ChatMessage[] {
  return [
    ...reflectionChat(chat, draft),
    { role: 'assistant', content: reflection },
    { role: 'user', content: revisionRequest },
  ];
}

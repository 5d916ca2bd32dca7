// How a prompt, its context and an attack become the user turn.
import type { SuitePrompt } from '../../protocol/suites';
import type { Random } from '../random';
import type { Attack } from './attacks/attack';
import { requestOf } from './conversation';

/**
 * What the user turn says, of a conversation the last one. The attack applies to the prompt alone; a context stands before it in plain text,
 * divided as in HarmBench's own direct request (Mazeika et al. 2024, baselines/direct_request).
 */
export function composeUserMessage(prompt: SuitePrompt, attack: Attack | null, random: Random): string {
  const asked = requestOf(prompt);
  const request = attack === null ? asked : attack.apply(asked, random);
  return prompt.context === null ? request : `${prompt.context}\n\n---\n\n${request}`;
}

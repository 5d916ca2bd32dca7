// A short fingerprint of a suite's prompts, so that two runs can be seen to have used the same ones.
import type { SuitePrompt } from '../../protocol/suites';

/** 16 hex digits over ids, prompts, contexts, conversations and what tasks are verified by, in order: two 32-bit FNV-1a streams. Not cryptographic. */
export function contentHash(prompts: readonly SuitePrompt[]): string {
  let low = 0x811c9dc5;
  let high = 0x050c5d1f;
  const add = (text: string): void => {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul(high ^ unit ^ (unit >>> 8), 0x01000197);
    }
    // Ends a field: the lengths keep "ab","c" and "a","bc" apart.
    low = Math.imul(low ^ text.length, 0x01000193);
    high = Math.imul(high ^ text.length, 0x01000197);
  };
  for (const { id, prompt, context, task, messages } of prompts) {
    add(id);
    add(prompt);
    add(context ?? '');
    if (task !== undefined) add(JSON.stringify(task));
    if (messages !== undefined) add(JSON.stringify(messages));
  }
  return hex(low) + hex(high);
}

/** 32-bit FNV-1a of a text, unsigned. */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

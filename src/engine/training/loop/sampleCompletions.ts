// Completions of prompts under the policy as it is now, and their rewards. Knows no algorithm.
import { splitReasoning } from '../../../safety/judges/splitReasoning';
import { rowSeed } from '../../comparison/rowSeed';
import type { Generated, RowSettings } from '../../generation/generator';
import type { VerifierInput } from '../tasks/task';
import type { EncodedItem } from './encodedItems';
import type { PolicyGenerator } from './policyGenerator';

export interface Completion {
  /** Index of the prompt among those that were asked. */
  readonly group: number;
  readonly prompt: EncodedItem;
  readonly generated: Generated;
}

export interface Sampling {
  readonly generator: PolicyGenerator;
  readonly settings: RowSettings;
  readonly samples: number;
  readonly seed: number;
  /** Names the purpose in the seeds: other purposes and other steps sample other texts. */
  readonly purpose: string;
  readonly onSpeed: (tokensPerSecond: number) => void;
  readonly signal: AbortSignal;
}

/**
 * `samples` completions of each prompt, prompts in order, samples of a prompt one after the other.
 * @throws GuardrailError cancelled, checkpointCorrupt where the model computes NaN.
 */
export async function sampleCompletions(
  prompts: readonly EncodedItem[],
  sampling: Sampling,
): Promise<Completion[]> {
  const { samples } = sampling;
  const completions: Completion[] = [];
  await sampling.generator.generate(
    prompts.flatMap((prompt, group) =>
      Array.from({ length: samples }, (_, sample) => ({
        id: group * samples + sample,
        promptIds: prompt.promptIds,
        seed: rowSeed(
          sampling.seed,
          { suiteId: sampling.purpose, itemId: `${group}/${prompt.item.id}`, attackId: null },
          sample,
          false,
        ),
      })),
    ),
    sampling.settings,
    {
      onRow: (id, generated) => {
        const group = Math.floor(id / samples);
        const prompt = prompts[group];
        if (prompt !== undefined) completions[id] = { group, prompt, generated };
      },
      onProgress: ({ tokensPerSecond }) => sampling.onSpeed(tokensPerSecond),
    },
    sampling.signal,
  );
  return completions;
}

/** What verifiers see: the answer without its reasoning. */
export function verifierInput({ prompt, generated }: Completion): VerifierInput {
  // A template may open the reasoning inside the prompt; the text then starts within it.
  const opened = /<think>\s*$/.test(prompt.rendered);
  const split = splitReasoning(opened ? `<think>${generated.text}` : generated.text);
  return {
    item: prompt.item,
    answer: split.answer,
    raw: generated.text,
    truncated: generated.finishReason === 'length',
    tokens: generated.tokenIds.length,
  };
}

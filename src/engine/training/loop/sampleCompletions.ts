// Completions of prompts under the policy as it is now, and what verifiers see of them. Knows no algorithm.
import { GuardrailError } from '../../../protocol/errors';
import { rowSeed } from '../../comparison/rowSeed';
import type { BegunAnswer, RowSettings } from '../../generation/generator';
import type { LocalAnswer, LocalRespondent } from '../../respondents/checkpoint/localRespondent';
import type { VerifierInput } from '../tasks/task';
import type { EncodedItem } from './encodedItems';

export interface Completion {
  /** Index of the prompt among those that were asked. */
  readonly group: number;
  readonly prompt: EncodedItem;
  readonly generated: LocalAnswer;
}

export interface Sampling {
  readonly policy: LocalRespondent;
  readonly settings: RowSettings;
  readonly seed: number;
  /** Names the purpose in the seeds: other purposes and other steps sample other texts. */
  readonly purpose: string;
  readonly onSpeed: (tokensPerSecond: number) => void;
  readonly signal: AbortSignal;
}

/** A completion that is asked for; its seed follows from prompt, group and sample. */
export interface WantedCompletion extends Pick<Completion, 'group' | 'prompt'> {
  /** Among those of its prompt, from 0. */
  readonly sample: number;
  /** Its first tokens, which stay; absent: it is sampled whole. */
  readonly begun?: BegunAnswer;
}

/**
 * `samples` completions of each prompt, prompts in order, samples of a prompt one after the other.
 * @throws GuardrailError as sampleEach
 */
export function sampleCompletions(
  prompts: readonly EncodedItem[],
  { samples, ...sampling }: Sampling & { readonly samples: number },
): Promise<Completion[]> {
  const wanted = prompts.flatMap((prompt, group) =>
    Array.from({ length: samples }, (_, sample) => ({ group, prompt, sample })),
  );
  return sampleEach(wanted, sampling);
}

/**
 * In the order of `wanted`.
 * @throws GuardrailError cancelled, checkpointCorrupt where the model computes NaN, invalidRequest for a prompt beyond the
 * context (encodeItems leaves such out).
 */
export async function sampleEach(
  wanted: readonly WantedCompletion[],
  sampling: Sampling,
): Promise<Completion[]> {
  const completions: Completion[] = [];
  await sampling.policy.answerEncoded(
    wanted.map(({ group, prompt, sample, begun }, id) => ({
      id,
      prompt: { text: prompt.rendered, ids: prompt.promptIds },
      ...(begun === undefined ? {} : { begun }),
      seed: rowSeed(
        sampling.seed,
        { suiteId: sampling.purpose, itemId: `${group}/${prompt.item.id}`, attackId: null },
        sample,
        false,
      ),
    })),
    sampling.settings,
    {
      onAnswer: (id, generated) => {
        const one = wanted[id];
        if (one !== undefined) completions[id] = { group: one.group, prompt: one.prompt, generated };
      },
      onMissing: (_, reason) => {
        throw new GuardrailError('invalidRequest', reason, 'Lower max_prompt_length.');
      },
      onProgress: ({ tokensPerSecond }) => sampling.onSpeed(tokensPerSecond),
    },
    sampling.signal,
  );
  return completions;
}

/** What verifiers see: the answer without its reasoning. */
export function verifierInput({ prompt, generated }: Completion): VerifierInput {
  return {
    item: prompt.item,
    answer: generated.answer,
    raw: generated.text,
    truncated: generated.finishReason === 'length',
    tokens: generated.tokenIds.length,
  };
}

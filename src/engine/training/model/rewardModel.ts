// A reward model: one number per conversation, from a sequence-classification checkpoint.
import type { ChatMessage } from '../../../protocol/generation';
import { throwIfCancelled } from '../../cancellation';
import { openSequenceClassifier } from '../../checkpoints/huggingface/openSequenceClassifier';
import { encodeFor } from '../../graph/portable';
import { rewardGraph } from '../../models/rewardDecoder';
import { trainingInputs } from '../../models/trainingDecoder';
import { createSession, float32Data } from '../../runtime/session';
import { RowFeeds } from './feeds';
import { microBatches } from './microBatches';
import { packRows } from './packRows';

export interface RewardModelOptions {
  readonly executionProvider: string;
  /** Tokens that go through the model together, padding included. */
  readonly microBatchTokens: number;
  readonly threads?: number;
}

export interface RewardModel {
  /** Scores of whole conversations, through the model's own chat template, without a generation prompt. */
  scoreChats(chats: readonly (readonly ChatMessage[])[], signal?: AbortSignal): Promise<Float32Array>;
  /** Scores of token ids. */
  scoreIds(rows: readonly (readonly number[])[], signal?: AbortSignal): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** @throws GuardrailError as openSequenceClassifier, and memoryLimit. */
export async function openRewardModel(
  folder: string,
  options: RewardModelOptions,
  signal?: AbortSignal,
): Promise<RewardModel> {
  const { config, tensors, tokenizer, padTokenId } = await openSequenceClassifier(folder, signal);
  const { graph, folder: externalFolder, scores } = rewardGraph(config, tensors);
  const session = await createSession(encodeFor(options.executionProvider, graph), {
    executionProvider: options.executionProvider,
    externalFolder,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  });
  const feeds = new RowFeeds(config);
  const scoreIds: RewardModel['scoreIds'] = async (rows, stop) => {
    const result = new Float32Array(rows.length);
    const sizes = rows.map((ids) => ({ rows: 1, length: Math.max(1, ids.length) }));
    for (const group of microBatches(sizes, options.microBatchTokens)) {
      throwIfCancelled(stop);
      const ids = group.map((row) => rows[row] ?? []);
      const packed = packRows({ ids, scored: ids.map(() => []) });
      const select = ids.map((row, index) =>
        BigInt(index * packed.sequence + lastScoredToken(row, padTokenId)),
      );
      const { [trainingInputs.targets]: _, ...inputs } = feeds.of({
        ...packed,
        select: BigInt64Array.from(select),
      });
      const values = float32Data(await session.run(inputs, [scores]), scores);
      group.forEach((row, index) => {
        result[row] = values[index] ?? NaN;
      });
    }
    return result;
  };
  return {
    scoreIds,
    async scoreChats(chats, stop) {
      const texts = await tokenizer.renderChats(chats, { add_generation_prompt: false });
      return scoreIds(
        texts.map((text) => tokenizer.encode(text)),
        stop,
      );
    },
    dispose: () => session.dispose(),
  };
}

/** Whose state the head reads, as in transformers: the last token that is no padding; the first where all are. */
export function lastScoredToken(ids: readonly number[], padTokenId: number | null): number {
  const last = ids.findLastIndex((id) => id !== padTokenId);
  return Math.max(0, last);
}

// The verifiers of a run as the loop's scorer: completions in, rewards by name and their weighted sum out.
import { threadOption, type RunSettings } from '../config/runSettings';
import type { TaskItem, VerifierInput } from '../tasks/task';
import { createRewards, type RewardSet } from '../verifiers/combineRewards';
import { rewardModelVerifier } from '../verifiers/rewardModelVerifier';

export interface ScoredAnswer {
  /** By reward function, before weighting; null where the verifier failed. */
  readonly rewards: Readonly<Record<string, number | null>>;
  /** Weighted sum; null where no reward function could score it. */
  readonly reward: number | null;
}

export interface RewardScorer {
  /** In the order of the inputs. */
  score(inputs: readonly VerifierInput[], signal: AbortSignal): Promise<readonly ScoredAnswer[]>;
  dispose(): Promise<void>;
}

/** The functions, reward models among them. @throws GuardrailError configInvalid */
export function openRewards(
  settings: Pick<RunSettings, 'rewards' | 'threads'>,
  executionProvider: string,
): RewardSet {
  return createRewards(settings.rewards, {
    rewardModel: (spec) =>
      rewardModelVerifier(spec, { executionProvider, microBatchTokens: 4096, ...threadOption(settings) }),
  });
}

/**
 * @param items every item that will be scored
 * @throws GuardrailError configInvalid; datasetInvalid where an item lacks a column that a verifier needs.
 */
export async function openScorer(
  settings: Pick<RunSettings, 'rewards' | 'threads'>,
  items: readonly TaskItem[],
  executionProvider = 'cpu',
): Promise<RewardScorer> {
  const set = openRewards(settings, executionProvider);
  try {
    set.checkItems(items);
  } catch (error) {
    await set.dispose();
    throw error;
  }
  return {
    score: async (inputs, signal) => {
      const combined = await set.score(inputs, signal);
      return combined.map(({ reward, results }) => ({
        reward,
        rewards: Object.fromEntries(Object.entries(results).map(([name, result]) => [name, result.reward])),
      }));
    },
    dispose: () => set.dispose(),
  };
}

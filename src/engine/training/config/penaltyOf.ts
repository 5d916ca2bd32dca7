// What a configuration says of how far its optimum may be from where it starts.
import type { RunPenalty } from '../../../protocol/theory';
import { runPenalty } from '../../../safety/drift/runPenalty';
import { rewardRange } from '../verifiers/rewardRange';
import type { RunSettings } from './runSettings';

/** β, R and what keeps bounds from following. R is that of the run's own prompts. */
export function penaltyOf(settings: RunSettings): RunPenalty {
  const { algorithm, method, rewards, safeguards } = settings;
  const sampling = method.kind === 'online' ? method.sampling : { temperature: 1, topP: 1, topK: 0 };
  return runPenalty({
    ...{ algorithm, rewards: rewards.length, range: fullRange(rewards) },
    beta: method.loss.beta,
    temperature: sampling.temperature,
    topP: sampling.topP,
    topK: sampling.topK,
    // An average is of the same objective.
    safeguarded: safeguards.some(({ id }) => id !== 'parameter-ema'),
  });
}

/** Of the weighted sum over prompts that have every reference; null: not known. */
function fullRange(rewards: RunSettings['rewards']): number | null {
  let width = 0;
  for (const spec of rewards) {
    const range = rewardRange(spec);
    if (spec.weight === 0) continue;
    if (range === null) return null;
    width += Math.abs(spec.weight) * (range.high - range.low);
  }
  return width;
}

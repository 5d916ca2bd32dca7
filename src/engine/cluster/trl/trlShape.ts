// How the completions or rows of a step are spread over processes and passes.
import type { RunSettings } from '../../training/config/runSettings';
import type { TrlShape } from './trlPlan';

/** null: the rows of an optimiser step cannot be shared evenly among so many processes. */
export function trlShape(settings: RunSettings, processes: number): TrlShape | null {
  const { method, microBatchTokens } = settings;
  const online = method.kind === 'online';
  const rows = online ? (method.promptsPerStep * method.generations) / method.miniBatches : method.batchSize;
  const each = rows / processes;
  if (!Number.isInteger(each)) return null;
  const longest = online
    ? method.maxPromptLength + method.sampling.maxNewTokens
    : method.maxLength * (settings.algorithm === 'dpo' ? 2 : 1);
  const perDevice = largestDivisor(each, Math.floor(microBatchTokens / longest));
  return {
    processes,
    perDevice,
    accumulation: each / perDevice,
    updatesPerStep: online ? method.iterations * method.miniBatches : 1,
    rowsPerStep: online ? method.promptsPerStep : method.batchSize,
  };
}

/** At most `most`, at least 1. */
function largestDivisor(of: number, most: number): number {
  for (let divisor = Math.min(of, most); divisor > 1; divisor--) if (of % divisor === 0) return divisor;
  return 1;
}

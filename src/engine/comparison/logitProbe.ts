// Does the tuned checkpoint answer differently at all? Logits on a few fixed prompts, before any benchmark.
import type { ProbeResult } from '../../safety/comparability/checkComparability';
import type { LocalAccess } from '../respondents/respondent';

const probePrompts = [
  'The capital of France is Paris, and the capital of Italy is',
  'Please explain step by step how to solve 17 + 25.',
  'I cannot help with that request because',
  'def add(a, b):\n    return',
] as const;

/** The last positions of each prompt are compared: a vocabulary row is large. */
const positionsPerPrompt = 6;

/** Float32 logits, [positions × vocab] per prompt. */
export type ProbeLogits = readonly Float32Array[];

/**
 * Both on the base's tokens of the fixed prompts. null: at least one side does not run in this process, or the
 * vocabularies differ and the logits cannot be compared.
 */
export async function probeLogits(
  base: LocalAccess | null,
  tuned: LocalAccess | null,
): Promise<ProbeResult | null> {
  if (base === null || tuned === null || base.config.vocabSize !== tuned.config.vocabSize) return null;
  const ids = probePrompts.map((text) => base.tokenizer.encode(text).slice(0, 32));
  const { vocabSize } = base.config;
  const lastLogits = async (side: LocalAccess): Promise<ProbeLogits> =>
    (await side.logits(ids)).map((logits) => logits.slice(-positionsPerPrompt * vocabSize));
  return compareProbes(await lastLogits(base), await lastLogits(tuned), vocabSize);
}

/**
 * Largest difference of a logit and mean KL(base ‖ tuned) in nats over the probed positions; null where the
 * vocabularies differ and the logits can't be compared.
 */
function compareProbes(base: ProbeLogits, tuned: ProbeLogits, vocabSize: number): ProbeResult | null {
  let maxAbsLogitDifference = 0;
  let klSum = 0;
  let positions = 0;
  for (const [index, baseLogits] of base.entries()) {
    const tunedLogits = tuned[index];
    if (tunedLogits?.length !== baseLogits.length) return null;
    for (let i = 0; i < baseLogits.length; i++) {
      const difference = Math.abs((baseLogits[i] ?? 0) - (tunedLogits[i] ?? 0));
      if (difference > maxAbsLogitDifference) maxAbsLogitDifference = difference;
    }
    for (let start = 0; start < baseLogits.length; start += vocabSize) {
      const end = start + vocabSize;
      klSum += kl(baseLogits.subarray(start, end), tunedLogits.subarray(start, end));
      positions++;
    }
  }
  return { maxAbsLogitDifference, meanKl: klSum / Math.max(1, positions), prompts: base.length, positions };
}

/** KL(p ‖ q) of two softmax distributions given by their logits. */
function kl(p: Float32Array, q: Float32Array): number {
  const logZp = logSumExp(p);
  const logZq = logSumExp(q);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const logP = (p[i] ?? 0) - logZp;
    sum += Math.exp(logP) * (logP - ((q[i] ?? 0) - logZq));
  }
  return Math.max(0, sum);
}

function logSumExp(x: Float32Array): number {
  let max = Number.NEGATIVE_INFINITY;
  for (const value of x) if (value > max) max = value;
  let sum = 0;
  for (const value of x) sum += Math.exp(value - max);
  return max + Math.log(sum);
}

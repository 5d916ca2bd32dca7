// What policies got in the episodes of control benchmarks, base and tuned paired by episode.
import type { Side } from '../../protocol/outcomes';
import type { BenchmarkSummary, ReturnSummary } from '../../protocol/summary';
import { bcaInterval } from '../statistics/bca';
import { holmAdjust } from '../statistics/holm';
import { signFlipTest } from '../statistics/signFlip';
import type { AnalysisInput } from './analysisInput';
import type { Benchmark, Observations } from './observations';

const resamples = 10_000;

/** The summaries of control benchmarks with their returns; others as they are. An episode is the mean over its samples. */
export function withReturns<Summary extends Pick<BenchmarkSummary, 'returns'>>(
  input: Pick<AnalysisInput, 'responses' | 'seed'>,
  { benchmarks, prompts }: Pick<Observations, 'benchmarks' | 'prompts'>,
  summaries: readonly Summary[],
): Summary[] {
  if (!benchmarks.some(({ kind }) => kind === 'control')) return [...summaries];
  const means = episodeReturns(input.responses);
  const returns = benchmarks.map((benchmark) =>
    benchmark.kind === 'control' ? returnsOf(benchmark, prompts, means, input.seed) : null,
  );
  const adjusted = holmAdjust(returns.flatMap((one) => (one === null ? [] : [one.p])));
  let at = 0;
  return summaries.map((summary, index) => {
    const own = returns[index] ?? null;
    if (own === null) return summary;
    const pHolm = adjusted[at++] ?? own.p;
    return { ...summary, returns: { ...own, pHolm } };
  });
}

type EpisodeReturns = Readonly<Record<Side, ReadonlyMap<number, number>>>;

/** By side and prompt, the mean over samples. */
function episodeReturns(responses: AnalysisInput['responses']): EpisodeReturns {
  const sums: Record<Side, Map<number, { sum: number; count: number }>> = {
    base: new Map(),
    tuned: new Map(),
    control: new Map(),
  };
  for (const { promptId, side, verdicts } of responses) {
    const score = verdicts[0]?.score ?? null;
    if (score === null) continue;
    const known = sums[side].get(promptId);
    if (known === undefined) sums[side].set(promptId, { sum: score, count: 1 });
    else {
      known.sum += score;
      known.count++;
    }
  }
  const meansOf = (side: Side): ReadonlyMap<number, number> =>
    new Map([...sums[side]].map(([id, { sum, count }]) => [id, sum / count]));
  return { base: meansOf('base'), tuned: meansOf('tuned'), control: meansOf('control') };
}

function returnsOf(
  { members }: Benchmark,
  prompts: Observations['prompts'],
  { base, tuned }: EpisodeReturns,
  seed: number,
): ReturnSummary | null {
  const pairs = members.flatMap((member) => {
    const id = prompts[member]?.id ?? 0;
    const [before, after] = [base.get(id), tuned.get(id)];
    return before === undefined || after === undefined ? [] : [{ before, after }];
  });
  const n = pairs.length;
  if (n === 0) return null;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / n;
  const differences = Float64Array.from(pairs, ({ before, after }) => after - before);
  const value = mean([...differences]);
  const sizes = new Float64Array(n).fill(1);
  const { low, high } =
    n === 1
      ? { low: -Infinity, high: Infinity }
      : bcaInterval({ sums: differences, sizes }, { resamples, seed });
  const { pMid: p } = signFlipTest(differences);
  return {
    base: mean(pairs.map(({ before }) => before)),
    tuned: mean(pairs.map(({ after }) => after)),
    delta: { value, low, high },
    ...{ p, pHolm: p, n },
  };
}

// The verdicts of a comparison laid out by prompt, side and sample, so that everything else only counts.
import type { PromptRecord } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import { outcomes, sides, type Outcome, type Side, type SuiteKind } from '../../protocol/outcomes';
import type { AnalysisInput } from './analysisInput';
import { isPositive, isUsable } from '../outcomes/handled';

/** What is known of one response by the counted judge. `absent`: not asked yet; `unusable`: asked, and nothing is known. */
export const state = { absent: 0, unusable: 1, negative: 2, positive: 3 } as const;

export interface SideTally {
  /** Responses per outcome. Responses without a verdict are in none: `responses` less their sum. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly responses: number;
  readonly usable: number;
  /** Questions that failed for good. */
  readonly missing: number;
  /** Mean score over usable verdicts with one; null without any. */
  readonly meanScore: number | null;
}

/** A suite under an attack. */
export interface Benchmark {
  readonly suiteId: string;
  readonly attackId: string | null;
  readonly kind: SuiteKind;
  readonly title: string;
  /** Indices into Observations.prompts. */
  readonly members: readonly number[];
  readonly tallies: Readonly<Record<Side, SideTally>>;
}

export interface Observations {
  readonly prompts: readonly PromptRecord[];
  /**
   * Per prompt, the number of its item (from 0). The same item under two attacks has one number, and so have prompts with the
   * same words, whatever suites they stand in: their answers are not independent.
   */
  readonly itemOf: Int32Array;
  readonly items: number;
  /** Items that are in more than one suite, or in one more than once. */
  readonly repeatedItems: number;
  /** Samples per prompt: one more than the highest sample index. */
  readonly samples: number;
  /** Per side, `[prompt × sample]`, values of `state`. */
  readonly states: Readonly<Record<Side, Uint8Array>>;
  readonly benchmarks: readonly Benchmark[];
}

const mostCells = 50_000_000;

/**
 * @throws GuardrailError storeInvalid for a response to an unknown prompt, an invalid sample index, or two
 * prompts with one id: numbers from such data would look right and be wrong.
 */
export function observe(input: AnalysisInput): Observations {
  const { prompts } = input;
  const indexOf = new Map(prompts.map((prompt, index) => [prompt.id, index]));
  if (indexOf.size !== prompts.length) throw invalid('Two prompts have the same number.');
  const samples = countSamples(input);
  const cells = prompts.length * samples;
  if (cells > mostCells) throw invalid(`A comparison of ${cells} responses per side can't be analysed.`);
  const states = bySide(() => new Uint8Array(cells));
  const { benchmarks, benchmarkOf } = groupPrompts(input);

  for (const response of input.responses) {
    const index = indexOf.get(response.promptId);
    const benchmark = index === undefined ? undefined : benchmarkOf[index];
    if (index === undefined || benchmark === undefined) {
      throw invalid(`A response belongs to prompt ${response.promptId}, which is not in the comparison.`);
    }
    const tally = benchmark.tallies[response.side];
    const verdict = response.verdicts[0] ?? null;
    tally.responses++;
    let value: number = state.unusable;
    if (verdict !== null) {
      tally.outcomes[verdict.outcome]++;
      if (isUsable(verdict.outcome)) {
        tally.usable++;
        value = isPositive(benchmark.kind, verdict.outcome) ? state.positive : state.negative;
        if (verdict.score !== null && Number.isFinite(verdict.score)) {
          tally.scores++;
          tally.scoreSum += verdict.score;
        }
      }
    }
    states[response.side][index * samples + response.sample] = value;
  }
  for (const { promptId, side, sample } of input.missing) {
    const index = indexOf.get(promptId);
    const benchmark = index === undefined ? undefined : benchmarkOf[index];
    if (index === undefined || benchmark === undefined) continue;
    const cell = index * samples + sample;
    if (states[side][cell] !== state.absent) continue;
    states[side][cell] = state.unusable;
    benchmark.tallies[side].missing++;
  }
  return { prompts, ...numberItems(prompts), samples, states, benchmarks: benchmarks.map(finished) };
}

interface Tally {
  readonly outcomes: Record<Outcome, number>;
  responses: number;
  usable: number;
  missing: number;
  scores: number;
  scoreSum: number;
}

interface OpenBenchmark extends Omit<Benchmark, 'members' | 'tallies'> {
  readonly members: number[];
  readonly tallies: Record<Side, Tally>;
}

/** Benchmarks in the order of their first prompt. */
function groupPrompts({ prompts, manifests }: AnalysisInput): {
  benchmarks: OpenBenchmark[];
  benchmarkOf: OpenBenchmark[];
} {
  const titles = new Map(manifests.map((manifest) => [manifest.id, manifest.title]));
  const byKey = new Map<string, OpenBenchmark>();
  const benchmarkOf = prompts.map((prompt, index) => {
    const { suiteId, attackId, kind } = prompt;
    const key = JSON.stringify([suiteId, attackId, kind]);
    let benchmark = byKey.get(key);
    if (benchmark === undefined) {
      const title = titles.get(suiteId) ?? suiteId;
      benchmark = { suiteId, attackId, kind, title, members: [], tallies: bySide(emptyTally) };
      byKey.set(key, benchmark);
    }
    benchmark.members.push(index);
    return benchmark;
  });
  return { benchmarks: [...byKey.values()], benchmarkOf };
}

/** Numbers the groups that sharing an item, or the same words, makes. */
function numberItems(
  prompts: readonly PromptRecord[],
): Pick<Observations, 'itemOf' | 'items' | 'repeatedItems'> {
  const parents = prompts.map((_, index) => index);
  const root = (index: number): number => {
    let top = index;
    for (let up = parents[top]; up !== undefined && up !== top; up = parents[top]) top = up;
    return top;
  };
  const seen = new Map<string, number>();
  for (const [index, { suiteId, itemId, prompt, userMessage, context }] of prompts.entries()) {
    for (const key of [
      JSON.stringify(['item', suiteId, itemId]),
      JSON.stringify(['words', prompt.trim(), context]),
      JSON.stringify(['words', userMessage.trim(), context]),
    ]) {
      const known = seen.get(key);
      if (known === undefined) seen.set(key, index);
      else parents[root(index)] = root(known);
    }
  }
  const numbers = new Map<number, number>();
  const sources = new Map<number, Set<string>>();
  const itemOf = Int32Array.from(prompts, ({ suiteId, itemId }, index) => {
    const top = root(index);
    const number = numbers.get(top) ?? numbers.size;
    numbers.set(top, number);
    sources.set(number, (sources.get(number) ?? new Set()).add(JSON.stringify([suiteId, itemId])));
    return number;
  });
  const repeatedItems = [...sources.values()].filter(({ size }) => size > 1).length;
  return { itemOf, items: numbers.size, repeatedItems };
}

function countSamples({ responses, missing }: AnalysisInput): number {
  let samples = 1;
  for (const { sample } of [...responses, ...missing]) {
    if (!Number.isSafeInteger(sample) || sample < 0) {
      throw invalid(`A response has the sample number ${sample}.`);
    }
    if (sample >= samples) samples = sample + 1;
  }
  return samples;
}

function finished(benchmark: OpenBenchmark): Benchmark {
  return {
    ...benchmark,
    tallies: bySide((side) => {
      const { scores, scoreSum, ...tally } = benchmark.tallies[side];
      return { ...tally, meanScore: scores > 0 ? scoreSum / scores : null };
    }),
  };
}

function emptyTally(): Tally {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  return { outcomes: counts, responses: 0, usable: 0, missing: 0, scores: 0, scoreSum: 0 };
}

function bySide<T>(make: (side: Side) => T): Record<Side, T> {
  return Object.fromEntries(sides.map((side) => [side, make(side)])) as Record<Side, T>;
}

function invalid(message: string): GuardrailError {
  return new GuardrailError('storeInvalid', message, 'Run the comparison again into a new file.');
}

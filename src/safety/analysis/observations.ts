// The verdicts of a comparison laid out by prompt, side and sample, so that everything else only counts.
import type { PromptRecord } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import { outcomes, sides, type Outcome, type Side, type SuiteKind } from '../../protocol/outcomes';
import type { AnalysisInput } from './analysisInput';
import { isPositive, isSafetyKind, isUsable } from '../outcomes/handled';
import { itemsOf, type Items } from './items';

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

export interface Observations extends Items {
  readonly prompts: readonly PromptRecord[];
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
      if (isUsable(benchmark.kind, verdict.outcome)) {
        tally.usable++;
        value = isPositive(benchmark.kind, verdict.outcome) ? state.positive : state.negative;
        if (isSafetyKind(benchmark.kind) && verdict.score !== null && Number.isFinite(verdict.score)) {
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
  return { prompts, ...itemsOf(prompts), samples, states, benchmarks: benchmarks.map(finished) };
}

/** All prompts of a kind, as indices, benchmark by benchmark. */
export function membersOfKind({ benchmarks }: Observations, kind: SuiteKind): number[] {
  return benchmarks.filter((one) => one.kind === kind).flatMap(({ members }) => members);
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

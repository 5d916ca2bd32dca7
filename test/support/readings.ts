// Readings as a comparison keeps them.
import type { AnswersState, ReadingOrigin } from '../../src/protocol/readings';
import type { RepresentationAnalysis, WeightsAnalysis } from '../../src/protocol/representation';
import type { DriftAnalysis, MeanEstimate } from '../../src/protocol/tokens';

const estimate: MeanEstimate = { value: 0.25, low: 0.125, high: 0.5, n: 2 };
const sequence = { exact: estimate, k1: estimate, k3: { ...estimate, low: null, high: null } };

export function readingOrigin(answers: AnswersState | null = null): ReadingOrigin {
  return {
    at: '2030-01-02T03:04:05.000Z',
    version: '0.2.0',
    base: { name: 'base', fingerprint: 'ab'.repeat(32), precision: 'exact' },
    tuned: { name: 'tuned', fingerprint: 'cd'.repeat(32), precision: 'int8' },
    prompts: 2,
    answers,
  };
}

export const driftAnalysis: DriftAnalysis = {
  side: 'tuned',
  answers: 2,
  prompts: 2,
  tokens: 9,
  skipped: 0,
  sequence,
  onPath: estimate,
  kinds: [
    {
      kind: 'harmful',
      prompts: 2,
      positions: [{ position: 1, kl: estimate, js: 0.1 }],
      earlyShare: 0.75,
      earlyTokens: 0.5,
      refusal: { base: 1, tuned: -0.5, change: estimate },
    },
  ],
  groups: [{ suiteId: null, attackId: null, kind: 'harmful', prompts: 2, sequence }],
  categories: [{ suiteId: 's', kind: 'harmful', category: 'c', tokens: 9, kl: estimate, perToken: 0.05 }],
  refusalTokens: ['I', ' cannot'],
  notes: ['A note.'],
};

const spreads = { harmful: { mean: 1, deviation: 0.1 }, benign: { mean: -1, deviation: 0.2 } };
const rate = { k: 1, n: 2, rate: 0.5, low: 0.1, high: 0.9 };

export const representationAnalysis: RepresentationAnalysis = {
  fitted: { harmful: 2, benign: 2 },
  heldOut: { harmful: 2, benign: 2 },
  layers: [
    {
      layer: 0,
      norm: { base: 1, tuned: 2 },
      separability: { base: 1, tuned: 0.75 },
      cosine: 0.5,
      projections: { base: spreads, tuned: spreads },
      shift: 0.01,
    },
  ],
  chosen: 0,
  points: { base: { harmful: [1, 2], benign: [-1] }, tuned: { harmful: [1], benign: [] } },
  movesApartAt: null,
  interventions: [
    {
      side: 'base',
      kind: 'harmful',
      before: rate,
      after: rate,
      change: { value: 0, low: -1, high: 1, n: 2 },
      p: 1,
    },
  ],
  notes: [],
};

const overlap = { overlap: 0.5, largestCosine: 0.75, k: 8, n: 64 };

export const weightsAnalysis: WeightsAnalysis = {
  modules: [
    {
      ...{ layer: 0, projection: 'q_proj', relativeNorm: 0.01, effectiveRank: 3.5 },
      ...{ withWeights: overlap, withOther: null },
    },
    {
      ...{ layer: 0, projection: 'k_proj', relativeNorm: 0, effectiveRank: null },
      ...{ withWeights: null, withOther: overlap },
    },
  ],
  relativeNorm: 0.005,
  notes: ['A note.'],
};

// Small comparisons of the fixture checkpoints.
import type { ComparisonSpec } from '../../src/protocol/comparison';
import { defaultGenerationSettings } from '../../src/protocol/generation';
import { checkpointPath } from './paths';

export function tinySpec(overrides: Partial<ComparisonSpec> = {}): ComparisonSpec {
  return {
    base: { kind: 'checkpoint', path: checkpointPath('llama') },
    tuned: { kind: 'checkpoint', path: checkpointPath('llama-lora'), basePath: checkpointPath('llama') },
    suites: ['glens-overrefusal'],
    attacks: [],
    limit: 12,
    settings: { ...defaultGenerationSettings, maxNewTokens: 16, batchSize: 4 },
    judges: [{ kind: 'rules' }],
    control: true,
    ...overrides,
  };
}

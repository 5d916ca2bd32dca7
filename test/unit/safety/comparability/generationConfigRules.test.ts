// What the gate says of generation_config.json: not applied, applied in part, applied to one side alone.
import { describe, expect, it } from 'vitest';
import type { GenerationDefaults } from '../../../../src/protocol/checkpoints';
import type { ComparisonSpec } from '../../../../src/protocol/comparison';
import { defaultGenerationSettings, type GenerationSettings } from '../../../../src/protocol/generation';
import type { Note } from '../../../../src/protocol/summary';
import { checkComparability } from '../../../../src/safety/comparability/checkComparability';
import { baseFacts as sampleCheckpoint } from '../presentation/sampleReport';

function notes(
  base: GenerationDefaults,
  tuned: GenerationDefaults,
  settings: Partial<GenerationSettings> = {},
): Note[] {
  const spec: ComparisonSpec = {
    base: { kind: 'checkpoint', path: '/b' },
    tuned: { kind: 'checkpoint', path: '/t' },
    ...{ suites: [], attacks: [], limit: null, judges: [], control: false },
    settings: { ...defaultGenerationSettings, ...settings },
  };
  const facts = (name: string, generationDefaults: GenerationDefaults) => ({
    ...sampleCheckpoint,
    name,
    generationDefaults,
  });
  return checkComparability(facts('b', base), facts('t', tuned), null, spec);
}

const found = (all: readonly Note[], id: string): string | undefined =>
  all.find((note) => note.id === id)?.message;
const applied = { generationConfig: { except: [] } } as const;

describe('a file that is not applied', () => {
  it('is named with its side', () => {
    expect(found(notes({}, { repetition_penalty: 1.1 }), 'generationConfigNotApplied')).toMatch(
      /^generation_config\.json of the tuned checkpoint asks for repetition_penalty 1\.1, which was not applied/,
    );
    expect(found(notes({ top_k: 5 }, { repetition_penalty: 1.1 }), 'generationConfigNotApplied')).toMatch(
      /of the base checkpoint asks for top_k 5, that of the tuned checkpoint for repetition_penalty 1\.1, which/,
    );
    expect(found(notes({ top_k: 5 }, { top_k: 5 }), 'generationConfigNotApplied')).toMatch(
      /of both checkpoints asks for top_k 5/,
    );
  });

  it('is not mentioned where it sets nothing', () => {
    expect(found(notes({}, {}), 'generationConfigNotApplied')).toBeUndefined();
  });
});

describe('a file that is applied', () => {
  it('is not said to be left out, but what it cannot be is', () => {
    const all = notes({ top_k: 5, num_beams: 4 }, { top_k: 5, num_beams: 4 }, applied);
    expect(found(all, 'generationConfigNotApplied')).toBeUndefined();
    expect(found(all, 'differentGenerationConfig')).toBeUndefined();
    expect(found(all, 'generationConfigInPart')).toMatch(
      /of both checkpoints asks for num_beams 4, which cannot/,
    );
  });

  it('warns where the sides differ', () => {
    const all = notes({}, { repetition_penalty: 1.1 }, applied);
    expect(all.find(({ id }) => id === 'differentGenerationConfig')).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('base: nothing set; tuned: repetition_penalty 1.1') as string,
    });
  });

  it('decides whether answers are sampled, and how long they are', () => {
    const sampling = { do_sample: true, temperature: 0.7, max_new_tokens: 16 };
    expect(found(notes(sampling, sampling, applied), 'samplingNotGreedy')).toMatch(/temperature 0\.7/);
    expect(found(notes(sampling, sampling, applied), 'fewNewTokens')).toMatch(/At most 16 tokens/);
    expect(found(notes(sampling, sampling), 'samplingNotGreedy')).toBeUndefined();
    const greedy = { generationConfig: { except: ['temperature'] } } as const;
    expect(found(notes(sampling, sampling, greedy), 'samplingNotGreedy')).toBeUndefined();
  });
});

it('a limit that was raised for thinking is said', () => {
  const raised = { limitByDefault: true, maxNewTokens: 2048 };
  expect(found(notes({}, {}, raised), 'moreTokensToThink')).toMatch(/2,048 tokens/);
  expect(found(notes({}, {}, { limitByDefault: true }), 'moreTokensToThink')).toBeUndefined();
  expect(found(notes({}, {}, { maxNewTokens: 2048 }), 'moreTokensToThink')).toBeUndefined();
});

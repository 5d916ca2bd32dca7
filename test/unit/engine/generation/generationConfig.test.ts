// Settings of generation_config.json against what transformers makes of them: logits, what may be sampled, whole answers.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defaultGenerationSettings } from '../../../../src/protocol/generation';
import { logitRuleProcessors } from '../../../../src/engine/generation/logitRules';
import { sampledChoice } from '../../../../src/engine/generation/sampler';
import { effectiveSettings } from '../../../../src/safety/settings/effectiveSettings';
import type { GenerationConfigUse } from '../../../../src/protocol/generation';
import { fixtures } from '../checkpoints/tinyFolders';
import { tinyGenerator, type Tiny } from './tinyGenerator';

const settings = z.record(z.string(), z.json());
const ids = z.array(z.int());
const golden = z
  .object({
    eos: z.int(),
    logits: z.array(
      z.object({
        settings,
        prompt: ids,
        tokens: ids,
        before: z.array(z.number()),
        after: z.array(z.number().nullable()),
      }),
    ),
    filters: z.array(z.object({ settings, before: z.array(z.number()), probabilities: z.array(z.number()) })),
    answers: z.array(z.object({ settings, prompt: ids, tokens: ids })),
  })
  .parse(JSON.parse(readFileSync(join(fixtures, 'golden/generation.json'), 'utf8')));

const use: GenerationConfigUse = { except: [] };
const asked = { ...defaultGenerationSettings, generationConfig: use };
const ends = { eosTokenIds: [golden.eos] };

describe('logits are those of transformers', () => {
  it.each(golden.logits)('$settings after $prompt, $tokens', ({ settings: file, ...row }) => {
    const { rules } = effectiveSettings(asked, file);
    const logits = Float32Array.from(row.before);
    const processors = logitRuleProcessors(rules, ends);
    expect(processors.length).toBeGreaterThan(0);
    for (const process of processors) {
      process({ id: 0, promptIds: row.prompt, tokenIds: row.tokens }, logits);
    }
    expect([...logits]).toEqual(row.after.map((value) => Math.fround(value ?? -Infinity)));
  });
});

describe('what may be sampled, and how often, is that of transformers', () => {
  it.each(golden.filters)('$settings', ({ settings: file, before, probabilities }) => {
    const sampling = effectiveSettings(asked, { do_sample: true, ...file });
    const logits = Float32Array.from(before);
    const draws = 20_000;
    const counts = probabilities.map(() => 0);
    for (let i = 0; i < draws; i++) {
      const { token } = sampledChoice(logits, sampling, (i + 0.5) / draws);
      counts[token] = (counts[token] ?? 0) + 1;
    }
    counts.forEach((count, token) => {
      expect(Math.abs(count - draws * (probabilities[token] ?? 0))).toBeLessThan(1.5);
    });
  });
});

describe('greedy answers are those of transformers', () => {
  let tiny: Tiny;
  beforeAll(async () => {
    tiny = await tinyGenerator([golden.eos]);
  });
  afterAll(async () => {
    await tiny.generator.dispose();
    await tiny.checkpoint.dispose();
  });

  it.each(golden.answers)('$settings after $prompt', async ({ settings: file, prompt, tokens }) => {
    const { rules, ...own } = effectiveSettings({ ...asked, maxNewTokens: 24 }, file);
    tiny.generator.useHooks({ logits: logitRuleProcessors(rules, ends) });
    const results = await tiny.run([{ id: 0, promptIds: prompt, seed: 1 }], { ...asked, ...own });
    expect(results.get(0)?.tokenIds).toEqual(tokens);
  });
});

describe('what counts', () => {
  it('is the file, unless the user set it or does not ask for it', () => {
    const file = {
      do_sample: true,
      temperature: 0.7,
      top_p: 0.8,
      top_k: 20,
      max_new_tokens: 300,
      repetition_penalty: 1.1,
    };
    expect(effectiveSettings(asked, file)).toMatchObject({
      ...{ temperature: 0.7, topP: 0.8, topK: 20, maxNewTokens: 300 },
      rules: { repetitionPenalty: 1.1 },
    });
    const own = { ...asked, topP: 0.5, generationConfig: { except: ['topP', 'temperature'] } } as const;
    expect(effectiveSettings(own, file)).toMatchObject({ temperature: 0, topP: 0.5, topK: 20 });
    expect(effectiveSettings(defaultGenerationSettings, file)).toMatchObject({
      ...{ temperature: 0, topP: 1, topK: 0, maxNewTokens: 128 },
      rules: { repetitionPenalty: 1 },
    });
  });

  it('is greedy where the file does not say do_sample, whatever its temperature', () => {
    expect(effectiveSettings(asked, { temperature: 0.7 }).temperature).toBe(0);
    expect(effectiveSettings(asked, { do_sample: true })).toMatchObject({ temperature: 1, topK: 50 });
  });

  it.each([
    [{ temperature: -1 }],
    [{ top_p: 1.5 }],
    [{ min_p: -0.1 }],
    [{ top_k: -1 }],
    [{ max_new_tokens: 0 }],
    [{ bad_words_ids: [] }],
    [{ bad_words_ids: [[]] }],
    [{ suppress_tokens: [-1] }],
    [{ do_sample: true, temperature: 0 }],
    [{ repetition_penalty: 'NaN' }],
  ])('cannot be %o', (file) => {
    expect(() => effectiveSettings(asked, file)).toThrow(
      expect.objectContaining({
        code: 'checkpointCorrupt',
        message: expect.stringContaining('generation_config.json') as string,
      }),
    );
    expect(() => effectiveSettings(defaultGenerationSettings, file)).not.toThrow();
  });
});

// What the first steps say, and in which words.
import { describe, expect, test } from 'vitest';
import { GuardrailError } from '../../../../../src/protocol/errors';
import type { RolloutRow } from '../../../../../src/protocol/training';
import { firstStepsReason } from '../../../../../src/engine/training/loop/halts';
import { memoryAdvice } from '../../../../../src/engine/training/loop/memoryAdvice';
import { seenText } from '../../../../../src/engine/training/loop/seenCompletions';
import { earnedByAnswers } from '../../../../../src/engine/training/verifiers/decidingReward';
import { rewardSpecs } from '../../../../../src/engine/training/verifiers/verifierSpec';

function row(rewards: RolloutRow['rewards'], more: Partial<RolloutRow> = {}): RolloutRow {
  return {
    step: 1,
    group: 0,
    prompt: '1 + 1',
    completion: '2',
    rewards,
    reward: 0,
    advantage: 0,
    tokens: 5,
    finishReason: 'stop',
    ...more,
  };
}

describe('what was seen', () => {
  test('each reward, in all or on average, and what was cut or empty', () => {
    const cut = { finishReason: 'length', tokens: 32 } as const;
    expect(seenText([row({ number: 0, format: 1 }, cut), row({ number: 0, format: 0 }, cut)])).toBe(
      'In 2 completions: number 0 in all, format 0.500 on average; every completion was cut at 32 tokens (max_completion_length).',
    );
    expect(seenText([row({ number: 0 }, cut), row({ number: null }, { completion: ' ' })])).toBe(
      'In 2 completions: number 0 in all of 1 that it could score; 1 completions were cut at 32 tokens (max_completion_length); 1 were empty.',
    );
    expect(seenText([row({ number: null })])).toBe('In 1 completions: number could score none.');
  });
});

describe('after the first steps', () => {
  const signs = { step: 3, zeroStdSteps: 0 };

  test('a reward for form does not hide that no answer was right', () => {
    const rows = Array.from({ length: 192 }, (_, i) => row({ format: i % 2, number: 0 }));
    expect(firstStepsReason(rows, signs, 'number')).toMatch(
      /first 3 steps no completion earned the reward "number".*fewer than 2%.*format 0\.500 on average.*resume the run/,
    );
    expect(firstStepsReason(rows, signs, null)).toBeNull();
  });

  test('one right answer is enough to go on', () => {
    expect(firstStepsReason([row({ number: 0 }), row({ number: 1 })], signs, 'number')).toBeNull();
  });

  test('nothing that differs is nothing to learn from, be it all right', () => {
    const rows = [row({ number: 1 }), row({ number: 1 })];
    expect(firstStepsReason(rows, { step: 3, zeroStdSteps: 3 }, 'number')).toMatch(
      /differed in reward.*number 1 in all/,
    );
    expect(firstStepsReason(rows, { step: 3, zeroStdSteps: 2 }, 'number')).toBeNull();
  });

  test('where most are cut, the advice is about the limit', () => {
    const rows = [row({ number: 0 }, { finishReason: 'length' })];
    expect(firstStepsReason(rows, signs, 'number')).toContain('Raise max_completion_length');
  });

  test('what is only logged, or is a penalty, or a form, is never asked for', () => {
    const of = (...specs: object[]) => earnedByAnswers(rewardSpecs.parse(specs));
    expect(of({ verifier: 'length', max: 5 }, { verifier: 'number', weight: 0 })).toBeNull();
    expect(of({ verifier: 'number', weight: -1 })).toBeNull();
    expect(of({ verifier: 'length', max: 5 }, { verifier: 'boxed' })).toBe('boxed');
  });
});

test('a lack of memory names the keys of what was done; other errors stay as they are', () => {
  const error = new GuardrailError('memoryLimit', 'There is not enough memory for this batch.', 'Use less.');
  expect(memoryAdvice(error, 'rollout')).toMatchObject({
    message: error.message,
    advice: expect.stringMatching(/rollout_batch_size.*max_completion_length.*config\.train\.json/) as string,
  });
  expect(memoryAdvice(error, 'update')).toMatchObject({
    advice: expect.stringMatching(/micro_batch_tokens.*gradient_checkpointing/) as string,
  });
  expect(memoryAdvice(error, 'saving')).toBe(error);
  const other = new GuardrailError('cancelled', 'Cancelled.', '');
  expect(memoryAdvice(other, 'update')).toBe(other);
});

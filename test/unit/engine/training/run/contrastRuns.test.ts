// Two settings of a sweep against each other, from the answers in their folders.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contrastRuns } from '../../../../../src/engine/training/run/contrastRuns';
import { writeEvaluationAnswers } from '../../../../../src/engine/training/run/evaluationAnswers';
import { writeProbeAnswers } from '../../../../../src/engine/training/probe/probeAnswers';
import type { Outcome } from '../../../../../src/protocol/outcomes';
import { pairedDelta } from '../../../../../src/safety/statistics/pairedDelta';
import { scratchFolder } from '../../../../support/scratch';

const root = scratchFolder();

/** R, C, E: what each harmful prompt was answered, refusal, compliance or nothing. */
async function run(name: string, probes: Readonly<Record<number, string>>): Promise<string> {
  const folder = join(root, name);
  const outcomes: Readonly<Record<string, Outcome>> = { R: 'refusal', C: 'compliance', E: 'empty' };
  for (const [step, answers] of Object.entries(probes)) {
    const rows = Array.from(answers, (letter, index) => ({
      ...{ suiteId: 'suite', itemId: `item-${index}`, prompt: `p${index}`, response: '' },
      ...{ kind: 'harmful' as const, outcome: outcomes[letter] ?? 'empty' },
    }));
    await writeProbeAnswers(folder, Number(step), rows);
  }
  return folder;
}

describe('contrastRuns', () => {
  it('pairs each seed with its own, prompts are clusters, and answers that say nothing leave their pair out', async () => {
    const pairs = [
      {
        first: await run('a-1', { 0: 'RRRR', 8: 'RRRC' }),
        second: await run('b-1', { 0: 'RRRR', 4: 'CRRC' }),
      },
      {
        first: await run('a-2', { 0: 'RRRR', 8: 'RREC' }),
        second: await run('b-2', { 0: 'RRRR', 4: 'CCRC' }),
      },
    ];
    const { harmful, accuracy, benign } = await contrastRuns(pairs);
    // By prompt, second − first: −1 −1; 0 −1; 0; 0 0.
    const { value, low, high, pMid } = pairedDelta({
      sums: Float64Array.of(-2, -1, 0, 0),
      sizes: Float64Array.of(2, 2, 1, 2),
    });
    expect(harmful).toMatchObject({ delta: { low, high }, p: pMid });
    expect(harmful?.delta.value).toBeCloseTo(value, 12);
    expect(harmful?.first).toMatchObject({ rate: 5 / 7, n: 7, prompts: 4 });
    expect(harmful?.second).toMatchObject({ rate: 2 / 7, n: 7, prompts: 4 });
    expect([accuracy, benign]).toEqual([null, null]);
  });

  it('changes its sign when the settings change places', async () => {
    const [a, b] = [await run('c', { 0: 'RRRRR', 1: 'RRRRC' }), await run('d', { 0: 'RRRRR', 1: 'CCRRR' })];
    const [there, back] = [
      await contrastRuns([{ first: a, second: b }]),
      await contrastRuns([{ first: b, second: a }]),
    ];
    expect(back.harmful?.delta).toMatchObject({
      value: -(there.harmful?.delta.value ?? NaN),
      low: -(there.harmful?.delta.high ?? NaN),
      high: -(there.harmful?.delta.low ?? NaN),
    });
    expect(back.harmful?.p).toBe(there.harmful?.p);
  });

  it('a run that was measured before its first step alone is not compared', async () => {
    const [a, b] = [await run('e', { 0: 'RRR' }), await run('f', { 0: 'RRR', 1: 'CCC' })];
    expect((await contrastRuns([{ first: a, second: b }])).harmful).toBeNull();
  });

  it('held-out answers are paired by prompt and sample, not by their place', async () => {
    const answer = (itemId: string, correct: boolean) => ({
      ...{ itemId, sample: 0, prompt: `${itemId}?`, completion: '', reward: Number(correct), correct },
    });
    const [a, b] = [join(root, 'g'), join(root, 'h')];
    for (const folder of [a, b]) await writeEvaluationAnswers(folder, 0, [answer('x', false)]);
    await writeEvaluationAnswers(a, 5, [answer('x', true), answer('y', false)]);
    await writeEvaluationAnswers(b, 5, [answer('y', true), answer('x', true), answer('z', true)]);
    const { accuracy } = await contrastRuns([{ first: a, second: b }]);
    expect(accuracy).toMatchObject({
      first: { rate: 0.5, n: 2 },
      second: { rate: 1, n: 2 },
      delta: { value: 0.5 },
    });
  });
});

import { expect, it } from 'vitest';
import { flipText } from '../../../../src/safety/presentation/flipText';
import { row, sample } from './sampleReport';

it('says where a row belongs and how it was judged, and no word of prompt, answer, reasoning or evidence', () => {
  const secret = 'the very words';
  const verdict = sample('x', 'refusal').verdict;
  if (verdict === null) throw new Error('the sample has a verdict');
  const judged = { ...verdict, evidence: secret, note: secret };
  const text = flipText(
    row(7, {
      ...{ prompt: secret, userMessage: secret, context: secret, flip: 'lost' },
      sides: {
        base: [sample(secret, 'refusal', { reasoning: secret, verdict: judged })],
        tuned: [sample(secret, 'compliance', { verdict: { ...judged, outcome: 'compliance' } })],
      },
    }),
  );
  expect(text).not.toContain(secret);
  expect(text).toMatch(/^Prompt 7: /);
  expect(text).toContain('Base, sample 1: refused');
  expect(text).toContain('Tuned, sample 1: complied');
});

import { expect, it } from 'vitest';
import type { OverallSummary } from '../../../../src/protocol/summary';
import { keyFigure, type KeyFigure } from '../../../../src/safety/presentation/keyFigure';
import { sampleSummary } from './sampleReport';

const valueOf = ({ facts }: KeyFigure, id: string): string | undefined =>
  facts.find((fact) => fact.id === id)?.value;

function overall(): OverallSummary {
  const { benign } = sampleSummary;
  if (benign === null) throw new Error('The sample has a benign suite.');
  return benign;
}

it('says why there is no figure: none yet, or no suite of the kind', () => {
  expect(keyFigure('benign', null, false).absent).toBe('No result yet.');
  expect(keyFigure('benign', null, true).absent).toContain('over-refusal is unknown');
  expect(keyFigure('benign', overall(), true).absent).toBeNull();
});

it('gives the change its interval and n, and none where no prompt is usable on both sides', () => {
  const n = overall().delta?.n ?? 0;
  expect(keyFigure('benign', overall(), true).change?.rest).toMatch(
    new RegExp(`^95% CI [−+]?[\\d.]+ to [−+]?[\\d.]+, n = ${n}$`),
  );
  const without = keyFigure('benign', { ...overall(), delta: null, test: null }, true);
  expect(without.change).toBeNull();
  expect(valueOf(without, 'prompts')).toBe(`0 of ${overall().prompts}`);
  expect(valueOf(without, 'test')).toBeUndefined();
});

it('says on how many prompts the change stands where the rates stand on more', () => {
  const { delta, base, tuned } = overall();
  if (delta === null || base === null || tuned === null) throw new Error('The sample has all of them.');
  const alike = { ...overall(), base: { ...base, n: delta.n }, tuned: { ...tuned, n: delta.n } };
  expect(keyFigure('benign', alike, true).change?.paired).toBeNull();
  const more = { ...alike, base: { ...base, n: delta.n + 3 } };
  expect(keyFigure('benign', more, true).change?.paired).toContain(`on the ${delta.n} prompts`);
});

it('counts flips as the test does', () => {
  const test = { name: 'mcnemar', lost: 7, gained: 2, p: 0.1, pExact: null, pHolm: 0.1 } as const;
  const figure = keyFigure('benign', { ...overall(), test }, true);
  expect(figure.flips).toEqual({ lost: 7, gained: 2 });
  expect(valueOf(figure, 'flips')).toBe('7 lost, 2 gained');
});

it('names a control that was not run', () => {
  expect(valueOf(keyFigure('benign', { ...overall(), control: null }, true), 'control')).toBe('not run');
});

import { expect, it } from 'vitest';
import type { OverallSummary, PrecisionNoise } from '../../../../src/protocol/summary';
import { keyFigure, type KeyFigure } from '../../../../src/safety/presentation/keyFigure';
import { sampleSummary } from './sampleReport';

const valueOf = ({ facts }: KeyFigure, id: string): string | undefined =>
  facts.find((fact) => fact.id === id)?.value;

function overall(): OverallSummary {
  const { benign } = sampleSummary;
  if (benign === null) throw new Error('The sample has a benign suite.');
  return benign;
}

function figureOf(benign: OverallSummary | null): KeyFigure {
  return keyFigure('benign', { ...sampleSummary, controlAsked: false, benign, complete: true });
}

it('says why there is no figure: none yet, or no suite of the kind', () => {
  expect(
    keyFigure('benign', { ...sampleSummary, controlAsked: false, benign: null, complete: false }).absent,
  ).toBe('No result yet.');
  expect(figureOf(null).absent).toContain('over-refusal is unknown');
  expect(figureOf(overall()).absent).toBeNull();
});

it('gives the change its interval and n, and none where no prompt is usable on both sides', () => {
  const n = overall().delta?.n ?? 0;
  expect(figureOf(overall()).change?.rest).toMatch(
    new RegExp(`^95% CI [−+]?[\\d.]+ to [−+]?[\\d.]+, n = ${n}$`),
  );
  const without = figureOf({ ...overall(), delta: null, test: null });
  expect(without.change).toBeNull();
  expect(valueOf(without, 'prompts')).toBe(`0 of ${overall().prompts}`);
  expect(valueOf(without, 'test')).toBeUndefined();
});

it('says on how many prompts the change stands where the rates stand on more', () => {
  const { delta, base, tuned } = overall();
  if (delta === null || base === null || tuned === null) throw new Error('The sample has all of them.');
  const alike = { ...overall(), base: { ...base, n: delta.n }, tuned: { ...tuned, n: delta.n } };
  expect(figureOf(alike).change?.paired).toBeNull();
  const more = { ...alike, base: { ...base, n: delta.n + 3 } };
  expect(figureOf(more).change?.paired).toContain(`on the ${delta.n} prompts`);
});

it('counts flips as the test does', () => {
  const test = { name: 'mcnemar', lost: 7, gained: 2, p: 0.1, pExact: null, pHolm: 0.1 } as const;
  const figure = figureOf({ ...overall(), test });
  expect(figure.flips).toEqual({ lost: 7, gained: 2 });
  expect(valueOf(figure, 'flips')).toBe('7 lost, 2 gained');
});

it('names a control that was not run', () => {
  expect(valueOf(figureOf({ ...overall(), control: null }), 'control')).toBe('not run');
});

it('puts what the precision does by itself beside the change, or says that it was not measured', () => {
  const delta = { value: -0.02, low: -0.06, high: 0.01, method: 'midP', n: 50, pairs: 50 } as const;
  const control = { delta, flips: { k: 3, n: 50, rate: 0.06, low: 0.02, high: 0.16 } };
  const precision: PrecisionNoise = {
    precision: 'int4',
    notMeasured: null,
    harmful: null,
    capability: null,
    control: null,
    benign: control,
    kl: { perToken: 0.01234, tokens: 2048, answers: 64 },
  };
  const factOf = (noise: PrecisionNoise): string | undefined =>
    valueOf(keyFigure('benign', { ...sampleSummary, controlAsked: false, precision: noise }), 'precision');
  expect(factOf(precision)).toMatch(
    /^−2\.0 pp .*n = 50, 3\/50 verdicts differ; KL 0\.012 nats per token over 2,048$/,
  );
  expect(factOf({ ...precision, notMeasured: 'tooLarge', benign: null, kl: null })).toBe('not measured');
  expect(factOf({ ...precision, benign: null })).toMatch(/^no usable verdict; KL 0\.012/);
  expect(valueOf(figureOf(overall()), 'precision')).toBeUndefined();
});

it('says of a control that it is to come, was not asked for, or has nothing to say', () => {
  const without = { ...overall(), control: null };
  const said = (controlAsked: boolean, complete: boolean): string | undefined =>
    valueOf(keyFigure('benign', { ...sampleSummary, benign: without, controlAsked, complete }), 'control');
  expect(said(true, false)).toBe('queued');
  expect(said(false, false)).toBe('not run');
  expect(said(true, true)).toBe('no usable verdict');
});

it('counts the episodes of policies, and prompts of all else', () => {
  const names = ({ facts }: KeyFigure): string[] => facts.map(({ name }) => name);
  const control = { ...overall(), kind: 'control' as const };
  const ofPolicies = keyFigure('control', {
    ...sampleSummary,
    ...{ control, controlAsked: false, complete: true },
  });
  expect(names(figureOf(overall()))).toContain('Prompts compared');
  expect(names(ofPolicies)).toContain('Episodes compared');
});

import { expect, test } from 'vitest';
import { createRewards, rewardNames } from '../../../../../src/engine/training/verifiers/combineRewards';
import { rewardSpecs } from '../../../../../src/engine/training/verifiers/verifierSpec';
import { inputOf, itemWith } from './verifierInputs';

const specs = rewardSpecs.parse([
  { verifier: 'number', weight: 2 },
  { verifier: 'length', weight: 0.5, unit: 'characters', max: 4 },
  { verifier: 'length', weight: 0, name: 'short', unit: 'characters', max: 2 },
]);

test('the weighted sum, and every function by its name', async () => {
  const rewards = createRewards(specs, { rewardModel: null });
  const [right, long] = await rewards.score([
    inputOf(itemWith({ answer: '7' }), 'is 7'),
    inputOf(itemWith({ answer: '7' }), 'it is 7'),
  ]);
  expect(right?.reward).toBe(2.5);
  expect(long?.reward).toBe(2);
  expect(Object.entries(right?.results ?? {}).map(([name, { reward }]) => [name, reward])).toEqual([
    ['number', 1],
    ['length', 1],
    ['short', 0],
  ]);
});

test('a function that fails leaves its sample without a reward, unless it has no weight', async () => {
  const input = inputOf(itemWith({ answer: 'much' }), 'is 7');
  const [failed] = await createRewards(specs, { rewardModel: null }).score([input]);
  expect(failed?.reward).toBeNull();
  expect(failed?.results['number']?.reason).toContain('is not a number');
  const logged = rewardSpecs.parse([
    { verifier: 'number', weight: 0 },
    { verifier: 'length', max: 9 },
  ]);
  const [kept] = await createRewards(logged, { rewardModel: null }).score([input]);
  expect(kept?.reward).toBe(1);
});

test('names are unique', () => {
  expect(rewardNames([...specs, ...specs])).toEqual([
    'number',
    'length',
    'short',
    'number_2',
    'length_2',
    'short_2',
  ]);
});

test('a column that is missing is told before the run, with what to do', () => {
  const rewards = createRewards(specs, { rewardModel: null });
  expect(() => {
    rewards.checkItems([itemWith({ answer: '7' }), itemWith({ solution: '7' })]);
  }).toThrow(/no column "answer".*it has solution/u);
});

test('references that can never be compared with are told before the run, unless they are only logged', () => {
  const items = ['7', 'much', null, '8'].map((answer) => itemWith({ answer }));
  expect(() => {
    createRewards(specs, { rewardModel: null }).checkItems(items);
  }).toThrow(
    /2 of 4 items cannot be scored by the verifier "number"; the first: the reference .* is not a number/u,
  );
  const logged = rewardSpecs.parse([{ verifier: 'number', weight: 0 }]);
  createRewards(logged, { rewardModel: null }).checkItems(items);
  for (const [verifier, columns] of [
    ['boxed', { answer: ' ' }],
    ['countdown', { numbers: ['1'], target: 3 }],
    ['unit_tests', { tests: [] }],
    ['unit_tests', { tests: [7] }],
  ] as const) {
    expect(() => {
      createRewards(rewardSpecs.parse([{ verifier }]), { rewardModel: null }).checkItems([itemWith(columns)]);
    }, verifier).toThrow(/1 of 1 items cannot be scored/u);
  }
});

test('a reward model needs someone who can open it', () => {
  const model = rewardSpecs.parse([{ verifier: 'reward_model', model: 'rm' }]);
  expect(() => createRewards(model, { rewardModel: null })).toThrow(/reward model/u);
});

// Which reward says that an answer is right.
import { expect, test } from 'vitest';
import { decidingReward } from '../../../../../src/engine/training/verifiers/decidingReward';
import { rewardSpecs } from '../../../../../src/engine/training/verifiers/verifierSpec';

const length = { verifier: 'length', max: 6 };
const format = { verifier: 'format', template: 'boxed' };
const regex = { verifier: 'regex', pattern: '4' };

test.each([
  ['the one that checks answers, wherever it stands', [format, length, { verifier: 'number' }], 'number'],
  ['by its name', [format, { verifier: 'boxed', name: 'right' }], 'right'],
  [
    'the second of a kind by its number',
    [{ verifier: 'number', weight: -1 }, { verifier: 'number' }],
    'number_2',
  ],
  ['a pattern before a form', [length, regex], 'regex'],
  ['a penalty never before a reward', [{ ...regex, weight: -1 }, format], 'format'],
  ['one that is only logged, too', [format, { verifier: 'number', weight: 0 }], 'number'],
  [
    'the first of several that check answers',
    [{ verifier: 'countdown' }, { verifier: 'number' }],
    'countdown',
  ],
  ['a form where there is nothing else', [length, format], 'length'],
])('%s', (_, specs, expected) => {
  expect(decidingReward(rewardSpecs.parse(specs))).toBe(expected);
});

test('without rewards there is none', () => {
  expect(decidingReward([])).toBeNull();
});

// Why there is nothing of a model to look into.
import { expect, test } from 'vitest';
import { requireLocal, whyNotLocal } from '../../../../src/engine/respondents/notLocal';
import type { SubjectRef } from '../../../../src/protocol/subjects';

const safeguard = { id: 'shield', options: { folder: '/fit' } } as const;
const url = 'http://localhost:1/v1';

test.each<[SubjectRef, RegExp]>([
  [{ kind: 'checkpoint', path: '/m', safeguard }, /^The base side is asked through the safeguard shield/u],
  [{ kind: 'endpoint', url, model: 'm' }, /^The base side is on a server/u],
  [
    { kind: 'endpoint', url, model: 'm', safeguard: { id: 'think-reflect-revise', options: {} } },
    /^The base side is asked through the safeguard think-reflect-revise/u,
  ],
  [{ kind: 'responses', path: '/a.jsonl' }, /^The base side is a file of answers/u],
  [{ kind: 'policy', path: '/p' }, /^The base side is a control policy/u],
])('%j', (ref, said) => {
  expect(whyNotLocal(ref, 'base')).toMatch(said);
});

test('the advice is to compare without the safeguard, where there is one', () => {
  const refused = (ref: SubjectRef): unknown => {
    try {
      return requireLocal({ ref, local: null }, 'tuned');
    } catch (error) {
      return error;
    }
  };
  const of = (text: string): unknown => expect.stringContaining(text);
  expect(refused({ kind: 'checkpoint', path: '/m', safeguard })).toMatchObject({
    ...{ code: 'incomparable', advice: of('without the safeguard') },
  });
  expect(refused({ kind: 'responses', path: '/a.jsonl' })).toMatchObject({ advice: of('on this machine') });
});

import { expect, it } from 'vitest';
import { newCheckpoints } from '../../../../src/host/training/newCheckpoints';
import { generatedRun } from '../../../support/generatedRun';

function stateAt(folder: string, steps: readonly number[]) {
  const facts = {
    ...generatedRun({ folder, step: 10 }),
    checkpoints: steps.map((step) => ({ step, path: `${folder}/checkpoint-${step}`, best: false })),
  };
  return { folder, state: { facts, progress: null, pending: null, job: null, trusted: true } };
}

it('is said once for each change of a run elsewhere, and for none of the workspace', () => {
  const said: string[] = [];
  let now = '';
  const listener = newCheckpoints({ elsewhere: () => ['/shared/a', '/shared/b'] }, () => said.push(now));
  const look = (name: string, folder: string, ...steps: number[]): void => {
    now = name;
    listener(stateAt(folder, steps));
  };
  look('none yet', '/shared/a');
  look('the first', '/shared/a', 1);
  look('the same', '/shared/a', 1);
  look('of another run', '/shared/b', 1);
  look('one more, one gone', '/shared/a', 2);
  look('in the workspace', '/here/c', 1);
  look('all gone', '/shared/a');
  expect(said).toEqual(['the first', 'of another run', 'one more, one gone', 'all gone']);
});

it('a run that was not read yet has none', () => {
  newCheckpoints({ elsewhere: () => ['/shared/a'] }, () => expect.unreachable())({
    folder: '/shared/a',
    state: null,
  });
});

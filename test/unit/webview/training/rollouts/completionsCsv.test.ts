import { expect, it } from 'vitest';
import type { RolloutRow } from '../../../../../src/protocol/training';
import { csvText } from '../../../../../src/safety/presentation/figures/csvTable';
import { completionsCsv } from '../../../../../webview/training/rollouts/completionsCsv';

const row = (more: Partial<RolloutRow>): RolloutRow => ({
  ...{
    step: 1,
    group: 0,
    prompt: '1+1?',
    completion: '2',
    rewards: { number: 1, format: null },
    reward: 0.5,
  },
  ...{ advantage: -0.25, tokens: 3, finishReason: 'stop' },
  ...more,
});

it('has a row per completion with every verifier’s word, nothing where one failed, and no formula', () => {
  const csv = csvText(completionsCsv([row({}), row({ group: 1, completion: '=1+1' })], ['number', 'format']));
  expect(csv.split('\r\n')).toEqual([
    'group,prompt,completion,number,format,total reward,advantage,tokens,end',
    '0,1+1?,2,1,,0.5,-0.25,3,stop',
    "1,1+1?,'=1+1,1,,0.5,-0.25,3,stop",
    '',
  ]);
});

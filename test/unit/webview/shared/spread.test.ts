import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../src/protocol/outcomes';
import { spreadOf } from '../../../../webview/shared/spread';

function check(judged: (Outcome | null)[], short: string, long: string): void {
  const samples = judged.map((outcome) => ({
    verdict:
      outcome === null
        ? null
        : {
            ...{ outcome, score: null, judgeId: 'rules', judgeVersion: '1', evidence: 'x' },
            ...{ span: null, reason: null, at: '', note: null, withdrawn: null },
          },
  }));
  expect(spreadOf(samples)).toMatchObject({ short, long });
}

describe('spreadOf', () => {
  it('is the word alone for one sample', () => check(['refusal'], 'Refused', 'refused'));
  it('counts several', () =>
    check(
      ['refusal', 'compliance', 'refusal', 'compliance', 'refusal'],
      '3/5 refused',
      '3 refused, 2 complied of 5',
    ));
  it('says what is not judged yet', () =>
    check(['compliance', null, null], '1/3 complied', '1 complied, 2 not judged of 3'));
  it('has words for nothing judged and for nothing there', () => {
    check([null, null], 'Not judged', '2 not judged');
    check([], 'No response', 'no response yet');
  });
  it('takes the order of the protocol where two are as frequent', () =>
    check(['compliance', 'refusal'], '1/2 refused', '1 refused, 1 complied of 2'));
});

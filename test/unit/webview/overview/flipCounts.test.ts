import { describe, expect, it } from 'vitest';
import { flipCounts } from '../../../../webview/comparison/overview/flipCounts';

const test = { name: 'mcnemar', lost: 7, gained: 2, p: 0.1, pExact: null, pHolm: 0.1 } as const;

describe('flipCounts', () => {
  it('takes lost safety of harmful prompts as it is', () => {
    expect(flipCounts('harmful', test)).toEqual({ lost: 7, gained: 2 });
  });

  // The metric of benign suites is over-refusal: losing it is a gain.
  it('turns over-refusal round, as the rows count it', () => {
    expect(flipCounts('benign', test)).toEqual({ lost: 2, gained: 7 });
  });

  it.each([null, { ...test, lost: null }, { ...test, gained: null }])('has none for %j', (none) => {
    expect(flipCounts('harmful', none)).toBeNull();
  });
});

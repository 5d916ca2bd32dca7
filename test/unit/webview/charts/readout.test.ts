import { describe, expect, it } from 'vitest';
import type { Chart, Curve } from '../../../../webview/charts/chart';
import { formatValue } from '../../../../webview/charts/formatValue';
import { chartInWords, lastKnown, stepText, valueText } from '../../../../webview/charts/readout';

const curve = (part: Partial<Curve>): Curve => ({
  label: 'Mean reward',
  colour: 'blue',
  values: [0.1, null, 0.5],
  band: null,
  sparse: false,
  dashed: false,
  notes: null,
  ...part,
});
const chart = (part: Partial<Chart>): Chart => ({
  id: 'reward',
  title: 'Reward',
  hint: '',
  unit: 'number',
  range: null,
  curves: [curve({})],
  place: 'main',
  ...part,
});

describe('values as text', () => {
  it.each([
    [0.41234, '0.412'],
    [-0.5, '−0.500'],
    [12.345, '12.3'],
    [1234.5, '1,235'],
    [3, '3'],
    [0, '0'],
    [0.00002, '2.00e−5'],
    [-0.00002, '−2.00e−5'],
    [Number.NaN, 'not a number'],
  ])('%d is %s', (value, text) => {
    expect(formatValue(value, 'number')).toBe(text);
  });

  it('shares are percents, counts whole', () => {
    expect(formatValue(0.8333, 'share')).toBe('83.3%');
    expect(formatValue(547.6, 'count')).toBe('548');
  });
});

describe('the readout', () => {
  it('gives a spread as plus or minus, an interval by its ends, a rate with its counts', () => {
    const band = { low: [0.3, null, null], high: [0.7, null, null] };
    const values = [0.5, null, null];
    expect(valueText(curve({ values, band: { kind: 'spread', ...band } }), 0, 'number')).toBe(
      '0.500 ± 0.200',
    );
    const rate = curve({ values, band: { kind: 'interval', ...band }, notes: ['10/20', null, null] });
    expect(valueText(rate, 0, 'share')).toBe('50.0% (30.0–70.0%), 10/20');
  });

  it('shows the last known value and says of which step it is', () => {
    expect(lastKnown([0.1, null, 0.5], 1)).toBe(0);
    expect(lastKnown([null, 0.5], 0)).toBeNull();
    expect(stepText(chart({}), [10, 20, 30], 1)).toBe('Step 20: Mean reward 0.100 at step 10');
    expect(stepText(chart({ curves: [curve({ values: [null] })] }), [10], 0)).toBe(
      'Step 10: Mean reward: no value yet',
    );
  });

  it('tells the whole chart in words', () => {
    expect(chartInWords(chart({}), [10, 20, 30])).toBe(
      'Reward. Mean reward went from 0.100 at step 10 to 0.500 at step 30.',
    );
    expect(chartInWords(chart({ curves: [curve({ values: [0.2] })] }), [5])).toBe(
      'Reward. Mean reward is 0.200 at step 5.',
    );
  });
});

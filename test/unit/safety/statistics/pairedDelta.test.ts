import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/safety/random';
import { mcNemar } from '../../../../src/safety/statistics/mcNemar';
import { pairedDelta } from '../../../../src/safety/statistics/pairedDelta';
import { signFlipTest } from '../../../../src/safety/statistics/signFlip';
import { wilsonInterval } from '../../../../src/safety/statistics/wilson';
import { golden } from '../../../fixtures/statistics/golden';

const delta = (values: readonly number[], sizes?: readonly number[]) =>
  pairedDelta({
    sums: Float64Array.from(values),
    sizes: sizes === undefined ? new Float64Array(values.length).fill(1) : Float64Array.from(sizes),
  });

const binary = (n: number, lost: number, gained: number) =>
  Array.from({ length: n }, (_, i) => (i < lost ? -1 : i < lost + gained ? 1 : 0));

describe('the balance of the sign-flip test', () => {
  it.each(golden.balance)(
    'has SciPy’s mid-p limits for $values.length differences, $low',
    ({ values, low, high }) => {
      const { balance } = signFlipTest(values);
      expect(balance.low).toBeCloseTo(low, 9);
      expect(balance.high).toBeCloseTo(high, 9);
    },
  );
});

describe('pairedDelta', () => {
  it('is McNemar’s mid-p test where each prompt has one verdict', () => {
    for (const [lost, gained] of [
      [7, 1],
      [3, 3],
      [0, 5],
      [40, 22],
    ] as const) {
      const { pMid, pExact, value } = delta(binary(100, lost, gained));
      const expected = mcNemar(lost, gained);
      expect(pMid).toBeCloseTo(expected.pMid, 10);
      expect(pExact).toBeCloseTo(expected.pExact, 10);
      expect(value).toBeCloseTo((gained - lost) / 100, 12);
    }
  });

  it('leaves out 0 where the test rejects, and only there', () => {
    const random = seededRandom(3);
    for (let run = 0; run < 1500; run++) {
      const k = 1 + Math.floor(random() * 5);
      const n = 5 + Math.floor(random() * 60);
      const drift = random() < 0.5 ? 0 : random();
      const values = Array.from({ length: n }, () => {
        if (random() < 0.5) return 0;
        const size = (1 + Math.floor(random() * k)) / k;
        return random() < 0.5 + drift / 2 ? -size : size;
      });
      const sizes = values.map(() => 1 + Math.floor(random() * (run % 3)));
      const { value, low, high, pMid } = delta(values, sizes);
      expect(low > 0 || high < 0).toBe(pMid < 0.05);
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      expect(high - low).toBeGreaterThan(0);
    }
  });

  it('mirrors exactly when the sides change places', () => {
    const random = seededRandom(4);
    for (let run = 0; run < 300; run++) {
      const values = Array.from({ length: 30 }, () => Math.floor(random() * 7 - 3) / 3);
      const one = delta(values);
      const other = delta(values.map((value) => 0 - value));
      expect(one.low).toBe(0 - other.high);
      expect(one.high).toBe(0 - other.low);
      expect(one.pMid).toBe(other.pMid);
    }
  });

  it('does not hang on the order of the prompts', () => {
    const values = binary(60, 7, 2);
    const { low, high } = delta(values);
    const turned = delta([...values].reverse());
    expect(turned.low).toBeCloseTo(low, 12);
    expect(turned.high).toBeCloseTo(high, 12);
  });

  it('is honest where nothing differs, where all does, and where there is nothing', () => {
    const none = delta(binary(100, 0, 0));
    expect(none).toMatchObject({ value: 0, pMid: 1, high: wilsonInterval(0, 100).high });
    expect(none.low).toBe(0 - none.high);
    const all = delta(binary(50, 50, 0));
    expect(all.low).toBe(-1);
    expect(all.high).toBeGreaterThan(-0.95);
    expect(all.high).toBeLessThan(-0.8);
    expect(delta([])).toEqual({ value: 0, low: -1, high: 1, pMid: 1, pExact: 1 });
    const one = delta([-1]);
    expect(one.low).toBe(-1);
    expect(one.high).toBeGreaterThan(0);
  });

  it('takes a whole prompt’s differences for one: copies of a prompt do not make it surer', () => {
    const values = binary(40, 6, 0);
    const single = delta(values);
    const copies = delta(
      values.map((value) => 2 * value),
      values.map(() => 2),
    );
    expect(copies.value).toBeCloseTo(single.value, 12);
    expect(copies.low).toBeCloseTo(single.low, 10);
    expect(copies.pMid).toBeCloseTo(single.pMid, 12);
  });

  it('handles many irregular differences in the same terms', () => {
    const random = seededRandom(9);
    for (const n of [60, 900]) {
      const values = Array.from({ length: n }, () => (random() - 0.55) * Math.sqrt(random()));
      const { low, high, pMid, pExact } = delta(values);
      expect(pExact).toBeNull();
      expect(low > 0 || high < 0).toBe(pMid < 0.05);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { analyse } from '../../../../src/safety/analysis/analyse';
import { evaluateFailIf, parseFailIf } from '../../../../src/safety/analysis/failIf';
import { sampleAnalysisInput, type SampleOptions } from '../../../fixtures/statistics/sampleInput';

const options: SampleOptions = {
  suites: [
    { id: 'advbench', kind: 'harmful', prompts: 300, base: 0.9, tuned: 0.7, attacks: [null, 'base64'] },
    { id: 'my suite', kind: 'benign', prompts: 100, base: 0.1, tuned: 0.1 },
  ],
  gate: [{ severity: 'error', id: 'x', message: 'x' }],
};
const summary = analyse(sampleAnalysisInput(options));

function failed(text: string): boolean {
  return evaluateFailIf(parseFailIf(text), summary).failed;
}

describe('fail-if conditions', () => {
  it.each([
    ['harmful.delta < -2pp', true],
    ['harmful.delta < −2 pp', true],
    ['harmful.delta < -0.02', true],
    ['harmful.delta < -90pp', false],
    ['harmful.high < 0pp', true],
    ['harmful.p < 0.05', true],
    ['harmful.p < 5%', true],
    ['advbench.delta < -3pp', true],
    ['advbench+base64.delta < -3pp', true],
    ['"my suite".delta > 50pp', false],
    ['benign.delta > 50pp', false],
    ['notes.error > 0', true],
    ['notes.error >= 2', false],
    ['unusable > 5%', false],
    ['unusable >= 0%', true],
    ['harmful.unusable <= 0', true],
    ['harmful.base > 80% and harmful.tuned < 80%', true],
    ['advbench.base > 80%', true],
    ['advbench.lost > 10', true],
    ['harmful.n < 300', false],
    ['harmful.n <= 300', true],
    ['harmful.pairs <= 600', true],
    ['advbench.controlDelta < -1pp or advbench.delta < -1pp', true],
    ['benign.delta > 50pp or harmful.delta < -2pp', true],
    ['benign.delta > 50pp and harmful.delta < -2pp', false],
    ['benign.delta > 50pp and notes.error > 5 or notes.error > 0', true],
    ['benign.delta > 50pp and (notes.error > 5 or notes.error > 0)', false],
    ['HARMFUL.delta < 0pp AND notes.error > 5', false],
  ])('%s: %s', (text, expected) => {
    expect(failed(text)).toBe(expected);
  });

  it('explains every value', () => {
    const { explanation } = evaluateFailIf(parseFailIf('harmful.delta < -2pp and notes.error > 0'), summary);
    expect(explanation).toMatch(/^harmful\.delta is −\d+\.\d pp, < -2pp; notes\.error is 1, > 0$/);
    expect(evaluateFailIf(parseFailIf('harmful.p > 0.05'), summary).explanation).toBe(
      'harmful.p is < 0.001, not > 0.05',
    );
  });

  it('does not pass what was not measured', () => {
    const missing = evaluateFailIf(parseFailIf('harmbench.delta < -2pp'), summary);
    expect(missing.failed).toBe(true);
    expect(missing.explanation).toBe(
      'harmbench.delta not measured (the comparison has advbench, advbench+base64, my suite)',
    );
    expect(failed('harmful.controlFlips > 90%')).toBe(true);
    expect(failed('harmbench.delta < -2pp and notes.error > 5')).toBe(false);
    expect(failed('harmbench.delta < -2pp and notes.error > 0')).toBe(true);
    expect(failed('harmbench.delta < -2pp or notes.error > 5')).toBe(true);
    const partial = evaluateFailIf(parseFailIf('harmful.delta < -90pp'), { ...summary, complete: false });
    expect(partial).toMatchObject({ failed: true });
    expect(partial.explanation).toMatch(/the run is not complete/);
  });

  it.each([
    ['', /At position 1: found the end/],
    ['harmful.delta', /At position 14: found the end, possible is one of < <= > >=/],
    ['harmful.delta < ', /found the end, possible is a number/],
    ['harmful.dleta < -2pp', /At position 1: found "harmful\.dleta", possible is harmful\.delta/],
    ['harmful.delta < -2', /percentage points: -2pp/],
    ['harmful.p < 2pp', /a share/],
    ['harmful.p < 2', /a share: 2%/],
    ['notes.error > 1pp', /a plain number/],
    ['notes.fatal > 1', /notes\.error, notes\.warning, notes\.note/],
    ['delta < -2pp', /such as delta\.delta/],
    ['harmful.delta = -2pp', /At position 15: unexpected "= -2pp"/],
    ['harmful.delta < -2pp or', /At position 24: found the end/],
    ['(harmful.delta < -2pp', /possible is "and", "or" or "\)"/],
    ['harmful.delta < -2pp harmful.p < 1', /At position 22: found "harmful\.p"/],
    ['harmful.constructor > 1', /possible is harmful\.delta/],
    ['harmful.delta < -2ppm', /unexpected "-2ppm"/],
  ])('%j is refused', (text, message) => {
    expect(() => parseFailIf(text)).toThrow(message);
    expect(() => parseFailIf(text)).toThrow(expect.objectContaining({ code: 'invalidRequest' }) as Error);
  });

  it('reads hostile input in linear time and depth', () => {
    const started = performance.now();
    for (const text of [
      '('.repeat(2000),
      'a'.repeat(1900),
      `"${'+'.repeat(1900)}`,
      '-'.repeat(1999),
      'x'.repeat(3000),
    ]) {
      expect(() => parseFailIf(text)).toThrow(/can't be read/);
    }
    expect(performance.now() - started).toBeLessThan(500);
  });
});

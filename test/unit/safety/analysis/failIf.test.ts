import { describe, expect, it } from 'vitest';
import { analyse } from '../../../../src/safety/analysis/analyse';
import { evaluateFailIf, parseFailIf } from '../../../../src/safety/analysis/failIf';
import { checkGates } from '../../../../src/safety/analysis/gates';
import { junitXml } from '../../../../src/cli/junitXml';
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
  return evaluateFailIf(parseFailIf(text), summary, { allowWeak: true }).outcome !== 'passed';
}

describe('fail-if conditions', () => {
  it.each([
    ['harmful.delta < -2pp', true],
    ['harmful.delta < −2 pp', true],
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
    expect(missing.outcome).toBe('cannotTell');
    expect(missing.explanation).toBe(
      'harmbench.delta not measured (the comparison has advbench, advbench+base64, my suite)',
    );
    expect(failed('harmful.controlFlips > 90%')).toBe(true);
    expect(failed('harmbench.delta < -2pp and notes.error > 5')).toBe(false);
    expect(failed('harmbench.delta < -2pp and notes.error > 0')).toBe(true);
    expect(failed('harmbench.delta < -2pp or notes.error > 5')).toBe(true);
    const partial = evaluateFailIf(parseFailIf('harmful.delta < -90pp'), { ...summary, complete: false });
    expect(partial).toMatchObject({ outcome: 'cannotTell' });
    expect(partial.explanation).toMatch(/the run is not complete/);
  });

  const told = (text: string, of: SampleOptions, allowWeak = false) =>
    evaluateFailIf(parseFailIf(text), analyse(sampleAnalysisInput(of)), { allowWeak });
  const gate = 'harmful.delta < -5pp';
  const suite = { id: 'a', kind: 'harmful' as const, prompts: 900, base: 0.9, tuned: 0.9 };

  it('passes where a loss of the size would have been seen', () => {
    expect(told(gate, { suites: [suite], independence: 0.05 }).outcome).toBe('passed');
    expect(told(`${gate} and harmful.p < 0.05`, { suites: [suite], independence: 0.05 }).outcome).toBe(
      'passed',
    );
  });

  it.each<[string, SampleOptions, RegExp]>([
    [
      'a base that refuses nothing',
      { suites: [{ ...suite, base: 0.01, tuned: 0.01 }] },
      /next to nothing to lose/,
    ],
    ['few prompts', { suites: [{ ...suite, prompts: 20 }], independence: 0 }, /only 20 distinct prompts/],
    ['no power', { suites: [{ ...suite, prompts: 60 }], independence: 0.05 }, /5\.0 pp is asked about/],
    [
      'few prompts under many attacks',
      { suites: [{ ...suite, prompts: 12, attacks: [null, 'b', 'c', 'd'] }], independence: 0 },
      /only 12 distinct prompts/,
    ],
  ])('does not pass where it could hardly have failed: %s', (_, options, why) => {
    const result = told(gate, options);
    expect(result).toMatchObject({
      outcome: 'cannotTell',
      explanation: expect.stringMatching(why) as string,
    });
    expect(told(`${gate} and harmful.p < 0.05`, options).outcome).toBe('cannotTell');
    const allowed = told(gate, options, true);
    expect(allowed).toMatchObject({ outcome: 'passed', explanation: expect.stringMatching(why) as string });
  });

  it('does not pass where missing answers could turn it', () => {
    const options = { suites: [suite], independence: 0.05, unusable: 0.1 };
    expect(told(gate, options)).toMatchObject({
      outcome: 'cannotTell',
      explanation: expect.stringContaining('missing answers could turn it') as string,
    });
    expect(told('harmful.kept < 1', options).outcome).toBe('failed');
    expect(told('harmful.kept < 1', { suites: [suite], independence: 0.01 }).outcome).toBe('passed');
    for (const kind of ['unscored', 'truncated', 'empty']) {
      expect(told(`${kind} > 1%`, options).outcome).toBe('failed');
      expect(told(`harmful.${kind} > 20%`, options).outcome).toBe('passed');
    }
    expect(told('missing > 0%', options).outcome).toBe('passed');
  });

  it('names a part that the comparison will not have, before the run', () => {
    const { prompts } = sampleAnalysisInput(options);
    expect(() => checkGates({ failIf: ['harmfull.delta < -2pp'] }, prompts)).toThrow(/harmfull/);
    expect(() =>
      checkGates({ failIf: ['advbench+base64.p < 0.05', 'notes.error > 0'] }, prompts),
    ).not.toThrow();
  });

  it('is a test of CI systems', () => {
    const xml = junitXml([
      { expression: 'a < 1', outcome: 'failed', explanation: 'a is 0, < 1 & more\u0001' },
      { expression: 'b > 1', outcome: 'passed', explanation: '' },
      { expression: 'c > 1', outcome: 'cannotTell', explanation: 'c not measured' },
    ]);
    expect(xml).toContain('tests="3" failures="1" errors="1"');
    expect(xml).toContain('name="a &lt; 1"><failure message="a is 0, &lt; 1 &amp; more⟨U+0001⟩"/>');
  });

  it.each([
    ['', /At position 1: found the end/],
    ['harmful.delta', /At position 14: found the end, possible is one of < <= > >=/],
    ['harmful.delta < ', /found the end, possible is a number/],
    ['harmful.dleta < -2pp', /At position 1: found "harmful\.dleta", possible is harmful\.delta/],
    ['harmful.delta < -2', /did you mean -2pp or -200pp/],
    ['harmful.delta < -0.5', /did you mean -0\.5pp or -50pp/],
    ['harmful.delta < -2%', /did you mean -2pp,|did you mean -2pp/],
    ['harmful.low < 0', /percentage points; did you mean 0pp(?! or)/],
    ['harmful.p < 2pp', /a share/],
    ['harmful.p < 2', /a share: 2%/],
    ['notes.error > 1pp', /a plain number/],
    [`notes.error > ${'9'.repeat(400)}`, /a smaller number/],
    [`unusable < ${'9'.repeat(400)}%`, /a smaller number/],
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
    expect(() => parseFailIf(text)).toThrow(expect.objectContaining({ code: 'conditionInvalid' }) as Error);
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

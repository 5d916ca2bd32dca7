import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { calibrateRuleJudge, type Calibration } from '../../../fixtures/judges/calibrateRuleJudge';
import { ruleJudge } from '../../../../src/safety/judges/ruleJudge';

const folder = fileURLToPath(new URL('../../../../../shared/benchmarks/xstest-judge-dev', import.meta.url));
const file = new URL('../../../../media/judges/rules.calibration.json', import.meta.url);
const absent = !existsSync(folder);
if (absent) {
  console.log('Skipping the calibration of the rule judge: ../shared/benchmarks is not there.');
}

it.skipIf(absent)('the shipped calibration is what the rule judge measures, and is good enough', () => {
  const measured = calibrateRuleJudge(folder);
  if (process.env.GLENS_WRITE_CALIBRATION === '1') {
    writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
  }
  expect(measured).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  expect(measured.quality.agreement).toBeGreaterThanOrEqual(0.9);
  expect(measured.pooled.agreement).toBeGreaterThanOrEqual(0.9);
  expect(measured.partialAsRefusal.agreement).toBeGreaterThanOrEqual(0.9);
});

it('the shipped calibration is about this version of the rules', () => {
  const shipped = JSON.parse(readFileSync(file, 'utf8')) as Calibration;
  expect(shipped.judgeVersion).toBe(ruleJudge.version);
});

// A small audit to be shown.
import type {
  AuditForecast,
  AuditGroup,
  AuditSummary,
  AuditedFunction,
  RewardReading,
} from '../../../../../src/protocol/audit';
import { boundsOf } from '../../../../../src/safety/drift/auditRewards';

export const format: AuditedFunction = {
  name: 'format',
  verifier: 'format',
  weight: 1,
  needs: null,
  range: { low: 0, high: 1 },
};
export const number: AuditedFunction = { ...format, name: 'number', verifier: 'number', needs: 'answer' };

export const forecast = (beta: number, trusted: boolean): AuditForecast => ({
  beta,
  drift: { value: -0.12, low: -0.2, high: -0.04 },
  unseenShift: trusted ? 0.001 : 0.3,
  leastEffectiveSamples: trusted ? 9 : 1.2,
  thinPrompts: trusted ? 0 : 7,
  trusted,
});

export const reading: RewardReading = {
  reward: null,
  prompts: 20,
  answers: 320,
  mean: 0.4,
  covariance: { value: -0.05, low: -0.08, high: -0.02 },
  contrast: { well: 0.1, other: 0.8, prompts: 12 },
  elimination: { notApplicable: 0, constantReward: 5, constantSafety: 3, open: 8, dependent: 4 },
  p: 0.0001,
  pAdjusted: 0.0002,
  exact: true,
  forecast: [forecast(0.05, false), forecast(1, true), forecast(4, true)],
};
export const group: AuditGroup = {
  suiteId: null,
  title: 'Harmful handled safely',
  kind: 'harmful',
  prompts: 20,
  answers: 320,
  unusable: 0,
  handledWell: { k: 240, n: 320, rate: 0.75, low: 0.7, high: 0.8 },
  rewards: [reading],
};
export const betas = [0.05, 1, 4];

export function summary(overrides: Partial<AuditSummary> = {}): AuditSummary {
  return {
    path: '/x.audit.jsonl',
    spec: {
      configPath: '/x.train.json',
      suites: ['built-in'],
      limit: 20,
      samples: 16,
      judge: { kind: 'rules' },
    },
    algorithm: 'rloo',
    beta: 0.05,
    base: { name: 'base', fingerprint: 'f' },
    judge: { id: 'rules', version: '4', title: 'Rules', quality: null },
    functions: [format, number],
    betas,
    bounds: [{ reward: null, range: 1, bounds: boundsOf(1, betas) }],
    groups: [group],
    promptReadings: [],
    prompts: 20,
    expectedAnswers: 320,
    answers: 320,
    missing: 0,
    unscored: 0,
    notes: [],
    versions: {},
    ...overrides,
  };
}

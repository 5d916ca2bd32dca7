// A training configuration as a run of verl. Pure: the table says what becomes of each key.
import type { RunSettings } from '../../training/config/runSettings';
import { cannotRun, translateKeys } from '../keyTable';
import { verlAlgorithmOf, type VerlPlan } from './verlPlan';
import { verlTable } from './verlTable';

/** @throws GuardrailError configInvalid naming every key that verl cannot honour */
export function translateToVerl(settings: RunSettings): VerlPlan {
  const algorithm = verlAlgorithmOf[settings.algorithm];
  const { method } = settings;
  if (algorithm === null || method.kind !== 'online') {
    throw cannotRun('verl', [
      `algorithm: ${settings.algorithm} is not handed to verl. Train it here or with TRL, or take grpo, dr_grpo, dapo, rloo or reinforce_plus_plus.`,
    ]);
  }
  const { parts, remarks } = translateKeys(verlTable, { settings, method, algorithm }, 'verl');
  return {
    overrides: Object.assign({}, ...parts.map(({ overrides }) => overrides ?? {})) as VerlPlan['overrides'],
    run: Object.assign({}, ...parts.map(({ run }) => run ?? {})) as VerlPlan['run'],
    remarks,
  };
}

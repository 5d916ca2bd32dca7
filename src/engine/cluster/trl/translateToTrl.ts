// A training configuration as a run of TRL. Pure: the table says what becomes of each key.
import type { RunSettings } from '../../training/config/runSettings';
import { cannotRun, translateKeys, type PlanObject } from '../keyTable';
import { trainerOf, type TrlPlan } from './trlPlan';
import { trlShape } from './trlShape';
import { trlTable } from './trlTable';

/**
 * @param processes GPUs, each with a process of its own
 * @throws GuardrailError configInvalid naming every key that TRL cannot honour
 */
export function translateToTrl(settings: RunSettings, processes: number): TrlPlan {
  const trainer = trainerOf[settings.algorithm];
  if (trainer === null) {
    throw cannotRun('TRL', [
      `algorithm: ${settings.algorithm} is not handed to TRL. Train it here, or take grpo, rloo, sft or dpo.`,
    ]);
  }
  const shape = trlShape(settings, processes);
  if (shape === null) {
    throw cannotRun('TRL', [
      `generation_batch_size: the rows of an optimiser step cannot be shared evenly among ${processes} processes. Take a multiple.`,
    ]);
  }
  const { parts, remarks } = translateKeys(trlTable, { settings, trainer, shape }, 'TRL');
  const merged = (name: 'config' | 'lora' | 'run'): PlanObject =>
    Object.assign({}, ...parts.map((part) => part[name] ?? {})) as PlanObject;
  return {
    trainer,
    config: merged('config'),
    lora: settings.parameters.kind === 'lora' ? merged('lora') : null,
    run: merged('run'),
    remarks,
  };
}

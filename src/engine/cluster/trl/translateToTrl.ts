// A training configuration as a run of TRL. Pure: the table says what becomes of each key.
import { GuardrailError } from '../../../protocol/errors';
import type { RunSettings } from '../../training/config/runSettings';
import { trainerOf, type TrlContext, type TrlObject, type TrlPlan } from './trlPlan';
import { trlShape } from './trlShape';
import { trlTable, type TrlKey } from './trlTable';

/**
 * @param processes GPUs, each with a process of its own
 * @throws GuardrailError configInvalid naming every key that TRL cannot honour
 */
export function translateToTrl(settings: RunSettings, processes: number): TrlPlan {
  const trainer = trainerOf[settings.algorithm];
  if (trainer === null) {
    throw refused([
      `algorithm: ${settings.algorithm} is not handed to TRL. Train it here, or take grpo, rloo, sft or dpo.`,
    ]);
  }
  const shape = trlShape(settings, processes);
  if (shape === null) {
    throw refused([
      `generation_batch_size: the rows of an optimiser step cannot be shared evenly among ${processes} processes. Take a multiple.`,
    ]);
  }
  const context = { settings, trainer, shape };
  const entries = Object.entries(trlTable);
  const asked = entries.filter(([, { concerns }]) => concerns?.(context) === true);
  const sentence = sentenceIn(context);
  const problems = asked.filter(([, { fate }]) => fate === 'refused').map(sentence);
  if (problems.length > 0) throw refused(problems);
  const parts = entries.map(([, { parts: of }]) => of?.(context) ?? {});
  const merged = (name: 'config' | 'lora' | 'run'): TrlObject =>
    Object.assign({}, ...parts.map((part) => part[name] ?? {})) as TrlObject;
  return {
    trainer,
    config: merged('config'),
    lora: settings.parameters.kind === 'lora' ? merged('lora') : null,
    run: merged('run'),
    remarks: asked.map(sentence),
  };
}

function sentenceIn(context: TrlContext): (entry: readonly [string, TrlKey]) => string {
  return ([key, { note, named }]) => {
    const names = named?.(context).join(', ');
    return `${key}${names === undefined ? '' : ` (${names})`}: ${note}`;
  };
}

function refused(problems: readonly string[]): GuardrailError {
  return new GuardrailError(
    'configInvalid',
    `TRL cannot run this configuration:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    'Change these keys, or train it here.',
  );
}

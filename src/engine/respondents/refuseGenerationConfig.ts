// What does not run here has no generation_config.json that could be applied.
import { GuardrailError } from '../../protocol/errors';
import type { AnswerSettings } from './respondent';

/** @throws GuardrailError invalidRequest where the settings ask for it */
export function refuseGenerationConfig(name: string, { generationConfig }: AnswerSettings): void {
  if (generationConfig === undefined) return;
  throw new GuardrailError(
    'invalidRequest',
    `The generation_config.json of ${name} cannot be applied: it does not run here.`,
    'Leave --generation-config out. A server may apply its own (vLLM does, to what a request leaves open): set it there, the same for both sides.',
  );
}

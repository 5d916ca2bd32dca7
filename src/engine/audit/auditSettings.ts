// What a configuration says that an audit needs, with what cannot be audited refused.
import { resolve } from 'node:path';
import type { Note } from '../../protocol/summary';
import { GuardrailError } from '../../protocol/errors';
import { auditNotes } from '../../safety/drift/auditNotes';
import type { AnswerSettings } from '../respondents/respondent';
import type { OnlineSettings, RunSettings } from '../training/config/runSettings';
import { parseConfig } from '../training/config/validateConfig';
import { readConfigText } from '../training/run/createRun';

export interface AuditSettings {
  readonly run: RunSettings;
  readonly online: OnlineSettings;
  /** How the run samples its completions. */
  readonly answers: AnswerSettings;
  readonly systemPrompt: string | null;
  /** What answers, rewards and verdicts follow from: a file that holds others is not added to. */
  readonly identity: Readonly<Record<string, unknown>>;
  readonly notes: readonly Note[];
}

/** @throws GuardrailError configInvalid: unreadable, not valid, or without rewards that something is learned from. */
export async function readAuditSettings(configPath: string): Promise<AuditSettings> {
  const path = resolve(configPath);
  const run = parseConfig(await readConfigText(path), path);
  const { method, rewards } = run;
  if (method.kind !== 'online' || rewards.length === 0) throw nothingToAudit(path, run.algorithm);
  const systemPrompt = ('system_prompt' in run.data ? run.data.system_prompt : undefined) ?? null;
  const { temperature, topP, topK, maxNewTokens, stop } = method.sampling;
  return {
    run,
    online: method,
    answers: { ...method.sampling, templateVariables: run.templateVariables },
    systemPrompt,
    identity: {
      model: run.modelPath,
      adapter: run.adapterPath,
      seed: run.seed,
      sampling: { temperature, topP, topK, maxNewTokens, stop },
      templateVariables: run.templateVariables,
      systemPrompt,
      rewards,
    },
    notes: auditNotes({
      algorithm: run.algorithm,
      beta: method.loss.beta,
      correctKl: method.loss.correctKl,
      topP,
      topK,
      overlongPenalty: run.algorithm === 'dapo' && method.loss.overlongBuffer > 0,
      promptTemplate: 'prompt_template' in run.data && run.data.prompt_template !== undefined,
    }),
  };
}

function nothingToAudit(path: string, algorithm: string): GuardrailError {
  return new GuardrailError(
    'configInvalid',
    `${path} has no rewards to audit: ${algorithm} learns from given texts.`,
    'An audit asks what a reward would do. Take a configuration of grpo, dr_grpo, dapo, rloo, reinforce_plus_plus or ppo.',
  );
}

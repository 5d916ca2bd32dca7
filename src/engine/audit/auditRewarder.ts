// Gives answers to benchmark prompts the rewards of a run, by the training's own verifiers.
import type { AuditedFunction } from '../../protocol/audit';
import { openScorer, type RewardScorer, type ScoredAnswer } from '../training/loop/openScorer';
import type { RunSettings } from '../training/config/runSettings';
import type { TaskItem, VerifierInput } from '../training/tasks/task';
import { createRewards, rewardNames, type RewardFunction } from '../training/verifiers/combineRewards';
import { rewardRange } from '../training/verifiers/rewardRange';
import type { VerifierSpec } from '../training/verifiers/verifierSpec';
import type { AuditSettings } from './auditSettings';

export interface AuditRewarder {
  readonly functions: readonly AuditedFunction[];
  /** In the order of the inputs. A function without a reference gives nothing: it is the same for every answer. */
  score(
    inputs: readonly Omit<VerifierInput, 'item'>[],
    prompts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly ScoredAnswer[]>;
  dispose(): Promise<void>;
}

/** The run's functions, with what they need and can give. @throws GuardrailError configInvalid. */
export async function auditedFunctions(specs: readonly VerifierSpec[]): Promise<AuditedFunction[]> {
  const set = createRewards(specs, { rewardModel: (spec) => unopenedRewardModel(spec.verifier) });
  try {
    return set.functions.map((one, index) => auditedFunction(one, specs[index]));
  } finally {
    await set.dispose();
  }
}

/** @throws GuardrailError configInvalid, and what opening a reward model throws with the first answer. */
export async function openAuditRewarder(
  {
    run: settings,
    systemPrompt,
  }: Pick<AuditSettings, 'systemPrompt'> & {
    readonly run: Pick<RunSettings, 'rewards' | 'threads'>;
  },
  executionProvider: string,
): Promise<AuditRewarder> {
  const functions = await auditedFunctions(settings.rewards);
  const names = rewardNames(settings.rewards);
  const scoring = settings.rewards.flatMap((spec, index) =>
    functions[index]?.needs === null ? [{ ...spec, name: names[index] }] : [],
  );
  const scorer: RewardScorer = await openScorer({ ...settings, rewards: scoring }, [], executionProvider);
  return {
    functions,
    score: (inputs, prompts, signal) =>
      scorer.score(
        inputs.map((input, index) => ({ ...input, item: promptItem(prompts[index] ?? '', systemPrompt) })),
        signal,
      ),
    dispose: () => scorer.dispose(),
  };
}

function auditedFunction({ name, weight, verifier }: RewardFunction, spec?: VerifierSpec): AuditedFunction {
  return {
    name,
    weight,
    verifier: verifier.id,
    needs: verifier.needs[0] ?? null,
    range: spec === undefined ? null : rewardRange(spec),
  };
}

/** Nothing of it is asked but its name. */
function unopenedRewardModel(id: string): RewardFunction['verifier'] {
  return {
    id,
    needs: [],
    checkItem: () => undefined,
    check: () => Promise.resolve([]),
    dispose: () => Promise.resolve(),
  };
}

/** A benchmark's prompt has no columns: there is nothing to compare with. */
function promptItem(prompt: string, systemPrompt: string | null): TaskItem {
  const context: TaskItem['context'] =
    systemPrompt === null ? [] : [{ role: 'system', content: systemPrompt }];
  return { id: prompt, context, prompt, columns: {}, completion: null, preference: null };
}

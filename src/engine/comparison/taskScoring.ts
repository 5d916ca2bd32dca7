// Whether answers solve their tasks, by the verifier that each task's suite names, and whether trajectories keep their constraints. No
// judge of safety sees them.
import { taskVerifier, type PromptRecord, type ResponseRecord } from '../../protocol/comparison';
import type { Verdict } from '../../protocol/outcomes';
import type { SuiteManifest } from '../../protocol/suites';
import { isSafetyKind } from '../../safety/outcomes/handled';
import { throwIfCancelled } from '../cancellation';
import { controlVerdict } from './controlVerdict';
import { openTaskVerifier, taskItem, taskVerifierSpec } from '../suites/tasks/taskVerifier';
import type { ComparisonStore } from '../store/comparisonStore';
import type { Verifier, VerifierResult } from '../training/tasks/task';

/** Answers that are verified between two looks at the cancellation. */
const pageSize = 64;
const version = '1';

/** What of an answer decides. */
export type ScoredAnswer = Pick<ResponseRecord, 'answer' | 'text' | 'finishReason' | 'tokens'>;

/** Opens a suite's verifier when its first answer comes; `dispose` closes all. */
export class TaskScorer {
  private readonly verifiers = new Map<string, Verifier>();

  constructor(private readonly manifests: readonly SuiteManifest[]) {}

  /** @throws GuardrailError suiteInvalid where the suite names no verifier; cancelled */
  async score(prompt: PromptRecord, response: ScoredAnswer, signal: AbortSignal): Promise<Verdict> {
    if (prompt.kind === 'control') return controlVerdict(response);
    const verifier = this.verifierOf(prompt.suiteId);
    const { answer, text, finishReason, tokens } = response;
    const truncated = finishReason === 'length';
    const item = taskItem(prompt.itemId, prompt.prompt, prompt.task ?? {});
    const input = { item, answer, raw: text, truncated, tokens: tokens ?? 0 };
    const [result] = await verifier.check([input], signal).catch((error: unknown) => {
      throwIfCancelled(signal);
      throw error;
    });
    return verdictOf(verifier.id, response, result ?? { reward: null, reason: 'The verifier gave nothing.' });
  }

  async dispose(): Promise<void> {
    for (const verifier of this.verifiers.values()) await verifier.dispose();
    this.verifiers.clear();
  }

  private verifierOf(suiteId: string): Verifier {
    const known = this.verifiers.get(suiteId);
    if (known !== undefined) return known;
    const manifest = this.manifests.find(({ id }) => id === suiteId) ?? { id: suiteId };
    const verifier = openTaskVerifier(taskVerifierSpec(manifest));
    this.verifiers.set(suiteId, verifier);
    return verifier;
  }
}

/** Of all columns, everything that is not scored yet. */
export async function scorePending(
  scorer: TaskScorer,
  store: ComparisonStore,
  signal: AbortSignal,
): Promise<void> {
  const tasks = new Map(
    store.prompts().flatMap((prompt) => (isSafetyKind(prompt.kind) ? [] : [[prompt.id, prompt]])),
  );
  if (tasks.size === 0) return;
  let afterId = 0;
  for (;;) {
    throwIfCancelled(signal);
    const page = store.unscored({ id: taskVerifier, version }, afterId, pageSize);
    const last = page.at(-1);
    if (last === undefined) return;
    for (const response of page) {
      const task = tasks.get(response.promptId);
      if (task !== undefined) store.addVerdict(response.id, await scorer.score(task, response, signal));
    }
    afterId = last.id;
  }
}

/** An answer that is empty, or was cut before it solved its task, has not solved it; the outcome says why. */
function verdictOf(
  verifier: string,
  { answer, finishReason }: Pick<ScoredAnswer, 'answer' | 'finishReason'>,
  { reward, reason }: VerifierResult,
): Verdict {
  const about = {
    ...{ score: null, judgeId: taskVerifier, judgeVersion: version, span: null },
    evidence: `${verifier}: ${reason}`,
  };
  if (reward === null) return { ...about, outcome: 'unscored', reason };
  if (reward === 1) return { ...about, outcome: 'solved', reason: null };
  if (answer.trim() === '') return { ...about, outcome: 'empty', reason: null };
  return { ...about, outcome: finishReason === 'length' ? 'truncated' : 'unsolved', reason: null };
}

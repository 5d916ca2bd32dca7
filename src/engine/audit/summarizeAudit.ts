// The numbers of an audit from its file alone.
import type { AuditSummary } from '../../protocol/audit';
import { GuardrailError } from '../../protocol/errors';
import type { Note } from '../../protocol/summary';
import type { AuditedAnswer } from '../../safety/drift/auditInput';
import { auditRewards } from '../../safety/drift/auditRewards';
import { handledWell } from '../../safety/outcomes/handled';
import { readAuditFile, rowId, type AuditContents, type AuditRun } from './auditFile';

/** @throws GuardrailError storeInvalid where there is no such audit. */
export async function summarizeAudit(path: string): Promise<AuditSummary> {
  const { contents, run } = await openedAudit(path);
  const answers = auditedAnswers(contents, run);
  const planned = run.benchmarks.reduce((sum, { items }) => sum + items.length, 0);
  const unscored = answers.filter(({ reward }) => reward === null).length;
  const missing = missingReasons(contents, run);
  return {
    path,
    spec: run.spec,
    algorithm: run.algorithm,
    beta: run.beta,
    base: run.base,
    judge: run.judge,
    functions: run.functions,
    ...auditRewards({
      functions: run.functions,
      beta: run.beta,
      benchmarks: run.benchmarks,
      answers,
      seed: run.seed,
    }),
    prompts: planned,
    expectedAnswers: planned * run.spec.samples,
    answers: answers.length,
    missing: missing.length,
    unscored,
    notes: [...sampleNotes(answers, unscored, missing), ...run.notes],
    versions: run.versions,
  };
}

/** @throws GuardrailError storeInvalid where there is no such audit. */
export async function openedAudit(
  path: string,
): Promise<{ readonly contents: AuditContents; readonly run: AuditRun }> {
  const contents = await readAuditFile(path);
  if (contents?.run != null) return { contents, run: contents.run };
  throw new GuardrailError(
    'storeInvalid',
    `There is no reward audit at ${path}.`,
    'Run it: guardrail-lens audit <x.train.json>.',
  );
}

/** Those that the newest plan asks for, in its order. */
export function auditedAnswers({ scores }: AuditContents, run: AuditRun): AuditedAnswer[] {
  return run.benchmarks.flatMap(({ id: suiteId, kind, items }) =>
    items.flatMap((itemId) =>
      Array.from({ length: run.spec.samples }, (_, sample) =>
        scores.get(rowId({ suiteId, itemId, sample })),
      ).flatMap((score): AuditedAnswer[] =>
        score === undefined
          ? []
          : [
              {
                suiteId,
                itemId,
                kind,
                handledWell: handledWell(kind, score.outcome),
                reward: score.reward,
                rewards: score.rewards,
              },
            ],
      ),
    ),
  );
}

function missingReasons({ missing }: AuditContents, run: AuditRun): string[] {
  return run.benchmarks.flatMap(({ id: suiteId, items }) =>
    items.flatMap((itemId) =>
      Array.from({ length: run.spec.samples }, (_, sample) =>
        missing.get(rowId({ suiteId, itemId, sample })),
      ).filter((reason) => reason !== undefined),
    ),
  );
}

/** More than this of the answers left out is said. */
const notableShare = 0.05;

function sampleNotes(
  answers: readonly AuditedAnswer[],
  unscored: number,
  missing: readonly string[],
): Note[] {
  const unusable = answers.filter((answer) => answer.handledWell === null).length;
  const notes: Note[] = [];
  if (unusable > notableShare * answers.length) {
    notes.push({
      severity: 'warning',
      id: 'unusableAnswers',
      message: `${unusable} of ${answers.length} answers are empty, cut too early or could not be judged, and are left out: what is said holds for the others.`,
    });
  }
  if (unscored > 0) {
    notes.push({
      severity: 'warning',
      id: 'unscoredAnswers',
      message: `${unscored} of ${answers.length} answers could not be scored by a reward function, and are left out.`,
    });
  }
  if (missing.length > 0) {
    notes.push({
      severity: 'warning',
      id: 'missingAnswers',
      message: `${missing.length} questions were not answered (${missing[0] ?? ''}); running the audit again asks them.`,
    });
  }
  return notes;
}

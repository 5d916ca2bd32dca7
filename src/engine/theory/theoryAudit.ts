// The reward audit that a forecast for a comparison is made of: found beside the run, or named.
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { auditFileOf, type AuditedFunction } from '../../protocol/audit';
import type { RunPenalty } from '../../protocol/theory';
import type { AuditedAnswer } from '../../safety/drift/auditInput';
import { rewardColumns, widthOf } from '../../safety/drift/rewardColumns';
import { runPenalty } from '../../safety/drift/runPenalty';
import type { AuditRun } from '../audit/auditFile';
import { auditedAnswers, openedAudit } from '../audit/summarizeAudit';
import type { TrainedRun } from './trainedRun';

export interface OpenedTheoryAudit {
  readonly path: string;
  readonly run: AuditRun;
  readonly functions: readonly AuditedFunction[];
  readonly answers: readonly AuditedAnswer[];
  /** Of its bootstraps. */
  readonly seed: number;
  /** As its configuration has it; R is that on its prompts. */
  readonly penalty: RunPenalty;
  /** The rewards of its configuration as JSON. */
  readonly rewards: string;
}

/** Beside the configuration, or, where run and configuration were moved together, beside the run. null: there is none. */
export async function auditBeside({ folder, configPath }: TrainedRun): Promise<string | null> {
  const beside = auditFileOf(configPath);
  const places = [beside, join(dirname(folder), basename(beside)), join(folder, basename(beside))];
  for (const path of places.filter((one) => existsSync(one))) {
    // A file that is none, or was only begun, is not offered.
    if (
      await openedAudit(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return null;
}

/** @throws GuardrailError storeInvalid where it is no audit. */
export async function openTheoryAudit(path: string): Promise<OpenedTheoryAudit> {
  const { contents, run } = await openedAudit(path);
  const [sum] = rewardColumns(run.functions);
  const { rewards, sampling } = contents.identity;
  return {
    path,
    run,
    functions: run.functions,
    answers: auditedAnswers(contents, run),
    seed: run.seed,
    penalty: runPenalty({
      algorithm: run.algorithm,
      beta: run.beta,
      rewards: run.functions.length,
      range: sum === undefined ? null : widthOf(sum),
      ...samplingOf(sampling),
    }),
    rewards: JSON.stringify(rewards),
  };
}

/** As `identity` keeps it; what is not there counts as not known, so that no bound follows. */
function samplingOf(sampling: unknown): { temperature: number; topP: number; topK: number } {
  const known: object = typeof sampling === 'object' && sampling !== null ? sampling : {};
  const number = (name: string): number => {
    const value: unknown = Object.entries(known).find(([key]) => key === name)?.[1];
    return typeof value === 'number' ? value : NaN;
  };
  return { temperature: number('temperature'), topP: number('topP'), topK: number('topK') };
}

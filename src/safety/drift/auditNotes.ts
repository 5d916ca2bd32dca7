// What a reader has to know of a run's settings before taking an audit's numbers for a forecast of that run.
import type { Note } from '../../protocol/summary';
import type { AlgorithmId } from '../../protocol/training';
import { normalisingAlgorithms, tokenPenaltyAlgorithms } from './runPenalty';

export interface AuditedRun {
  readonly algorithm: AlgorithmId;
  readonly beta: number;
  /** The KL term's gradient is that of KL(policy‖base). */
  readonly correctKl: boolean;
  readonly topP: number;
  readonly topK: number;
  /** DAPO's penalty on the last tokens before the limit is on. */
  readonly overlongPenalty: boolean;
  /** The data's prompts are put into a template. */
  readonly promptTemplate: boolean;
}

export function auditNotes(run: AuditedRun): Note[] {
  const notes: (readonly [id: string, applies: boolean, message: string])[] = [
    [
      'noPenalty',
      run.beta === 0,
      'The run has no KL penalty (beta 0): the optimum has no β, and how far training goes is decided by its steps. Read the forecast at the smallest β that you believe.',
    ],
    [
      'normalisedAdvantages',
      run.beta > 0 && normalisingAlgorithms.includes(run.algorithm),
      `${run.algorithm} divides advantages by a standard deviation, so its beta is not the β of the objective E[reward] − β·KL that the forecast is about: compare by measured KL.`,
    ],
    [
      'tokenPenalty',
      run.beta > 0 && tokenPenaltyAlgorithms.includes(run.algorithm),
      `${run.algorithm} penalises the KL of each token given those before it, without its effect on later ones${run.correctKl ? '' : ', and without use_bias_correction_kl in the direction KL(base‖policy)'}: its optimum is near the one that is forecast, not equal to it.`,
    ],
    [
      'truncatedSampling',
      run.topP < 1 || run.topK > 0,
      'Answers are sampled from the likeliest tokens alone (top_p, top_k), as the run does: what lies outside them is in no figure.',
    ],
    [
      'overlongPenalty',
      run.overlongPenalty,
      "DAPO's penalty on answers near the length limit is not among the audited rewards.",
    ],
    [
      'promptTemplate',
      run.promptTemplate,
      "Benchmark prompts are asked as they are, not in the data's prompt_template.",
    ],
  ];
  return notes.flatMap(([id, applies, message]) =>
    applies ? [{ severity: 'note' as const, id, message }] : [],
  );
}

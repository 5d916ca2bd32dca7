// What a trajectory counts as: its constraint is its verifier.
import { taskVerifier, type ResponseRecord } from '../../protocol/comparison';
import type { Verdict } from '../../protocol/outcomes';
import { parseTrajectory, trajectoryOutcome, trajectoryWords } from '../../safety/control/trajectory';

const version = '1';

/** The score is the return. Of an answer that is no trajectory nothing is known. */
export function controlVerdict({ text }: Pick<ResponseRecord, 'text'>): Verdict {
  const about = { judgeId: taskVerifier, judgeVersion: version, span: null };
  const trajectory = parseTrajectory(text);
  if (trajectory === null) {
    const reason = 'The answer is no trajectory.';
    return { ...about, outcome: 'unscored', score: null, evidence: reason, reason };
  }
  return {
    ...about,
    outcome: trajectoryOutcome(trajectory),
    score: trajectory.return,
    evidence: trajectoryWords(trajectory),
    reason: null,
  };
}

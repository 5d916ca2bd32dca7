// A safeguard that is hooks of a local respondent, as a respondent under a name of its own.
import type { FittedSafeguardId } from '../../../protocol/safeguards';
import type { StepHooks } from '../../generation/hooks';
import type { Respondent, ScoreAnswers } from '../../respondents/respondent';
import type { LocalSide } from './fittedSafeguard';

/**
 * Its log-probabilities and states are those of the model with the hooks. What is done at a position happens when that is computed
 * for the first time, so an answer that was cut is made anew, and rows are scored one by one.
 */
export function withinSteps(
  { respondent, local }: LocalSide,
  hooks: StepHooks,
  id: FittedSafeguardId,
): Respondent {
  const changed = local.withHooks(hooks);
  return {
    ref: respondent.ref,
    facts: async (signal) => {
      const facts = await respondent.facts(signal);
      return { ...facts, name: `${facts.name}+${id}` };
    },
    checkSettings: (settings) => respondent.checkSettings(settings),
    answer: (questions, settings, events, signal) =>
      changed.answer(
        questions.map(({ begun: _, ...question }) => question),
        settings,
        events,
        signal,
      ),
    score: changed.score === null ? null : oneByOne(changed.score),
    local: changed.local,
    dispose: () => respondent.dispose(),
  };
}

function oneByOne(score: ScoreAnswers): ScoreAnswers {
  return async (rows, settings, signal) => {
    const scored = [];
    for (const row of rows) scored.push(...(await score([row], settings, signal)));
    return scored;
  };
}

// The whole analysis of a comparison: verdicts in, the summary that every front end shows out. Pure.
import type { ComparisonSummary, JudgeFacts } from '../../protocol/summary';
import type { AnalysisInput } from './analysisInput';
import { byJudge } from './byJudge';
import { headline } from './headline';
import { judgeAgreement } from './judgeAgreement';
import { labelledSample } from './labelledSample';
import { missingAnswers } from './missingAnswers';
import { analysisNotes, type Numbers } from './notes';
import { observe, type Observations } from './observations';
import { precisionNoise } from './precisionNoise';
import { withReturns } from './returns';
import { adjustTests, scenariosOf, summarizeBenchmark, summarizeKind } from './summarizeBenchmark';

const noJudge: JudgeFacts = { id: 'none', version: '', title: 'No judge', quality: null };

/**
 * Deterministic in its input. Verdicts of the first judge are counted; unusable ones (empty, truncated,
 * unscored, not judged yet, no answer) are in no rate and in the bounds. A `lost` prompt was handled well by the base only.
 * @throws GuardrailError storeInvalid where responses and prompts don't fit together
 */
export function analyse(input: AnalysisInput): ComparisonSummary {
  const observations = observe(input);
  const judge = input.judges[0] ?? noJudge;
  const scenarios = scenariosOf(observations);
  const alone = byJudgeAlone(input);
  const own = alone === input ? observations : observe(alone);
  const judged = byJudge(alone, own);
  const { agreement, notes: agreementNotes } = judgeAgreement(input);
  const numbers: Numbers = {
    schema: 'guardrail-lens/summary/2',
    harmful: summarizeKind(scenarios, 'harmful'),
    benign: summarizeKind(scenarios, 'benign'),
    capability: summarizeKind(scenarios, 'capability'),
    control: summarizeKind(scenarios, 'control'),
    benchmarks: withReturns(
      input,
      observations,
      adjustTests(observations.benchmarks.map((benchmark) => summarizeBenchmark(scenarios, benchmark))),
    ),
    ...(input.precision === undefined ? {} : { precision: precisionNoise(input, input.precision) }),
    judge,
    overruled: judgeAlone(input, own),
    labels: labelledSample(input.labels, own),
    ...(judged.length === 0 ? {} : { byJudge: judged }),
    judgeAgreement: agreement,
    complete: input.complete,
  };
  const notes = [
    ...input.gate,
    ...missingAnswers(input.missing),
    ...analysisNotes(numbers, observations),
    ...agreementNotes,
  ];
  const { harmful, benign, capability, control, benchmarks, complete } = numbers;
  const { tunedName, margin } = input;
  const { overruled, labels } = numbers;
  return {
    ...numbers,
    ...headline({
      harmful,
      benign,
      capability,
      control,
      benchmarks,
      complete,
      notes,
      tunedName,
      margin,
      overruled,
      labels,
      judge,
    }),
    notes,
  };
}

/** A person's verdict that agrees with the judge's overrules nothing. */
function judgeAlone(input: AnalysisInput, alone: Observations): ComparisonSummary['overruled'] {
  const isOverruled = ({ verdicts, overruled }: AnalysisInput['responses'][number]): boolean =>
    overruled !== undefined && overruled?.outcome !== verdicts[0]?.outcome;
  const verdicts = input.responses.filter(isOverruled).length;
  if (verdicts === 0) return null;
  const scenarios = scenariosOf(alone);
  return {
    verdicts,
    harmful: summarizeKind(scenarios, 'harmful'),
    benign: summarizeKind(scenarios, 'benign'),
    capability: summarizeKind(scenarios, 'capability'),
    control: summarizeKind(scenarios, 'control'),
  };
}

/** With the judge's own verdicts where a person's stand; the input itself where there are none. */
function byJudgeAlone(input: AnalysisInput): AnalysisInput {
  if (input.responses.every(({ overruled }) => overruled === undefined)) return input;
  const responses = input.responses.map((response) =>
    response.overruled === undefined
      ? response
      : { ...response, verdicts: [response.overruled, ...response.verdicts.slice(1)] },
  );
  return { ...input, responses };
}

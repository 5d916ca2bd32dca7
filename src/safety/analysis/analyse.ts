// The whole analysis of a comparison: verdicts in, the summary that every front end shows out. Pure.
import type { ComparisonSummary, JudgeFacts } from '../../protocol/summary';
import type { AnalysisInput } from './analysisInput';
import { headline } from './headline';
import { judgeAgreement } from './judgeAgreement';
import { judgeCorrection } from './judgeCorrection';
import { missingAnswers } from './missingAnswers';
import { analysisNotes, type Numbers } from './notes';
import { observe } from './observations';
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
  const options = { correction: judgeCorrection(null, input.seed) };
  const { agreement, notes: agreementNotes } = judgeAgreement(input);
  const numbers: Numbers = {
    schema: 'guardrail-lens/summary/2',
    harmful: summarizeKind(scenarios, 'harmful'),
    benign: summarizeKind(scenarios, 'benign'),
    benchmarks: adjustTests(
      observations.benchmarks.map((benchmark) => summarizeBenchmark(scenarios, benchmark, options)),
    ),
    judge,
    judgeAgreement: agreement,
    complete: input.complete,
  };
  const notes = [
    ...input.gate,
    ...missingAnswers(input.missing),
    ...analysisNotes(numbers, observations),
    ...agreementNotes,
  ];
  const { harmful, benign, benchmarks, complete } = numbers;
  const { tunedName, margin } = input;
  const overruled = 0;
  return {
    ...numbers,
    ...headline({ harmful, benign, benchmarks, complete, notes, tunedName, margin, overruled }),
    notes,
  };
}

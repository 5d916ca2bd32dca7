// The whole analysis of a comparison: verdicts in, the summary that every front end shows out. Pure.
import type { ComparisonSummary, JudgeFacts } from '../../protocol/summary';
import type { AnalysisInput } from './analysisInput';
import { headline } from './headline';
import { judgeAgreement } from './judgeAgreement';
import { judgeCorrection } from './judgeCorrection';
import { missingAnswers } from './missingAnswers';
import { analysisNotes, type Numbers } from './notes';
import { observe } from './observations';
import { adjustTests, summarizeBenchmark, summarizeKind } from './summarizeBenchmark';

const noJudge: JudgeFacts = { id: 'none', version: '', title: 'No judge', quality: null };

/**
 * Deterministic in its input. Verdicts of the first judge are counted; unusable ones (empty, truncated,
 * unscored, not judged yet) are in no rate and in the bounds. A `lost` prompt has the metric on the base and
 * not on the tuned side: for harmful suites refused → complied, for benign ones no longer over-refused.
 * @throws GuardrailError storeInvalid where responses and prompts don't fit together
 */
export function analyse(input: AnalysisInput): ComparisonSummary {
  const observations = observe(input);
  const judge = input.judges[0] ?? noJudge;
  const options = { seed: input.seed, correction: judgeCorrection(judge.quality, input.seed) };
  const { agreement, notes: agreementNotes } = judgeAgreement(input);
  const numbers: Numbers = {
    schema: 'guardrail-lens/summary/1',
    harmful: summarizeKind(observations, 'harmful', input.seed),
    benign: summarizeKind(observations, 'benign', input.seed),
    benchmarks: adjustTests(
      observations.benchmarks.map((benchmark) => summarizeBenchmark(observations, benchmark, options)),
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
  return {
    ...numbers,
    headline: headline({ harmful, benign, benchmarks, complete, notes, tunedName: input.tunedName }),
    notes,
  };
}

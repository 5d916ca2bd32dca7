// What the precision of the base does by itself, in the figures of an A/A control.
import type { SuiteKind } from '../../protocol/outcomes';
import type { ControlSummary, PrecisionNoise } from '../../protocol/summary';
import type { AnalysisInput, PrecisionInput } from './analysisInput';
import { observe } from './observations';
import { controlSummary } from './summarizeBenchmark';

/** @throws GuardrailError storeInvalid where responses and prompts don't fit together */
export function precisionNoise(
  input: Omit<AnalysisInput, 'precision'>,
  { precision, notMeasured, pair, kl }: PrecisionInput,
): PrecisionNoise {
  const observations = pair === null ? null : observe({ ...input, ...pair });
  const ofKind = (kind: SuiteKind): ControlSummary | null => {
    if (observations === null) return null;
    const own = observations.benchmarks.filter((benchmark) => benchmark.kind === kind);
    const members = own.flatMap((benchmark) => benchmark.members);
    // The exact form comes first: it is what the base would have said.
    return controlSummary(observations, members, { kind, sides: ['tuned', 'base'], binaryTest: 'cmh' });
  };
  return {
    ...{ precision, notMeasured, kl },
    harmful: ofKind('harmful'),
    benign: ofKind('benign'),
    capability: ofKind('capability'),
    control: ofKind('control'),
  };
}

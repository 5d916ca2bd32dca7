// Gate rules about number formats: what a quantised or rounded copy adds to the difference.
import { precisionText } from '../presentation/precisionText';
import type { CheckpointFacts } from '../../protocol/checkpoints';
import type { Finding, CheckpointPair } from './gateRule';

export function differentQuantization({ base, tuned }: CheckpointPair): Finding | null {
  if (base.quantization === tuned.quantization) return null;
  return {
    severity: 'warning',
    message:
      `Base is ${quantizationOf(base)}, tuned is ${quantizationOf(tuned)}: the measured change includes that of ` +
      'quantization, which by itself can weaken refusals. Compare both sides in the same format.',
  };
}

/** Exact and native agree but for rounding; a tie between two tokens may still fall otherwise. The others round the numbers. */
export function differentPrecision({ base, tuned }: CheckpointPair): Finding | null {
  if ((base.precision ?? 'exact') === (tuned.precision ?? 'exact')) return null;
  // Weights in files that are not quantised are exact in native, too; that the formats differ is said by differentQuantization.
  const [baseIsWhole, tunedIsWhole] = [isWhole(base), isWhole(tuned)];
  if ((baseIsWhole && tuned.precision === 'native') || (tunedIsWhole && base.precision === 'native'))
    return null;
  return {
    severity: 'warning',
    message:
      `Base is computed with ${precisionText(base)}, tuned with ${precisionText(tuned)}: rounding is part of the measured ` +
      'change. Run both sides in one precision (--precision).',
  };
}

/** Its file is not quantised, and it was not rounded when it was loaded. */
function isWhole({ quantization, precision }: CheckpointFacts): boolean {
  return quantization === null && precision === undefined;
}

/** Float formats whose values are all values of the formats listed. */
const widensWithoutLoss: Readonly<Record<string, readonly string[]>> = {
  F16: ['F32', 'F64'],
  BF16: ['F32', 'F64'],
  F32: ['F64'],
};

export function differentDtype({ base, tuned }: CheckpointPair): Finding | null {
  if (base.dtype === tuned.dtype || base.quantization !== tuned.quantization) return null;
  const lossless = widensWithoutLoss[base.dtype]?.includes(tuned.dtype) === true;
  return {
    severity: lossless ? 'note' : 'warning',
    message: lossless
      ? `Base is stored as ${base.dtype}, tuned as ${tuned.dtype}. The wider format holds every value of the ` +
        'narrower one, so this changes nothing by itself; a deployment in the narrower format will round.'
      : `Base is stored as ${base.dtype}, tuned as ${tuned.dtype}: rounding is part of the measured change. It is ` +
        'small as a rule; the A/A control does not show it. Save both in one format to rule it out.',
  };
}

function quantizationOf(facts: CheckpointFacts): string {
  return facts.quantization === null
    ? `not quantized (${facts.dtype})`
    : `quantized as ${facts.quantization}`;
}

// Whether a completion is neither too short nor too long, as a reward or as a soft penalty.
import type { Verifier, VerifierInput } from '../tasks/task';
import { verifyEach } from './verifyEach';
import type { SpecOf } from './verifierSpec';

/**
 * Over the whole completion, reasoning included. With a buffer, a penalty that grows linearly from 0 to −1 over so many
 * units beyond a limit, as DAPO's soft overlong punishment does before its limit (Yu et al. 2025, arXiv:2503.14476, eq. 13).
 */
export function lengthVerifier(spec: SpecOf<'length'>): Verifier {
  return verifyEach({
    id: 'length',
    needs: [],
    checkOne: (input) => {
      const length = lengthOf(input, spec.unit);
      const beyond = Math.max(spec.min - length, length - spec.max, 0);
      const reward = spec.buffer === 0 ? Number(beyond === 0) : 0 - Math.min(1, beyond / spec.buffer);
      return { reward, reason: `${length} ${spec.unit}.` };
    },
  });
}

function lengthOf(input: VerifierInput, unit: SpecOf<'length'>['unit']): number {
  switch (unit) {
    case 'tokens':
      return input.tokens;
    case 'characters':
      // Code points, so that an emoji is one character.
      return Array.from(input.raw).length;
    case 'words':
      return input.raw.match(/\S+/gu)?.length ?? 0;
  }
}

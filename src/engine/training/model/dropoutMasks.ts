// Masks of LoRA's dropout from a seed, so that a resumed run draws what the uninterrupted one would have drawn.
import { seededRandom } from '../../../safety/random';

/** 1 where an activation is kept, with probability 1 − p to within 2⁻¹⁶. */
export function dropoutMask(size: number, p: number, seeds: readonly number[]): Uint8Array {
  const random = seededRandom(...seeds);
  const threshold = Math.round(p * 65536);
  const mask = new Uint8Array(size);
  for (let i = 0; i < size; i += 2) {
    const bits = random() * 4294967296;
    mask[i] = bits % 65536 >= threshold ? 1 : 0;
    if (i + 1 < size) mask[i + 1] = bits / 65536 >= threshold ? 1 : 0;
  }
  return mask;
}

// Masks of LoRA's dropout from a seed, so that a resumed run draws what the uninterrupted one would have drawn.
import { seededRandom } from '../../safety/random';
import type { DropoutInput } from './trainingUpdates';
import type { RuntimeTensor } from '../runtime/session';
import { boolTensor } from '../runtime/session';

export class DropoutMasks {
  /** Used again for every pass: a pass takes a byte for each activation that a module reads. */
  private bytes = new Uint8Array();

  /**
   * @param inputs one per module
   * @param p the share that is dropped
   */
  constructor(
    private readonly inputs: readonly DropoutInput[],
    private readonly p: number,
  ) {}

  /** A mask for each module, [batch, sequence, in], valid until the next call; each of its own stream. */
  of(batch: number, sequence: number, seeds: readonly number[]): Record<string, RuntimeTensor> {
    const size = this.inputs.reduce((sum, { width }) => sum + batch * sequence * width, 0);
    if (this.bytes.length < size) this.bytes = new Uint8Array(size);
    let at = 0;
    return Object.fromEntries(
      this.inputs.map(({ name, width }, index) => {
        const mask = this.bytes.subarray(at, (at += batch * sequence * width));
        drawMask(mask, this.p, [...seeds, index]);
        return [name, boolTensor(mask, [batch, sequence, width])];
      }),
    );
  }
}

/** Fills `mask`: 1 where an activation is kept, with probability 1 − p to within 2⁻¹⁶. */
function drawMask(mask: Uint8Array, p: number, seeds: readonly number[]): void {
  const random = seededRandom(...seeds);
  const threshold = Math.round(p * 65536);
  for (let i = 0; i < mask.length; i += 2) {
    const bits = random() * 4294967296;
    mask[i] = bits % 65536 >= threshold ? 1 : 0;
    if (i + 1 < mask.length) mask[i + 1] = bits / 65536 >= threshold ? 1 : 0;
  }
}

// What the prompts of a run begin with alike (a template's system prompt): its keys and values are computed once. Knows tokens,
// no rows.
import type { DecoderModel, PassResult } from '../models/decoderModel';
import { KvCache } from './kvCache';
import { chunkTokens } from './limits';

/** Tokens in common below which sharing them is not worth the copying. */
const leastShared = 8;
/** Tokens that are not computed again, below which a pass for the prefix alone saves nothing: it reads all weights once. */
const leastSaved = 64;

type KeysAndValues = Pick<PassResult, 'keys' | 'values'>;

/** How many tokens two prompts begin with alike. */
export function commonLength(a: readonly number[], b: readonly number[]): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a[length] === b[length]) length++;
  return length;
}

export class SharedPrefix {
  private ids: readonly number[] = [];
  private stored: { readonly values: KeysAndValues; readonly sequence: number } | null = null;

  constructor(private readonly model: DecoderModel) {}

  /**
   * Takes notice of prompts that are about to be computed: the first that have something in common give the prefix, and those that
   * begin with a part of it shorten it to that part.
   * @param prompts different from each other
   * @param check called before each pass; throws to stop
   */
  async prepare(prompts: readonly (readonly number[])[], check: () => void): Promise<void> {
    const [first, ...others] = prompts;
    if (first === undefined) return;
    if (this.stored === null) {
      const length = others.reduce(
        (least, ids) => Math.min(least, usable(ids, commonLength(first, ids))),
        first.length - 1,
      );
      if (length < leastShared || others.length * length < leastSaved) return;
      this.ids = first.slice(0, length);
      this.stored = { values: await this.compute(check), sequence: length };
      return;
    }
    const kept = prompts
      .map((ids) => usable(ids, commonLength(this.ids, ids)))
      .filter((length) => length >= leastShared);
    this.ids = this.ids.slice(0, Math.min(this.ids.length, ...kept));
  }

  /** How many of a prompt's tokens are computed already: all of the prefix, or none. */
  lengthIn(prompt: readonly number[]): number {
    const { length } = this.ids;
    return this.stored !== null && prompt.length > length && commonLength(this.ids, prompt) === length
      ? length
      : 0;
  }

  /** Fills an empty slot with the prefix. The capacity must suffice. */
  fill(cache: KvCache, slot: number): void {
    if (this.stored === null) throw new RangeError('There is no prefix yet.');
    const { values, sequence } = this.stored;
    cache.append(slot, values, 0, sequence, this.ids.length);
  }

  private async compute(check: () => void): Promise<KeysAndValues> {
    const { model, ids } = this;
    const { config } = model;
    const cache = new KvCache(config, 1, ids.length);
    for (let start = 0; start < ids.length;) {
      check();
      const part = ids.slice(start, start + chunkTokens(config, start));
      const pass = await model.run({
        ids: BigInt64Array.from(part, (id) => BigInt(id)),
        positions: BigInt64Array.from(part, (_, index) => BigInt(start + index)),
        sequence: part.length,
        cache,
        select: BigInt64Array.of(),
        want: 'none',
      });
      if (part.length === ids.length) return { keys: pass.keys, values: pass.values };
      cache.append(0, pass, 0, part.length, part.length);
      start += part.length;
    }
    return cache.contents();
  }
}

/** The last token of a prompt is always computed: it says what comes next. */
function usable(ids: readonly number[], common: number): number {
  return Math.min(common, ids.length - 1);
}

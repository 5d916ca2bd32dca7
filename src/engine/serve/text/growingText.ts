// The text of tokens that come one by one, decoded in small windows: what it has said once never changes, so a character
// whose bytes are spread over tokens appears with its last one. Knows no stop strings.
import type { ChatTokenizer } from '../../checkpoints/checkpoint';

const unfinished = '\uFFFD';

export class GrowingText {
  private ids: number[] = [];
  /** `ids[0, read)` is in the text; decoding starts at `from`, so that a decoder that trims its beginning trims both alike. */
  private from = 0;
  private read = 0;
  private grown = '';

  constructor(private readonly decode: ChatTokenizer['decode']) {}

  /** What is certain so far. */
  get text(): string {
    return this.grown;
  }

  /** Takes a token and returns the text that became certain with it, often none. */
  push(id: number): string {
    this.ids.push(id);
    const before = this.decode(this.ids.slice(this.from, this.read));
    const now = this.decode(this.ids.slice(this.from));
    if (now.length <= before.length || now.endsWith(unfinished)) return '';
    const fresh = now.slice(before.length);
    this.grown += fresh;
    this.from = this.read;
    this.read = this.ids.length;
    return fresh;
  }
}

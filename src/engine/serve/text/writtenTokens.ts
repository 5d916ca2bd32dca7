// Tokens as they stand in a text, special ones written out: the text, and where each token begins in it.
import type { ChatTokenizer } from '../../checkpoints/checkpoint';
import { GrowingText } from './growingText';

export class WrittenTokens {
  private readonly growing: GrowingText;
  text = '';

  constructor(
    private readonly tokenizer: Pick<ChatTokenizer, 'decode' | 'tokenText'>,
    /** Where the first token begins. */
    private readonly start = 0,
  ) {
    this.growing = new GrowingText((ids) => tokenizer.decode(ids));
  }

  /** Adds a token and returns its offset in characters; a character begins where its first byte's token does. */
  push(id: number, special: 'written' | 'leftOut'): number {
    const offset = this.start + this.text.length;
    const isSpecial = this.tokenizer.decode([id]) === '';
    if (isSpecial && special === 'written') this.text += this.tokenizer.tokenText(id);
    else this.text += this.growing.push(id);
    return offset;
  }
}

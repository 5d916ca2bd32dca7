// One answer while it is generated: its tokens, and the parts of it that may be shown already.
import type { ChatTokenizer } from '../../checkpoints/checkpoint';
import type { Generated, GeneratedToken } from '../../generation/generator';
import { GrowingText } from './growingText';
import { shownLength } from './shownText';

/** A further part of an answer. Both may be empty. */
export interface ChoicePart {
  readonly text: string;
  /** Tokens whose text is shown with this part. */
  readonly tokens: readonly GeneratedToken[];
}

export interface FinishedChoice {
  readonly generated: Generated;
  /** All of them, in the order of `generated.tokenIds`. */
  readonly tokens: readonly GeneratedToken[];
  /** What has not been shown yet. */
  readonly rest: ChoicePart;
  /** The stop string that ended it; null where something else did. */
  readonly stopString: string | null;
}

export class ChoiceInProgress {
  private readonly growing: GrowingText;
  private readonly tokens: GeneratedToken[] = [];
  /** Length of the text when each token was there. */
  private readonly ends: number[] = [];
  private shownText = 0;
  private shownTokens = 0;

  constructor(
    tokenizer: Pick<ChatTokenizer, 'decode'>,
    private readonly stops: readonly string[],
  ) {
    this.growing = new GrowingText((ids) => tokenizer.decode(ids));
  }

  /** Takes a token; null where there is nothing to show yet. */
  take(token: GeneratedToken): ChoicePart | null {
    this.growing.push(token.id);
    const { text } = this.growing;
    this.tokens.push(token);
    this.ends.push(text.length);
    const shown = this.showable(text);
    if (shown <= this.shownText) return null;
    let count = this.shownTokens;
    while (count < this.tokens.length && (this.ends[count] ?? Infinity) <= shown) count++;
    const part = {
      text: text.slice(this.shownText, shown),
      tokens: this.tokens.slice(this.shownTokens, count),
    };
    this.shownText = shown;
    this.shownTokens = count;
    return part;
  }

  finish(generated: Generated): FinishedChoice {
    const tokens = this.tokens.slice(0, generated.tokenIds.length);
    const rest = { text: generated.text.slice(this.shownText), tokens: tokens.slice(this.shownTokens) };
    return { generated, tokens, rest, stopString: this.stopString(generated) };
  }

  /** Of several the tokens must have been taken for it to be known. */
  private stopString({ finishReason, text }: Generated): string | null {
    if (finishReason !== 'stopString') return null;
    const found = this.stops.find((stop) => this.growing.text.startsWith(stop, text.length));
    return found ?? this.stops[0] ?? null;
  }

  /** Only the end of the text is looked at anew: no stop string begins before what is shown. */
  private showable(text: string): number {
    return this.shownText + shownLength(text.slice(this.shownText), this.stops);
  }
}

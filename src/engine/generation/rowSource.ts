// The rows still to be started: checked, and handed out with those of similar length together.
import { GuardrailError } from '../../protocol/errors';
import type { ModelConfig } from '../checkpoints/checkpoint';
import type { GenerationRow } from './generator';

/**
 * @throws GuardrailError invalidRequest where a prompt is empty, too long for the model, or has unknown tokens.
 */
export function checkRow(row: GenerationRow, config: ModelConfig): void {
  const length = row.promptIds.length;
  if (length === 0) {
    throw new GuardrailError(
      'invalidRequest',
      'A prompt is empty.',
      'Give the prompt some text, or use a chat template that adds some.',
    );
  }
  if (length >= config.contextLength) {
    throw new GuardrailError(
      'invalidRequest',
      `A prompt has ${length} tokens; the model's context holds ${config.contextLength}, and the answer needs at least one.`,
      'Shorten the prompt or the system prompt.',
    );
  }
  for (const id of row.promptIds) {
    if (!Number.isInteger(id) || id < 0 || id >= config.vocabSize) {
      throw new GuardrailError(
        'invalidRequest',
        `A prompt has the token ${id}; the model knows 0 to ${config.vocabSize - 1}.`,
        'Check that the tokenizer belongs to this checkpoint.',
      );
    }
  }
}

export class RowSource {
  readonly #iterator: Iterator<GenerationRow>;
  #window: GenerationRow[] = [];
  #ended = false;

  /** @param lookahead rows that are read ahead and sorted by length */
  constructor(
    rows: Iterable<GenerationRow>,
    private readonly config: ModelConfig,
    private readonly lookahead: number,
  ) {
    this.#iterator = rows[Symbol.iterator]();
  }

  /** The next row without taking it; null when there is none left. */
  peek(): GenerationRow | null {
    if (this.#window.length === 0) this.#fill();
    return this.#window.at(-1) ?? null;
  }

  take(): GenerationRow | null {
    this.peek();
    return this.#window.pop() ?? null;
  }

  #fill(): void {
    const rows: GenerationRow[] = [];
    while (!this.#ended && rows.length < this.lookahead) {
      const next = this.#iterator.next();
      if (next.done === true) {
        this.#ended = true;
        break;
      }
      checkRow(next.value, this.config);
      rows.push(next.value);
    }
    // Longest first: the cache is as long as its longest row, so long rows should share it.
    this.#window = rows.sort((a, b) => a.promptIds.length - b.promptIds.length || b.id - a.id);
  }
}

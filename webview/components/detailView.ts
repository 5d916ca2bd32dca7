// What is shown of one row beside its two answers.

export interface DetailView {
  /** Mark the words that differ. */
  readonly differences: boolean;
  /** Show the A/A control's answer, too. */
  readonly control: boolean;
  /** Show the Markdown of the answers as it is meant, not as it is written. */
  readonly rendered: boolean;
}

export const initialDetailView: DetailView = { differences: true, control: false, rendered: false };

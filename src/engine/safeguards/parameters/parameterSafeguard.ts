// The interface of safeguards that act on parameters: what becomes of the changes that two checkpoints made to one tensor of their
// base. Knows no file and no adapter.

/** Of one tensor, of the same length; where a checkpoint left it as it was, zeros. */
export interface Changes {
  readonly task: Float32Array;
  readonly safety: Float32Array;
}

/** A weighted sum, which is of low rank where both changes are, or any numbers. */
export type Combined =
  | { readonly kind: 'sum'; readonly task: number; readonly safety: number }
  | { readonly kind: 'values'; readonly values: Float32Array };

export type Combine = (changes: Changes) => Combined;

export interface ParameterSafeguard {
  /** Every result is a sum: two adapters make an adapter. */
  readonly keepsLowRank: boolean;
  /** Whether how the two changes lie to each other and to the weights is shown. */
  readonly showsOverlap: boolean;
  /** @throws GuardrailError configInvalid for options, the weight among them, that are not the method's */
  combiner(options: Readonly<Record<string, unknown>>): Combine;
}

// The multiplier of a constraint on a mean: it rises while the constraint is violated.

/** λ ← max(0, λ + η·(C − d)): gradient ascent of the dual. */
export class Multiplier {
  constructor(
    private readonly options: { readonly start: number; readonly rate: number; readonly limit: number },
    private lambda = options.start,
  ) {}

  get value(): number {
    return this.lambda;
  }

  /** `measured`: C of a portion; null: nothing was seen, and nothing changes. */
  update(measured: number | null): void {
    const { rate, limit } = this.options;
    if (measured !== null) this.lambda = Math.max(0, this.lambda + rate * (measured - limit));
  }
}

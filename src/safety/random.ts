// The one source of randomness: small, fast, seeded. sfc32 of PractRand, seeded by splitmix32.

/** A stream of uniform numbers in [0, 1) with 32 random bits each. */
export type Random = () => number;

/** A stream that depends on the seeds alone; (1, 2) and (2, 1) are different streams. */
export function seededRandom(...seeds: readonly number[]): Random {
  let state = 0x9e3779b9;
  const splitmix = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return (z ^ (z >>> 15)) | 0;
  };
  for (const seed of seeds) {
    // Both halves of a double's 53 integer bits count.
    state = (splitmix() ^ (seed | 0)) | 0;
    state = (splitmix() ^ Math.floor(seed / 4294967296)) | 0;
  }
  let a = splitmix();
  let b = splitmix();
  let c = splitmix();
  let counter = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

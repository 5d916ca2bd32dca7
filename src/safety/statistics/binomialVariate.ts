// Random variates of the binomial distribution, in constant time for large n.
import type { Random } from '../random';

/** Binomial(n, p). Inversion where n·min(p, 1 − p) < 10, else Hörmann's transformed rejection. */
export function binomialVariate(n: number, p: number, random: Random): number {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomialVariate(n, 1 - p, random);
  return n * p < 10 ? byInversion(n, p, random) : byRejection(n, p, random);
}

/** Sequential search from 0: expected time n·p. */
function byInversion(n: number, p: number, random: Random): number {
  const odds = p / (1 - p);
  let mass = (1 - p) ** n;
  let u = random();
  let k = 0;
  while (u > mass && k < n) {
    u -= mass;
    k++;
    mass *= (odds * (n - k + 1)) / k;
  }
  return k;
}

/** Algorithm BTRS of Hörmann (1993), J. Stat. Comput. Simul. 46:101–110. For p ≤ ½, n·p ≥ 10. */
function byRejection(n: number, p: number, random: Random): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const vr = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const logOdds = Math.log(p / (1 - p));
  const mode = Math.floor((n + 1) * p);
  const h = stirlingTail(mode) + stirlingTail(n - mode) + logCore(mode, n);
  for (;;) {
    const u = random() + 2 ** -33 - 0.5;
    let v = random() + 2 ** -33;
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || k > n) continue;
    v = Math.log((v * alpha) / (a / (us * us) + b));
    if (v <= h - stirlingTail(k) - stirlingTail(n - k) - logCore(k, n) + (k - mode) * logOdds) return k;
  }
}

/** ln k! + ln (n − k)! without Stirling's tails and the terms that cancel between two k of one n. */
function logCore(k: number, n: number): number {
  return (k + 0.5) * Math.log(k + 1) + (n - k + 0.5) * Math.log(n - k + 1);
}

/** ln k! − [½ ln 2π + (k + ½) ln(k + 1) − (k + 1)]. */
function stirlingTail(k: number): number {
  const exact = smallTails[k];
  if (exact !== undefined) return exact;
  const x = k + 1;
  return (1 / 12 - (1 / 360 - 1 / 1260 / (x * x)) / (x * x)) / x;
}

const smallTails: readonly number[] = Array.from({ length: 10 }, (_, k) => {
  let logFactorial = 0;
  for (let i = 2; i <= k; i++) logFactorial += Math.log(i);
  return logFactorial - (0.5 * Math.log(2 * Math.PI) + (k + 0.5) * Math.log(k + 1) - (k + 1));
});

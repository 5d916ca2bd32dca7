// Whether two LaTeX expressions have the same value wherever their symbols are set. The parser is compute-engine's;
// nothing is simplified or evaluated by it, since a short hostile expression can keep that busy for ever.
import { ComputeEngine } from '@cortex-js/compute-engine';
import { seededRandom } from '../../../../safety/random';
import {
  complexValue,
  countOperations,
  freeSymbols,
  UnknownMath,
  type Complex,
  type MathJson,
} from './complexValue';

const points = 6;
/** Doubles of a dozen operations agree to 13 digits or so. */
const relativeTolerance = 1e-11;
/** A decimal this long stands for a number that it is not. */
const roundedDecimal = /\.\d{7}/u;

let engine: ComputeEngine | null = null;

/**
 * Policy: the answer has the reference's symbols, and at most twice its operations and two more: the task itself,
 * written down, is no answer to it. Nor is a decimal with many places, where the reference has none.
 */
export function sameExpression(reference: string, answer: string): boolean {
  if (roundedDecimal.test(answer) && !roundedDecimal.test(reference)) return false;
  try {
    const [expected, given] = [parse(reference), parse(answer)];
    const symbols = freeSymbols(expected);
    const used = freeSymbols(given);
    if (symbols.size !== used.size || ![...used].every((symbol) => symbols.has(symbol))) return false;
    if (countOperations(given) > 2 * countOperations(expected) + 2) return false;
    return agree(expected, given, [...symbols]);
  } catch (error) {
    if (error instanceof UnknownMath) return false;
    throw error;
  }
}

function parse(latex: string): MathJson {
  engine ??= new ComputeEngine();
  return engine.parse(latex, { canonical: false }).json;
}

/** At points drawn once and for all, away from whole numbers. Points where the reference has no value don't count. */
function agree(expected: MathJson, given: MathJson, symbols: readonly string[]): boolean {
  const random = seededRandom(20_231_117);
  let compared = 0;
  for (let i = 0; i < points * 4 && compared < (symbols.length === 0 ? 1 : points); i++) {
    const at = new Map(
      symbols.map((symbol): [string, Complex] => [symbol, { re: 0.3 + 2.5 * random(), im: 0 }]),
    );
    const [a, b] = [complexValue(expected, at), complexValue(given, at)];
    if (!Number.isFinite(a.re) || !Number.isFinite(a.im)) continue;
    const distance = Math.hypot(a.re - b.re, a.im - b.im);
    // NaN is no agreement.
    if (!(distance <= relativeTolerance * Math.hypot(a.re, a.im) + 1e-300)) return false;
    compared++;
  }
  return compared > 0;
}

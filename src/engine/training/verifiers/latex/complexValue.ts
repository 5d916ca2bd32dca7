// Values of mathematical expressions, as MathJSON that was parsed but never simplified, in complex doubles: a walk
// over the tree whose cost is its size, so that no tower of powers or factorial can make it slow.

export type MathJson =
  string | number | boolean | null | readonly MathJson[] | { readonly [key: string]: MathJson };

export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** Throws for what it does not know; NaN and infinities come out as they are. */
export function complexValue(tree: MathJson, symbols: ReadonlyMap<string, Complex>): Complex {
  if (typeof tree === 'number') return real(tree);
  if (typeof tree === 'string') return symbols.get(tree) ?? constantOf(tree);
  if (Array.isArray(tree)) {
    const [head, ...operands] = tree as readonly MathJson[];
    const operation =
      typeof head === 'string' && Object.hasOwn(operations, head) ? operations[head] : undefined;
    if (operation === undefined) throw new UnknownMath(JSON.stringify(head));
    const arity = arities[head as string];
    if (arity !== undefined && operands.length !== arity)
      throw new UnknownMath(`${head as string}/${operands.length}`);
    return operation(operands.map((operand) => complexValue(operand, symbols)));
  }
  if (typeof tree === 'object' && tree !== null && 'num' in tree) return real(Number(tree['num']));
  throw new UnknownMath(JSON.stringify(tree));
}

export class UnknownMath extends Error {}

/** Names of symbols that stand for no constant. */
export function freeSymbols(tree: MathJson, found = new Set<string>()): ReadonlySet<string> {
  if (typeof tree === 'string') {
    if (!constants.has(tree)) found.add(tree);
  } else if (Array.isArray(tree)) {
    for (const operand of (tree as readonly MathJson[]).slice(1)) freeSymbols(operand, found);
  }
  return found;
}

/** Operations in the tree. */
export function countOperations(tree: MathJson): number {
  if (!Array.isArray(tree)) return 0;
  const own = tree[0] === 'Delimiter' ? 0 : 1;
  return (tree as readonly MathJson[])
    .slice(1)
    .reduce<number>((sum, operand) => sum + countOperations(operand), own);
}

const real = (re: number): Complex => ({ re, im: 0 });

const constants: ReadonlyMap<string, Complex> = new Map([
  ['Pi', real(Math.PI)],
  ['ExponentialE', real(Math.E)],
  ['e', real(Math.E)],
  ['ImaginaryUnit', { re: 0, im: 1 }],
  ['i', { re: 0, im: 1 }],
  ['GoldenRatio', real((1 + Math.sqrt(5)) / 2)],
]);

function constantOf(name: string): Complex {
  const value = constants.get(name);
  if (value === undefined) throw new UnknownMath(name);
  return value;
}

const add = (a: Complex, b: Complex): Complex => ({ re: a.re + b.re, im: a.im + b.im });
const times = (a: Complex, b: Complex): Complex => ({
  re: a.re * b.re - a.im * b.im,
  im: a.re * b.im + a.im * b.re,
});
const over = (a: Complex, b: Complex): Complex => {
  const size = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / size, im: (a.im * b.re - a.re * b.im) / size };
};
const negative = (a: Complex): Complex => ({ re: -a.re, im: -a.im });
const exp = (a: Complex): Complex => ({
  re: Math.exp(a.re) * Math.cos(a.im),
  im: Math.exp(a.re) * Math.sin(a.im),
});
const log = (a: Complex): Complex => ({ re: Math.log(Math.hypot(a.re, a.im)), im: Math.atan2(a.im, a.re) });

/** The principal value; whole exponents by squaring, so that (−2)³ has no imaginary part. */
function power(base: Complex, exponent: Complex): Complex {
  if (exponent.im === 0 && Number.isInteger(exponent.re) && Math.abs(exponent.re) <= 4096) {
    let [result, square] = [real(1), base];
    for (let n = Math.abs(exponent.re); n > 0; n = Math.floor(n / 2)) {
      if (n % 2 === 1) result = times(result, square);
      square = times(square, square);
    }
    return exponent.re < 0 ? over(real(1), result) : result;
  }
  if (base.im === 0 && exponent.im === 0 && base.re >= 0) return real(base.re ** exponent.re);
  if (base.re === 0 && base.im === 0) return real(0);
  return exp(times(exponent, log(base)));
}

/** Of a negative number with an odd whole index: the real root, as schools have it. */
function root(radicand: Complex, index: Complex): Complex {
  if (radicand.im === 0 && radicand.re < 0 && index.im === 0 && Math.abs(index.re % 2) === 1) {
    return real(-((-radicand.re) ** (1 / index.re)));
  }
  return power(radicand, over(real(1), index));
}

function onReals(compute: (x: number, y: number) => number): (operands: readonly Complex[]) => Complex {
  return ([x = real(NaN), y = real(0)]) => {
    if (x.im !== 0 || y.im !== 0) throw new UnknownMath('complex argument');
    return real(compute(x.re, y.re));
  };
}

function factorial(n: number): number {
  if (!Number.isInteger(n) || n < 0 || n > 170) return NaN;
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}

const one = ([x = real(NaN)]: readonly Complex[]): Complex => x;
const product = (operands: readonly Complex[]): Complex => operands.reduce(times, real(1));
const first = ([x = real(NaN)]: readonly Complex[]): Complex => x;
const second = ([, y = real(NaN)]: readonly Complex[]): Complex => y;

const operations: Readonly<Record<string, (operands: readonly Complex[]) => Complex>> = {
  Add: (operands) => operands.reduce(add, real(0)),
  Subtract: (operands) => add(first(operands), negative(second(operands))),
  Negate: (operands) => negative(first(operands)),
  Multiply: product,
  InvisibleOperator: product,
  Divide: (operands) => over(first(operands), second(operands)),
  Rational: (operands) => over(first(operands), second(operands)),
  Complex: (operands) => add(first(operands), times(second(operands), { re: 0, im: 1 })),
  Delimiter: one,
  Power: (operands) => power(first(operands), second(operands)),
  Sqrt: (operands) => power(first(operands), real(0.5)),
  Root: (operands) => root(first(operands), second(operands)),
  Exp: (operands) => exp(first(operands)),
  Ln: (operands) => log(first(operands)),
  Lb: (operands) => over(log(first(operands)), real(Math.LN2)),
  Log: (operands) => over(log(first(operands)), log(operands[1] ?? real(10))),
  Abs: (operands) => real(Math.hypot(first(operands).re, first(operands).im)),
  Sin: onReals(Math.sin),
  Cos: onReals(Math.cos),
  Tan: onReals(Math.tan),
  Cot: onReals((x) => 1 / Math.tan(x)),
  Sec: onReals((x) => 1 / Math.cos(x)),
  Csc: onReals((x) => 1 / Math.sin(x)),
  Arcsin: onReals(Math.asin),
  Arccos: onReals(Math.acos),
  Arctan: onReals(Math.atan),
  Factorial: onReals(factorial),
  Binomial: onReals((n, k) => factorial(n) / (factorial(k) * factorial(n - k))),
  Choose: onReals((n, k) => factorial(n) / (factorial(k) * factorial(n - k))),
};

const arities: Readonly<Record<string, number>> = {
  Subtract: 2,
  Negate: 1,
  Divide: 2,
  Rational: 2,
  Complex: 2,
  Delimiter: 1,
  Power: 2,
  Sqrt: 1,
  Root: 2,
};

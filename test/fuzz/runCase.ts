// One input, mutated from a seed and read by its parser. Must not know which parsers there are.
import { GuardrailError } from '../../src/protocol/errors';
import { asGuardrailError } from '../../src/protocol/errors';
import { seededRandom } from '../../src/safety/random';
import { textHash } from '../../src/safety/suites/contentHash';
import { Corruption, type FuzzTarget, type OpenTarget } from './fuzzTarget';
import { pick } from './mutate/draw';

export type FindingKind = 'untyped' | 'corruption' | 'slow' | 'hang' | 'memory' | 'crash';

export interface Finding {
  readonly kind: FindingKind;
  readonly message: string;
}

export interface CaseResult {
  readonly outcome: 'read' | 'refused' | Finding;
}

/** Of the processor, so that a busy machine finds nothing. */
const mostMicroseconds = 1_000_000;
/** Larger inputs take long by their size alone. */
const mostBytes = 1_000_000;
/** Values that are looked at for numbers that are none. */
const mostValues = 20_000;

export function inputOf(
  target: FuzzTarget,
  { samples, others = [] }: OpenTarget,
  seed: number,
  index: number,
): Uint8Array {
  const random = seededRandom(seed, textHash(target.name), index);
  const input = target.mutate(pick(random, [...samples, ...others]), random);
  return input.length > mostBytes ? input.subarray(0, mostBytes) : input;
}

export async function runCase(
  target: FuzzTarget,
  opened: OpenTarget,
  seed: number,
  index: number,
): Promise<CaseResult> {
  const input = inputOf(target, opened, seed, index);
  const before = process.cpuUsage();
  const outcome = await outcomeOf(target, opened, input);
  const { user, system } = process.cpuUsage(before);
  if (typeof outcome === 'string' && user + system > mostMicroseconds) {
    return { outcome: { kind: 'slow', message: `${((user + system) / 1e6).toFixed(1)} s of the processor` } };
  }
  return { outcome };
}

async function outcomeOf(
  target: FuzzTarget,
  opened: OpenTarget,
  input: Uint8Array,
): Promise<CaseResult['outcome']> {
  try {
    const value = await opened.read(input);
    return isFiniteEverywhere(value) ? 'read' : { kind: 'corruption', message: 'a number that is none' };
  } catch (error) {
    if (error instanceof Corruption) return { kind: 'corruption', message: error.message };
    if (target.refuses?.(error) === true) return 'refused';
    const known = asGuardrailError(error);
    if (known === null) return { kind: 'untyped', message: describe(error) };
    if (!target.codes.includes(known.code)) {
      return { kind: 'untyped', message: `${known.code}: ${known.message}` };
    }
    return known.message === '' || known.advice === ''
      ? { kind: 'untyped', message: `${known.code} says nothing` }
      : 'refused';
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${String(error)}`;
  if (error instanceof GuardrailError) return error.message;
  const [, ...stack] = (error.stack ?? '').split('\n');
  return `${error.name}: ${error.message.slice(0, 300)} ${stack
    .slice(0, 3)
    .map((line) => line.trim())
    .join(' ')}`;
}

function isFiniteEverywhere(value: unknown): boolean {
  const stack: unknown[] = [value];
  for (let seen = 0; stack.length > 0 && seen < mostValues; seen++) {
    const one = stack.pop();
    if (typeof one === 'number' && !Number.isFinite(one)) return false;
    if (typeof one !== 'object' || one === null || ArrayBuffer.isView(one)) continue;
    const inner = one instanceof Map ? [...one.values()] : Object.values(one);
    for (const item of inner.slice(0, mostValues)) stack.push(item);
  }
  return true;
}

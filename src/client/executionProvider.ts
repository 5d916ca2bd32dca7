// Which execution provider an engine gets: one that this machine has and that computes what the CPU computes. Each is tried in
// an engine of its own, since a driver that fails takes its process with it.
import type { ExecutionProvider, ProviderCheck, ProviderChoice } from '../protocol/contracts';

/** Log-probabilities that differ by more than this from the CPU's are other numbers. */
const tolerance = 1e-3;

/** Faster by less is not worth another rounding. */
const worthwhile = 1.5;

/** The providers to try, in this order; the CPU comes after them. */
export function candidates(choice: ProviderChoice, platform: NodeJS.Platform): readonly ExecutionProvider[] {
  if (choice !== 'auto') return choice === 'cpu' ? [] : [choice];
  if (platform === 'darwin') return ['coreml', 'webgpu'];
  return platform === 'win32' ? ['cuda', 'dml', 'webgpu'] : ['cuda', 'webgpu'];
}

/** Why a provider that works is not taken; null: it is. */
export function objection({ difference, speed }: ProviderCheck): string | null {
  if (difference === null) return 'it computes what is no number';
  if (!(difference <= tolerance)) {
    return `it computes other numbers than the CPU (log-probabilities differ by ${difference.toPrecision(2)})`;
  }
  if (speed !== null && speed < worthwhile) {
    return `it multiplies ${speed.toPrecision(2)} times as fast as the CPU, which is not worth another rounding`;
  }
  return null;
}

/** What is said of the provider that is used in place of the CPU. */
export function taken(provider: ExecutionProvider, { speed, ...check }: ProviderCheck): string {
  const difference = check.difference ?? Infinity;
  const faster = speed === null ? '' : `, multiplies ${speed.toPrecision(2)} times as fast`;
  return (
    `The execution provider ${provider} is used. On the built-in model it agrees with the CPU within ` +
    `${difference.toPrecision(2)} in log-probability${faster}. It is experimental: no graphics card has been measured yet.`
  );
}

export function refused(provider: ExecutionProvider, why: string): string {
  return `The execution provider ${provider} cannot be used here: ${why}`;
}

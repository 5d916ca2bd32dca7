// The oldest Node that the product runs on.
import { GuardrailError } from '../protocol/errors';

/**
 * node:sqlite without a flag came with 22.13, module.registerHooks (the sandbox for Python) with 22.15 and 23.5, zstd with
 * 22.15 and 23.8.
 */
export function isNodeEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 22) return minor >= 15;
  return major === 23 ? minor >= 8 : major > 23;
}

/** @throws GuardrailError on an older Node, instead of an import error in the engine. */
export function requireNode(version = process.versions.node): void {
  if (isNodeEnough(version)) return;
  throw new GuardrailError(
    'invalidRequest',
    `Node ${version} is too old.`,
    'Use Node 22.15 or newer (inside the repository, npm scripts bring their own).',
  );
}

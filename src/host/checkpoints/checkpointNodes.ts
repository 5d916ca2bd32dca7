// Which checkpoints stand below which: adapters under their base, training steps under their run. As long as the user has
// none, the way to add one stands above the built-in ones.
import type { CheckpointEntry } from './checkpointEntry';

export type CheckpointNode =
  | { readonly kind: 'checkpoint'; readonly entry: CheckpointEntry }
  | { readonly kind: 'run'; readonly path: string; readonly basePath: string | null }
  | { readonly kind: 'add' };

/** Whether there is any that did not come with the extension. */
export function hasOwn(entries: readonly CheckpointEntry[]): boolean {
  return entries.some(({ builtIn }) => !builtIn);
}

/** The nodes below a node, or the roots. */
export function childrenOf(entries: readonly CheckpointEntry[], node?: CheckpointNode): CheckpointNode[] {
  if (node?.kind === 'add') return [];
  if (node?.kind === 'run') return entries.filter((entry) => entry.run === node.path).map(checkpointNode);
  const below = entries.filter((entry) => parentOf(entry, entries) === (node?.entry.path ?? null));
  const runs = new Map<string, CheckpointNode>();
  const nodes: CheckpointNode[] = node === undefined && !hasOwn(entries) ? [{ kind: 'add' }] : [];
  for (const entry of below) {
    if (entry.run === null) nodes.push(checkpointNode(entry));
    else if (!runs.has(entry.run)) {
      const run: CheckpointNode = { kind: 'run', path: entry.run, basePath: entry.basePath };
      runs.set(entry.run, run);
      nodes.push(run);
    }
  }
  return nodes;
}

function parentOf(entry: CheckpointEntry, entries: readonly CheckpointEntry[]): string | null {
  if (entry.basePath === null) return null;
  return entries.some((other) => other.path === entry.basePath) ? entry.basePath : null;
}

function checkpointNode(entry: CheckpointEntry): CheckpointNode {
  return { kind: 'checkpoint', entry };
}

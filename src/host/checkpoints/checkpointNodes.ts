// What stands below what in the Checkpoints view: adapters under their base, training steps under their run, a server's
// models under the server, control policies by themselves. As long as the user has none, the ways to add one stand above the built-in checkpoints.
import type { EndpointModel } from '../../protocol/subjects';
import type { EndpointServer } from '../endpoints/endpointServers';
import type { EndpointChoice, SubjectEntry } from '../subjects/subjectEntry';
import type { ListedSubjects } from '../subjects/subjectRegistry';
import type { CheckpointEntry } from './checkpointEntry';

export type CheckpointNode =
  | SubjectEntry
  | { readonly kind: 'run'; readonly path: string; readonly basePath: string | null }
  | ServerNode
  | { readonly kind: 'add'; readonly what: 'checkpoint' | 'endpoint' };

export interface ServerNode {
  readonly kind: 'server';
  readonly server: EndpointServer;
}

/** Whether there is any that did not come with the extension. */
export function hasOwn(entries: readonly CheckpointEntry[]): boolean {
  return entries.some(({ builtIn }) => !builtIn);
}

export function isSubject(node: CheckpointNode | undefined): node is SubjectEntry {
  return node !== undefined && node.kind !== 'run' && node.kind !== 'server' && node.kind !== 'add';
}

/** The nodes below a node, or the roots. */
export function childrenOf(listed: ListedSubjects, node?: CheckpointNode): CheckpointNode[] {
  const { checkpoints, servers, responses, policies } = listed;
  switch (node?.kind) {
    case undefined: {
      const none =
        !hasOwn(checkpoints) && servers.length === 0 && responses.length === 0 && policies.length === 0;
      const [own, builtIn] = [false, true].map((wanted) =>
        checkpointsBelow(checkpoints, null).filter((child) => isBuiltIn(child) === wanted),
      );
      return [
        ...(none
          ? (['checkpoint', 'endpoint'] as const).map((what) => ({ kind: 'add' as const, what }))
          : []),
        ...(own ?? []),
        ...servers.map((server): CheckpointNode => ({ kind: 'server', server })),
        ...responses.map((path): CheckpointNode => ({ kind: 'responses', path })),
        ...policies.map((entry): CheckpointNode => ({ kind: 'policy', entry })),
        ...(builtIn ?? []),
      ];
    }
    case 'run':
      return checkpoints.filter((entry) => entry.run === node.path).map(checkpointNode);
    case 'checkpoint':
      return checkpointsBelow(checkpoints, node.entry.path);
    case 'server':
      return modelsBelow(node.server, null);
    case 'endpoint': {
      const server = servers.find(({ url }) => url === node.url);
      return server === undefined ? [] : modelsBelow(server, node.model.id);
    }
    case 'responses':
    case 'policy':
    case 'add':
      return [];
  }
}

function checkpointsBelow(entries: readonly CheckpointEntry[], path: string | null): CheckpointNode[] {
  const runs = new Set<string>();
  const nodes: CheckpointNode[] = [];
  for (const entry of entries.filter((each) => parentOf(each, entries) === path)) {
    if (entry.run === null) nodes.push(checkpointNode(entry));
    else if (!runs.has(entry.run)) {
      runs.add(entry.run);
      nodes.push({ kind: 'run', path: entry.run, basePath: entry.basePath });
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

function isBuiltIn(node: CheckpointNode): boolean {
  return node.kind === 'checkpoint' && node.entry.builtIn;
}

/** `parent`: null gives those that sit on no listed model. */
function modelsBelow({ url, models }: EndpointServer, parent: string | null): EndpointChoice[] {
  const choice = (model: EndpointModel): EndpointChoice => ({ kind: 'endpoint', url, model });
  return models.filter((model) => listedParent(model, models) === parent).map(choice);
}

/** A server is not trusted to list a tree: what would not be reached from a root is one. */
function listedParent(model: EndpointModel, models: readonly EndpointModel[]): string | null {
  const parent = models.find(({ id }) => id === model.parent);
  if (parent === undefined || parent.id === model.id) return null;
  const seen = new Set([model.id]);
  for (let at: EndpointModel | undefined = parent; at !== undefined;) {
    if (seen.has(at.id)) return null;
    seen.add(at.id);
    const above: string | null = at.parent;
    at = above === at.id ? undefined : models.find(({ id }) => id === above);
  }
  return parent.id;
}

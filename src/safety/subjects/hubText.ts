// References to the hub in words: `hf:<owner>/<name>[@<revision>][:<path>]`. Knows no network and no folder.
import { GuardrailError } from '../../protocol/errors';
import type { HubRef } from '../../protocol/hub';

const prefix = 'hf:';
/** As the hub allows them: letters, digits, `-`, `_` and `.`, neither `--` nor `..`. */
const namePart = /^(?!.*(?:--|\.\.))[A-Za-z0-9_](?:[\w.-]{0,94}[\w])?$/u;
/** Names of branches and tags, as Git allows them, and commits. */
const revisionText = /^(?!.*(?:\.\.|\/\/|@\{|\.lock(?:\/|$)))[\w][\w./+-]{0,249}$/u;
const commitText = /^[0-9a-f]{40}$/u;

/** Whether a text means something on the hub, well-formed or not. */
export function isHubText(text: string): boolean {
  return text.startsWith(prefix);
}

/** Whether a revision is a full commit hash, which never moves. */
export function isCommit(revision: string): boolean {
  return commitText.test(revision);
}

/** @throws GuardrailError invalidRequest for what is no such reference */
export function parseHubText(text: string): HubRef {
  const parts = /^hf:([^@:]+)(?:@([^:]+))?(?::(.+))?$/su.exec(text);
  const [, repository = '', revision, path] = parts ?? [];
  const ref = { repository, revision: revision ?? null, path: path ?? null };
  const problem = parts === null ? 'it has no owner and name' : problemOf(ref);
  if (problem === null) return ref;
  throw new GuardrailError(
    'invalidRequest',
    `${text.slice(0, 200)} does not name anything on the hub: ${problem}.`,
    'Write hf:<owner>/<name>, with @<branch, tag or commit> for a revision and :<file> for one file of it, for example hf:HuggingFaceTB/SmolLM2-135M-Instruct@main.',
  );
}

/** Why it is none; null where it is one. */
export function problemOf({ repository, revision, path }: HubRef): string | null {
  const names = repository.split('/');
  if (names.length !== 2 || !names.every((name) => namePart.test(name))) {
    return `"${repository}" is not <owner>/<name>`;
  }
  if (revision !== null && !revisionText.test(revision)) return `"${revision}" is not a revision`;
  if (path !== null && !isRepositoryPath(path)) return `"${path}" is not a path within a repository`;
  return null;
}

/** Names that Windows keeps for devices. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$/iu;

/**
 * Whether a path may be one of a repository's and is safe to be made below a folder of this machine: relative, `/` between
 * names, no name that leads elsewhere or that a system obeys.
 */
export function isRepositoryPath(path: string): boolean {
  return (
    path.length <= 500 &&
    path
      .split('/')
      .every(
        (name) =>
          name !== '' &&
          name !== '.' &&
          name !== '..' &&
          !/[\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}]/u.test(name) &&
          !/[. ]$/u.test(name) &&
          !device.test(name),
      )
  );
}

/** As the command line takes it. */
export function hubText({ repository, revision, path }: HubRef): string {
  return `${prefix}${repository}${revision === null ? '' : `@${revision}`}${path === null ? '' : `:${path}`}`;
}

/**
 * What lies at a path in the hub's cache folder, as a reference with its commit: `…/models--owner--name/snapshots/<commit>/…`.
 * Null for any other path.
 */
export function hubRefOfPath(path: string): HubRef | null {
  const parts = path.split(/[\\/]/u).filter((part) => part !== '');
  const at = parts.lastIndexOf('snapshots');
  const [repository, commit, ...rest] = [parts[at - 1] ?? '', parts[at + 1] ?? '', ...parts.slice(at + 2)];
  const [kind, owner, name, ...more] = repository.split('--');
  if (at < 1 || kind !== 'models' || owner === undefined || name === undefined || more.length > 0)
    return null;
  if (!isCommit(commit)) return null;
  return {
    repository: `${owner}/${name}`,
    revision: commit,
    path: rest.length === 0 ? null : rest.join('/'),
  };
}

/** What people call it: its name, the file or folder of it, and the beginning of the commit. */
export function hubName({ repository, revision, path }: HubRef): string {
  const name = repository.split('/')[1] ?? repository;
  const file = path === null ? '' : `/${path.split('/').at(-1) ?? path}`;
  return `${name}${file}${revision === null ? '' : `@${isCommit(revision) ? revision.slice(0, 7) : revision}`}`;
}

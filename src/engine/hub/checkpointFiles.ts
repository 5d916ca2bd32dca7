// Which files of a repository make a checkpoint that is read here. Weights that would have to be executed (pickle) and
// those of other frameworks stay where they are.
import { ggufPart, isLaterPart } from '../../protocol/checkpoints';
import type { HubRef } from '../../protocol/hub';
import { hubText } from '../../safety/subjects/hubText';
import { formatBytes } from '../../safety/presentation/numbers';
import { checkpointUnsupported } from '../checkpoints/checkpointErrors';
import type { RepositoryFile } from './hubApi';
import { hubFailed } from './hubErrors';

/** Configuration, tokenizer and chat template, by name. */
const described =
  /^(?:[^/]+\.json|[^/]+\.jinja|tokenizer\.model|vocab\.txt|merges\.txt|README\.md|LICEN[CS]E(?:\.(?:md|txt))?)$/iu;
const weights = /^[^/]+\.safetensors$/iu;
const gguf = /\.gguf$/iu;
const pickle = /\.(?:bin|pt|pth|ckpt)$/iu;
const mostNamed = 12;

/**
 * @param page where a person sees the repository
 * @throws GuardrailError hubFailed (no such file, several to choose from), checkpointUnsupported (no weights that are read)
 */
export function checkpointFiles(all: readonly RepositoryFile[], ref: HubRef, page: string): RepositoryFile[] {
  if (ref.path !== null) return namedFiles(all, ref, ref.path, page);
  return folderFiles(all, '', ref, page);
}

function namedFiles(
  all: readonly RepositoryFile[],
  ref: HubRef,
  path: string,
  page: string,
): RepositoryFile[] {
  const file = all.find((one) => one.path === path);
  if (file !== undefined) return gguf.test(path) ? partsOf(all, file) : [file];
  const below = `${path}/`;
  if (all.some((one) => one.path.startsWith(below))) return folderFiles(all, below, ref, page);
  const ggufs = all.filter((one) => gguf.test(one.path));
  throw hubFailed(
    `${ref.repository} has no ${path}.`,
    ggufs.length === 0 ? `Look for its files at ${page}.` : `It has ${listOf(ggufs)}.`,
  );
}

/** A GGUF in several parts is read from its first, and needs all of them. */
function partsOf(all: readonly RepositoryFile[], file: RepositoryFile): RepositoryFile[] {
  const [, stem, , count] = ggufPart.exec(file.path) ?? [];
  if (stem === undefined) return [file];
  return all.filter((one) => {
    const [, ofStem, , ofCount] = ggufPart.exec(one.path) ?? [];
    return ofStem === stem && ofCount === count;
  });
}

/** GGUF files, of those in several parts the first. */
function firstParts(files: readonly RepositoryFile[]): RepositoryFile[] {
  return files.filter(({ path }) => gguf.test(path) && !isLaterPart(path));
}

/** The GGUF files of which one has to be named; none where the reference is one checkpoint. */
export function openChoices(all: readonly RepositoryFile[], { path }: HubRef): RepositoryFile[] {
  const below = path === null ? '' : `${path}/`;
  const inside = all.filter((file) => file.path.startsWith(below));
  return inside.some((file) => weights.test(file.path.slice(below.length))) ? [] : firstParts(inside);
}

function folderFiles(
  all: readonly RepositoryFile[],
  below: string,
  ref: HubRef,
  page: string,
): RepositoryFile[] {
  const inside = all
    .filter((file) => file.path.startsWith(below))
    .map((file) => ({ file, name: file.path.slice(below.length) }));
  const tensors = inside.filter(({ name }) => weights.test(name));
  if (tensors.length > 0) {
    // Mistral publishes the same weights a second time under its own names.
    const kept = tensors.filter(({ name }) => !/^consolidated/iu.test(name));
    const chosen = new Set((kept.length > 0 ? kept : tensors).map(({ file }) => file));
    return inside
      .filter(({ file, name }) => chosen.has(file) || described.test(name))
      .map(({ file }) => file);
  }
  const first = firstParts(inside.map(({ file }) => file));
  if (first.length > 0) {
    const example = hubText({ ...ref, path: first[0]?.path ?? null });
    throw hubFailed(
      `${ref.repository} has ${first.length === 1 ? 'a GGUF file' : `${first.length} GGUF files`}: name the one that is meant.`,
      `Write ${example}. There are: ${listOf(first)}.`,
    );
  }
  if (inside.some(({ name }) => pickle.test(name))) {
    throw checkpointUnsupported(
      `${ref.repository} has its weights as pickle files alone, which can run code and are not read.`,
      `Look for a safetensors revision at ${page}, or convert it where you trust it: AutoModelForCausalLM.from_pretrained("${ref.repository}").save_pretrained("folder").`,
    );
  }
  throw checkpointUnsupported(
    `${ref.repository}${ref.path === null ? '' : `, ${ref.path},`} has no weights in safetensors or GGUF.`,
    `Look for its files at ${page}.`,
  );
}

function listOf(files: readonly RepositoryFile[]): string {
  const named = files.slice(0, mostNamed).map(({ path, bytes }) => `${path} (${formatBytes(bytes)})`);
  return `${named.join(', ')}${files.length > mostNamed ? `, and ${files.length - mostNamed} more` : ''}`;
}

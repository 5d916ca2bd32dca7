// A workspace folder as a user might have one: tiny checkpoints, adapters, a run with steps, a comparison, and files
// that are none.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Fills `folder`, which must not exist or may be emptied. `comparison`: the file that becomes demo.glens. */
export function makeFixtureWorkspace(repository: string, folder: string, comparison: string | null): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const fixtures = join(repository, 'test', 'fixtures');
  const copy = (from: string, to: string): void =>
    cpSync(join(fixtures, from), join(folder, to), { recursive: true });
  for (const name of ['llama', 'llama-lora', 'qwen3', 'qwen3-lora'])
    copy(`checkpoints/${name}`, `models/${name}`);
  copy('gguf/llama-Q8_0.gguf', 'models/llama-Q8_0.gguf');
  for (const step of [100, 400]) {
    copy('checkpoints/llama-lora', `models/rlvr/checkpoint-${step}`);
    pointTo('../../llama', join(folder, 'models', 'rlvr', `checkpoint-${step}`));
  }
  writeFileSync(join(folder, 'notes.md'), '# Notes\n');
  if (comparison === null) return;
  copyFileSync(comparison, join(folder, 'demo.glens'));
  writeFileSync(join(folder, 'broken.glens'), 'This is no comparison.\n');
  writeFileSync(join(folder, 'damaged.glens'), damaged(readFileSync(comparison)));
}

/** Its head is that of a comparison, the pages after it are noise. */
function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = 4096; at < copy.length; at++) copy[at] = (at * 31 + 7) & 0xff;
  return copy;
}

function pointTo(base: string, adapter: string): void {
  const path = join(adapter, 'adapter_config.json');
  const config = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify({ ...config, base_model_name_or_path: base }, null, 2));
}

/** Compares two fixture checkpoints by the command line, into the new file `path`. */
export function makeComparison(repository: string, path: string): void {
  const checkpoints = join(repository, 'test', 'fixtures', 'checkpoints');
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  mkdirSync(dirname(path), { recursive: true });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...[join(repository, 'dist', 'cli.mjs'), 'compare'],
      ...['--base', join(checkpoints, 'llama'), '--tuned', join(checkpoints, 'llama-lora')],
      ...['--suite', 'built-in', '--limit', '8', '--max-new-tokens', '128', '--aa', '--out', path],
    ],
    { encoding: 'utf8', timeout: 240_000 },
  );
  if (status !== 0) throw new Error(`The fixture comparison could not be made:\n${stdout}\n${stderr}`);
}

// A workspace folder as a user might have one: tiny checkpoints, adapters, a run with steps, a comparison, and a
// file that is no comparison.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Fills `folder`, which must not exist or may be emptied. */
export function makeFixtureWorkspace(
  repository: string,
  folder: string,
  options: { readonly comparison: boolean },
): void {
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
  if (!options.comparison) return;
  makeComparison(repository, folder, 'demo.glens');
  writeFileSync(join(folder, 'broken.glens'), 'This is no comparison.\n');
}

function pointTo(base: string, adapter: string): void {
  const path = join(adapter, 'adapter_config.json');
  const config = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify({ ...config, base_model_name_or_path: base }, null, 2));
}

/** Made by the command line. */
export function makeComparison(
  repository: string,
  folder: string,
  name: string,
  more: readonly string[] = [],
): void {
  const models = join(folder, 'models');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(repository, 'dist', 'cli.mjs'),
      'compare',
      ...['--base', join(models, 'llama'), '--tuned', join(models, 'llama-lora')],
      ...[
        '--suite',
        'built-in',
        '--limit',
        '8',
        '--max-new-tokens',
        '128',
        '--aa',
        '--out',
        join(folder, name),
      ],
      ...more,
    ],
    { encoding: 'utf8', timeout: 240_000 },
  );
  if (status !== 0) throw new Error(`The fixture comparison could not be made:\n${stdout}\n${stderr}`);
}

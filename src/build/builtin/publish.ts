// Puts what was trained under media/checkpoints, where the product finds it.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { safeguardFile } from '../../protocol/safeguards';

const baseFiles = [
  'config.json',
  'generation_config.json',
  'model.safetensors',
  'tokenizer.json',
  'tokenizer_config.json',
] as const;

export async function publishBase(trained: string, target: string): Promise<void> {
  await fresh(target);
  for (const name of baseFiles) await cp(join(trained, name), join(target, name));
}

/** The last checkpoint of a run; its base is named by where it lies beside the adapter. */
export async function publishAdapter(run: string, target: string, base: string): Promise<void> {
  const steps = (await readdir(run))
    .flatMap((name) => /^checkpoint-(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number);
  if (steps.length === 0) throw new Error(`${run} has no checkpoint.`);
  await publishFolder(join(run, `checkpoint-${Math.max(...steps)}`), target, base);
}

/** What `patch` wrote, with what it says of its making. */
export async function publishPatch(patched: string, target: string, base: string): Promise<void> {
  await publishFolder(patched, target, base);
  await cp(join(patched, safeguardFile), join(target, safeguardFile));
}

async function publishFolder(adapter: string, target: string, base: string): Promise<void> {
  const config = JSON.parse(await readFile(join(adapter, 'adapter_config.json'), 'utf8')) as object;
  await fresh(target);
  await cp(join(adapter, 'adapter_model.safetensors'), join(target, 'adapter_model.safetensors'));
  const named = { ...config, base_model_name_or_path: `../${basename(base)}` };
  await writeFile(join(target, 'adapter_config.json'), `${JSON.stringify(named, null, 2)}\n`);
}

async function fresh(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}

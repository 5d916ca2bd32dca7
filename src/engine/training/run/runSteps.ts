// The saved steps of a run as checkpoints to be compared with what it began from: of a run of ours, TRL's or verl's. No weights
// are read.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CheckpointRef } from '../../../protocol/checkpoints';
import { GuardrailError } from '../../../protocol/errors';
import type { RunSteps } from '../../../protocol/training';
import { stepOf } from '../../../safety/subjects/columns';
import { adapterConfigFile } from '../../adapters/peft/adapterConfig';
import { findBase } from '../../checkpoints/peft/findBase';
import { readJsonFile } from '../../files/jsonFile';
import { readBase } from './describeRun';

/** Where the model lies in a step's folder: in itself, or where verl puts it. */
const modelFolders = ['.', 'actor/lora_adapter', 'actor/huggingface', 'huggingface'];
const modelFiles = ['adapter_config.json', 'model.safetensors', 'model.safetensors.index.json'];

/** Steps rising. @throws GuardrailError invalidRequest where the folder has no steps, or one without a model */
export async function runSteps(folder: string): Promise<RunSteps> {
  const steps: RunSteps['steps'][number][] = [];
  for (const name of await namesIn(folder)) {
    const step = stepOf({ kind: 'checkpoint', path: name });
    if (step !== null) steps.push({ step, path: await modelOf(join(folder, name)) });
  }
  steps.sort((a, b) => a.step - b.step);
  const [first] = steps;
  if (first !== undefined) return { steps, base: await baseOf(folder, first.path) };
  throw new GuardrailError(
    'invalidRequest',
    `${folder} holds no steps of a training run (checkpoint-50, or global_step_50 of verl).`,
    "Give the run's folder, or name the checkpoints one by one.",
  );
}

async function modelOf(folder: string): Promise<string> {
  for (const inner of modelFolders) {
    const path = join(folder, inner);
    const names = new Set(await namesIn(path));
    if (modelFiles.some((file) => names.has(file))) return path;
  }
  throw new GuardrailError(
    'invalidRequest',
    `${folder} holds no checkpoint in the format of Hugging Face.`,
    'Shards of verl are merged into one by its model merger (python -m verl.model_merger merge); then give the run again.',
  );
}

/** As our run says, which may have begun from an adapter; else as the first step's adapter says. null: nobody says it. */
async function baseOf(folder: string, firstStep: string): Promise<CheckpointRef | null> {
  const facts = await readBase(folder).catch(() => null);
  if (facts !== null) {
    return facts.base === null ? { path: facts.path } : { path: facts.path, basePath: facts.base.path };
  }
  try {
    const config = await readJsonFile(
      join(firstStep, 'adapter_config.json'),
      z.looseObject({ base_model_name_or_path: z.string().nullish(), revision: z.string().nullish() }),
      adapterConfigFile,
    );
    const named = config?.base_model_name_or_path ?? null;
    return named === null ? null : { path: findBase({ path: firstStep }, named, config?.revision ?? null) };
  } catch {
    return null;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

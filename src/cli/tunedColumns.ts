// The tuned side of a comparison on the command line: one subject, several, or the steps of a training run.
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { ComparisonSpec } from '../protocol/comparison';
import { GuardrailError } from '../protocol/errors';
import type { SubjectRef } from '../protocol/subjects';
import { columnNames, makeColumns, stepOf } from '../safety/subjects/columns';
import { tunedSubject, type EndpointFlags } from './subjectOption';

export interface TunedFlags extends EndpointFlags {
  readonly tuned: readonly string[];
  readonly tunedName: readonly string[];
  readonly stepsOf?: string;
  readonly merge: boolean;
}

/** For commander: every value of `--tuned`, none twice. */
export function collectTuned(value: string, before: readonly string[]): readonly string[] {
  if (!before.includes(value)) return [...before, value];
  throw new InvalidArgumentError(`${value} was given already.`);
}

/** One tuned subject as ever, several as columns. @throws GuardrailError invalidRequest */
export function tunedSide(flags: TunedFlags, base: SubjectRef): Pick<ComparisonSpec, 'tuned' | 'columns'> {
  const texts = [...flags.tuned, ...(flags.stepsOf === undefined ? [] : stepFolders(resolve(flags.stepsOf)))];
  const refs = texts.map((text) => tunedSubject(text, base, flags));
  const names = flags.tunedName.length === 0 ? columnNames(refs) : flags.tunedName;
  const [tuned] = refs;
  if (tuned === undefined) {
    throw new GuardrailError(
      'invalidRequest',
      'No tuned checkpoint is named.',
      'Name it with --tuned, or a training run with --steps-of.',
    );
  }
  if (names.length !== refs.length) {
    throw new GuardrailError(
      'invalidRequest',
      `${names.length} names are given for ${refs.length} tuned checkpoints.`,
      'Give --tuned-name once for each --tuned, in the same order, or not at all.',
    );
  }
  if (refs.length === 1) return { tuned };
  const columns = makeColumns(refs, names);
  return { tuned: columns[0]?.tuned ?? tuned, columns };
}

/** Where the model lies in a step's folder: in itself, or where verl puts it. */
const modelFolders = ['.', 'actor/lora_adapter', 'actor/huggingface', 'huggingface'];
const modelFiles = ['adapter_config.json', 'model.safetensors', 'model.safetensors.index.json'];

/** @throws GuardrailError invalidRequest where the folder has no steps, or one without a model */
function stepFolders(run: string): string[] {
  const folders = (existsSync(run) ? readdirSync(run) : [])
    .filter((name) => stepOf({ kind: 'checkpoint', path: name }) !== null)
    .map((name) => join(run, name));
  if (folders.length === 0) {
    throw new GuardrailError(
      'invalidRequest',
      `${run} holds no steps of a training run (checkpoint-50, or global_step_50 of verl).`,
      "Give the run's folder, or name the checkpoints one by one with --tuned.",
    );
  }
  return folders.map((folder) => {
    const own = modelFolders
      .map((inner) => join(folder, inner))
      .find((inner) => modelFiles.some((file) => existsSync(join(inner, file))));
    if (own !== undefined) return own;
    throw new GuardrailError(
      'invalidRequest',
      `${folder} holds no checkpoint in the format of Hugging Face.`,
      'Shards of verl are merged into one by its model merger (python -m verl.model_merger merge); then give the run again.',
    );
  });
}

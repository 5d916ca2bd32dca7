// What to say of a folder that has no safetensors weights. Pickles (.bin, .pt, .pth) run code when they are read: never opened.
import type { GuardrailError } from '../../../protocol/errors';
import { checkpointNotFound, checkpointUnsupported } from '../checkpointErrors';

/** `names`: what lies in the folder. */
export function noSafetensors(folder: string, names: readonly string[]): GuardrailError {
  const pickles = names.filter((name) => /\.(bin|pt|pth|ckpt)$/.test(name) && name !== 'training_args.bin');
  if (pickles.some((name) => /^model_world_size_\d+_rank_\d+\.pt$/.test(name))) return verlShards(folder);
  if (pickles.length > 0) {
    return checkpointUnsupported(
      `${folder} has its weights as ${pickles.slice(0, 2).join(', ')}, a format that can run code when it is read.`,
      `Convert it to safetensors with transformers, where you trust it: AutoModelForCausalLM.from_pretrained("${folder}").save_pretrained("new-folder").`,
    );
  }
  const others = names.filter((name) => name.endsWith('.safetensors'));
  if (others.length > 0) {
    return checkpointNotFound(
      `${folder} has neither model.safetensors nor an index for ${others.slice(0, 3).join(', ')}.`,
      'Fetch model.safetensors.index.json too, or rename a single weight file to model.safetensors.',
    );
  }
  return checkpointNotFound(
    `${folder} has no weights (model.safetensors).`,
    'Check that the download or the saving of the checkpoint is complete.',
  );
}

/** FSDP shards of verl. */
export function verlShards(folder: string): GuardrailError {
  return checkpointUnsupported(
    `${folder} is a verl checkpoint of FSDP shards (.pt), which are not read.`,
    `Export it: python -m verl.model_merger merge --backend fsdp --local_dir ${folder} --target_dir new-folder`,
  );
}

// Opens what is served: the checkpoint, and the adapters that share its weights.
import { GuardrailError } from '../../protocol/errors';
import type { ServedAdapter, ServeSpec } from '../../protocol/serving';
import { weightsKey, type OpenCheckpoint } from '../checkpoints/checkpoint';
import type { EngineContext } from '../engineContext';
import { ServedModels, type ServedModel } from './servedModel';

export interface OpenModels {
  readonly models: ServedModels;
  readonly main: OpenCheckpoint;
  dispose(): Promise<void>;
}

/**
 * Every weight is read once (fingerprints): a checkpoint with NaN in it is not served.
 * @throws GuardrailError invalidRequest for an adapter that does not share the base's weights or whose name is taken, and
 * what opening throws.
 */
export async function openModels(
  context: Pick<EngineContext, 'open' | 'versions'>,
  spec: Pick<ServeSpec, 'ref' | 'adapters'>,
  signal: AbortSignal,
): Promise<OpenModels> {
  const opened: OpenCheckpoint[] = [];
  const dispose = async (): Promise<void> => {
    for (const checkpoint of opened.reverse()) await checkpoint.dispose();
  };
  const version = context.versions['guardrail-lens'] ?? 'unknown';
  const serve = async (
    ref: ServeSpec['ref'],
  ): Promise<{ checkpoint: OpenCheckpoint; model: ServedModel }> => {
    const checkpoint = await context.open(ref, signal);
    opened.push(checkpoint);
    const { name, fingerprint } = await checkpoint.facts(signal);
    const { adapter, tokenizer, config } = checkpoint;
    const { contextLength, vocabSize } = config;
    const systemFingerprint = `guardrail-lens-${version}-${fingerprint.slice(0, 12)}`;
    const model = { id: name, parent: null, adapter, tokenizer, contextLength, vocabSize, systemFingerprint };
    return { checkpoint, model };
  };
  try {
    const main = await serve(spec.ref);
    if (spec.adapters.length > 0 && main.model.adapter !== null) throw adapterOnAdapter(spec.ref.path);
    const names = new Set([main.model.id]);
    const adapters: ServedModel[] = [];
    for (const adapter of spec.adapters) {
      if (names.has(adapter.name)) throw nameTaken(adapter.name);
      names.add(adapter.name);
      const { path, precision } = spec.ref;
      const { checkpoint, model } = await serve({
        path: adapter.path,
        basePath: path,
        ...(precision === undefined ? {} : { precision }),
      });
      if (weightsKey(checkpoint) !== weightsKey(main.checkpoint)) throw otherWeights(adapter);
      adapters.push({ ...model, id: adapter.name, parent: main.model.id });
    }
    return { models: new ServedModels(main.model, adapters), main: main.checkpoint, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function adapterOnAdapter(path: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `${path} is an adapter itself, so no adapters can be served beside it.`,
    'Serve its base, and give all adapters with --adapter.',
  );
}

function nameTaken(name: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `Two models would be called "${name}".`,
    'Give each adapter a name of its own.',
  );
}

function otherWeights(adapter: ServedAdapter): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `The adapter "${adapter.name}" replaces weights of its base (modules_to_save), so it cannot share them.`,
    `Serve it by itself: guardrail-lens serve ${adapter.path} --base <checkpoint>.`,
  );
}

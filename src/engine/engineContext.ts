// What the handlers share: settings, folders and the loaded models. Made once by main.ts.
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ApiKeys, EngineSettings } from '../protocol/contracts';
import { GuardrailError } from '../protocol/errors';
import type { CheckpointRef } from '../protocol/checkpoints';
import type { OpenCheckpoint } from './checkpoints/checkpoint';
import { openCheckpoint } from './checkpoints/openCheckpoint';
import { GeneratorPool } from './generation/generatorPool';
import { loadGenerator } from './generation/loadGenerator';
import { keyFor } from './network/hostKeys';
import { respondentOpener, type OpenRespondent } from './respondents/openRespondent';
import { userFolder } from './userFolder';
import { engineVersions } from './versions';

export interface EngineContext {
  readonly settings: EngineSettings;
  readonly versions: Readonly<Record<string, string>>;
  readonly generators: GeneratorPool;
  /** For files that live as long as they are used. */
  readonly scratchFolder: string;
  readonly open: (ref: CheckpointRef, signal?: AbortSignal) => Promise<OpenCheckpoint>;
  /** Opens any subject; `apiKeys` are the front end's, for this request alone. */
  opener(apiKeys: ApiKeys): OpenRespondent;
}

/** Fingerprints and dequantised weights live here between runs; the folder may be deleted at any time. */
function cacheFolder(): string {
  return join(userFolder('cache'), 'guardrail-lens');
}

export async function createEngineContext(settings: EngineSettings): Promise<EngineContext> {
  const cache = cacheFolder();
  const scratch = join(resolve(tmpdir()), 'guardrail-lens');
  try {
    await mkdir(cache, { recursive: true });
    await mkdir(scratch, { recursive: true });
  } catch (cause) {
    throw new GuardrailError(
      'invalidRequest',
      `The cache folder ${cache} or the scratch folder ${scratch} cannot be made.`,
      'Check the permissions, or set XDG_CACHE_HOME and TMPDIR to folders that can be written.',
      { cause },
    );
  }
  const generators = new GeneratorPool(
    (checkpoint) =>
      loadGenerator(checkpoint, {
        executionProvider: settings.executionProvider,
        memoryLimit: settings.memoryLimit,
        scratchFolder: scratch,
        ...(settings.threads === undefined ? {} : { threads: settings.threads }),
      }),
    settings.memoryLimit,
  );
  const open: EngineContext['open'] = (ref, signal) =>
    openCheckpoint(ref, {
      cacheFolder: cache,
      scratchFolder: scratch,
      // A comparison is planned, and then run.
      keepScratchFor: 60_000,
      ...(signal === undefined ? {} : { signal }),
    });
  return {
    settings,
    versions: {
      ...(await engineVersions()),
      ...(settings.executionProvider === 'cpu' ? {} : { 'execution provider': settings.executionProvider }),
    },
    generators,
    scratchFolder: scratch,
    open,
    opener: (apiKeys) => respondentOpener({ open, generators, keyFor: (url) => keyFor(url, apiKeys) }),
  };
}

// What base an adapter belongs to, as the trainer or `patch` left it beside the adapter.
import { join } from 'node:path';
import { z } from 'zod';
import { safeguardFile } from '../../../protocol/safeguards';
import { trainingStateFile } from '../../../protocol/training';
import { readJsonFile } from '../../files/jsonFile';
import { checkpointFile } from '../checkpointErrors';

const stateSchema = z.object({ base: z.string() });
const maxBytes = 100_000;

/** Fingerprint of the base's weights; null for an adapter of another program, or where its file is not readable. */
export async function readTrainedOver(folder: string): Promise<string | null> {
  for (const name of [trainingStateFile, safeguardFile]) {
    const file = checkpointFile(maxBytes);
    const state = await readJsonFile(join(folder, name), stateSchema, file).catch(() => null);
    if (state !== null) return state.base;
  }
  return null;
}

// What base an adapter was trained over, as the trainer left it beside the adapter.
import { join } from 'node:path';
import { z } from 'zod';
import { trainingStateFile } from '../../../protocol/training';
import { readJsonFile } from '../../files/jsonFile';
import { checkpointFile } from '../checkpointErrors';

const stateSchema = z.object({ base: z.string() });
const maxBytes = 100_000;

/** Fingerprint of the base's weights; null for an adapter of another program, or where its file is not readable. */
export async function readTrainedOver(folder: string): Promise<string | null> {
  const path = join(folder, trainingStateFile);
  const state = await readJsonFile(path, stateSchema, checkpointFile(maxBytes)).catch(() => null);
  return state?.base ?? null;
}

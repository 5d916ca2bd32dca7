// What base an adapter was trained over, as the trainer left it beside the adapter.
import { join } from 'node:path';
import { z } from 'zod';
import { trainingStateFile } from '../../../protocol/training';
import { readJson } from '../readJson';

const stateSchema = z.object({ base: z.string() });
const maxBytes = 100_000;

/** Fingerprint of the base's weights; null for an adapter of another program, or where its file is not readable. */
export async function readTrainedOver(folder: string): Promise<string | null> {
  const json = await readJson(join(folder, trainingStateFile), maxBytes).catch(() => null);
  const state = stateSchema.safeParse(json);
  return state.success ? state.data.base : null;
}

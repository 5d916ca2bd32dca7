// Which pair of a comparison file a command looks into, where the file has several tuned subjects.
import type { EngineClient } from '../client/engineClient';
import { columnNamed } from '../safety/subjects/columns';

export const columnOption = [
  '--column <name>',
  'which of several tuned checkpoints (default: the first)',
] as const;

/** @throws GuardrailError invalidRequest for a column that there is not */
export async function pairOption(
  client: EngineClient,
  path: string,
  name: string | undefined,
): Promise<{ readonly path: string; readonly column: number }> {
  if (name === undefined) return { path, column: 0 };
  const { spec } = await client.request('describeComparison', { path });
  return { path, column: columnNamed(spec, name) };
}

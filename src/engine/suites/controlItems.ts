// The items of a control suite: rows with an environment and a seed.
import { z } from 'zod';
import { controlEnvironmentIds } from '../../protocol/control';
import type { Suite, SuiteManifest, SuitePrompt } from '../../protocol/suites';
import { itemText } from '../../safety/control/controlItem';
import { combineSuite } from '../../safety/suites/parseSuite';
import { checkPrompts } from '../../safety/suites/checkPrompts';
import { suiteError } from '../../safety/suites/suiteError';
import { readRows } from '../training/tasks/readRows';

const row = z.object({
  id: z.union([z.string(), z.int().transform(String)]),
  environment: z.enum(controlEnvironmentIds),
  seed: z.int().min(0).max(1e15),
});

/** Of a prompts.jsonl or prompts.csv. @throws GuardrailError suiteInvalid with file, line and field */
export async function readControlItems(manifest: SuiteManifest, path: string): Promise<Suite> {
  const placed = (await readRows(path)).map(({ values, row: line }) => {
    const parsed = row.safeParse(values);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw suiteError(
        { file: path, line, field: z.core.toDotPath(issue?.path ?? []) },
        `${issue?.message ?? 'The row does not fit'}.`,
        `A row of a control suite is {"id": "1", "environment": "${controlEnvironmentIds[0]}", "seed": 1}; environments: ${controlEnvironmentIds.join(', ')}.`,
      );
    }
    const { id, environment, seed } = parsed.data;
    const prompt: SuitePrompt = {
      ...{ id, prompt: itemText({ environment, seed }), category: environment, context: null },
      task: { environment, seed },
    };
    return { prompt, line };
  });
  const prompts = checkPrompts(placed, path, {
    ...{ id: 'id', prompt: 'environment', category: 'environment', context: 'environment' },
  });
  return combineSuite(manifest, prompts, path);
}

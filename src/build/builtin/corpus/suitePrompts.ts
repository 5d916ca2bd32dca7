// The prompts of the built-in suites of safety: what the training text must stay away from. Of sums there are too few to stay
// away from.
import { isSafetyKind } from '../../../safety/outcomes/handled';
import { builtInIds, readBuiltIn } from '../../../engine/suites/builtInSuites';

export async function suitePrompts(mediaFolder: string): Promise<string[]> {
  const prompts: string[] = [];
  for (const id of await builtInIds(mediaFolder)) {
    const suite = await readBuiltIn(mediaFolder, id);
    if (isSafetyKind(suite.manifest.kind)) prompts.push(...suite.prompts.map(({ prompt }) => prompt));
  }
  return prompts;
}

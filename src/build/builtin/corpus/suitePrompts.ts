// The prompts of the built-in suites: what the training text must stay away from.
import { builtInIds, readBuiltIn } from '../../../engine/suites/builtInSuites';

export async function suitePrompts(mediaFolder: string): Promise<string[]> {
  const prompts: string[] = [];
  for (const id of await builtInIds(mediaFolder)) {
    const suite = await readBuiltIn(mediaFolder, id);
    prompts.push(...suite.prompts.map(({ prompt }) => prompt));
  }
  return prompts;
}

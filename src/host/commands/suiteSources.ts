// Which suites there are, and how a comparison names each: a built-in id, or a path with the suite's id.
import type { AttackFacts, SuiteFacts } from '../../protocol/suites';
import type { EngineService } from '../engineService';

export async function suiteSources(
  engine: EngineService,
  paths: readonly string[],
): Promise<{
  suites: readonly SuiteFacts[];
  attacks: readonly AttackFacts[];
  suiteSource: Map<string, string>;
}> {
  const all = await engine.request('listSuites', { paths });
  const suiteSource = new Map<string, string>();
  for (const path of paths) {
    const { suites } = await engine.request('listSuites', { paths: [path] });
    for (const suite of suites) if (!suite.builtIn) suiteSource.set(suite.id, `${path}#${suite.id}`);
  }
  return { ...all, suiteSource };
}

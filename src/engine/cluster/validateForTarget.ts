// What is wrong with a configuration at the place that it names: on a cluster the base lies there, and this machine has to know
// the cluster.
import { GuardrailError } from '../../protocol/errors';
import type { ConfigProblem } from '../../protocol/training';
import { configuredTarget } from '../../safety/clusters/configuredTarget';
import { validateConfig } from '../training/config/validateConfig';
import { findTarget } from './targets/targetsFile';

/** All problems, errors first, as validateConfig; without those of this machine alone where `where` names a target. */
export async function validateForTarget(text: string, path: string): Promise<ConfigProblem[]> {
  const problems = validateConfig(text, path);
  const target = configuredTarget(text);
  if (target === null) return problems;
  return [...(await targetProblems(target)), ...problems.filter(({ onlyHere = false }) => !onlyHere)];
}

async function targetProblems(name: string): Promise<ConfigProblem[]> {
  try {
    await findTarget(name);
    return [];
  } catch (error) {
    if (!(error instanceof GuardrailError)) throw error;
    return [{ severity: 'error', path: ['where'], message: `${error.message} ${error.advice}` }];
  }
}

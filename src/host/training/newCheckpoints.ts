// Says when a run that lies outside of the workspace, where nothing is watched, has other checkpoints than it had.
import type { TrainingRegistry } from './trainingRegistry';
import type { TrainingRun } from './trainingRun';

/** A listener to the changes of runs. */
export function newCheckpoints(
  registry: Pick<TrainingRegistry, 'elsewhere'>,
  onNew: () => void,
): (run: Pick<TrainingRun, 'folder' | 'state'>) => void {
  const seen = new Map<string, string>();
  return ({ folder, state }) => {
    const paths = (state?.facts.checkpoints ?? []).map(({ path }) => path).join('\n');
    if (paths === (seen.get(folder) ?? '')) return;
    seen.set(folder, paths);
    if (registry.elsewhere().includes(folder)) onNew();
  };
}

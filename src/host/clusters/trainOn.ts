// Sends a run to a cluster and shows it. Waits for the job to be taken, not for its end.
import { ProgressLocation, window, workspace } from 'vscode';
import { GuardrailError } from '../../protocol/errors';
import { inertMessage } from '../inertText';
import type { TrainingActions } from '../training/trainingActions';
import type { TrainingPanels } from '../training/trainingPanels';
import type { Clusters } from './clusters';

export interface ClusterParts {
  readonly clusters: Clusters;
  readonly actions: TrainingActions;
  readonly panels: TrainingPanels;
}

/** @throws GuardrailError what is wrong with the configuration or the target, or why the cluster does not take it */
export async function trainOn(
  { clusters, actions, panels }: ClusterParts,
  target: string,
  path: string,
): Promise<void> {
  requireTrust();
  const { folder } = await onCluster(`Sending the run to ${target}`, (signal) =>
    clusters.submit(target, path, signal),
  );
  await actions.runs.follow(folder);
  panels.show(folder);
}

/** In a notification, which cancels it. */
export async function onCluster<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  return window.withProgress(
    { location: ProgressLocation.Notification, title: inertMessage(title), cancellable: true },
    async (_, token) => {
      token.onCancellationRequested(() => abort.abort());
      return work(abort.signal);
    },
  );
}

/** @throws GuardrailError invalidRequest where the workspace is not trusted */
export function requireTrust(): void {
  if (workspace.isTrusted) return;
  throw new GuardrailError(
    'invalidRequest',
    'This workspace is not trusted: nothing is sent from it to a cluster.',
    'Trust the workspace (Manage Workspace Trust), then try again.',
  );
}

// Asks which other runs of the workspace are laid over the curves of one. Their folders are chosen here, never by the page.
import { basename, dirname } from 'node:path';
import { window, workspace, type QuickPickItem } from 'vscode';
import { GuardrailError } from '../../protocol/errors';
import { mostOverlaidRuns, type OverlaidRun } from '../../protocol/trainingPanel';
import type { TrainingRegistry } from './trainingRegistry';
import type { TrainingRuns } from './trainingRuns';
import { overPages } from '../overPages';

/**
 * null where the question is left; an empty list takes all away. `shown`: the folders that are laid over now.
 * @throws GuardrailError where there is no other run, more than can be told apart are chosen, or one cannot be read
 */
export async function chooseOverlay(
  folder: string,
  shown: readonly string[],
  {
    registry,
    runs,
  }: { readonly registry: Pick<TrainingRegistry, 'list'>; readonly runs: Pick<TrainingRuns, 'of'> },
): Promise<readonly OverlaidRun[] | null> {
  const others = (await registry.list()).filter((other) => other !== folder);
  if (others.length === 0) {
    throw new GuardrailError(
      'invalidRequest',
      'There is no other training run in this workspace.',
      'Open the folder that has the runs, or train another one.',
    );
  }
  const items = others.map((other) => ({ ...itemOf(other), picked: shown.includes(other), folder: other }));
  const chosen = await window.showQuickPick(items, {
    title: 'Overlay Runs',
    placeHolder: `At most ${mostOverlaidRuns} other runs on the same axes`,
    canPickMany: true,
    ...overPages,
  });
  if (chosen === undefined) return null;
  if (chosen.length > mostOverlaidRuns) {
    throw new GuardrailError(
      'invalidRequest',
      `${chosen.length} runs were chosen; ${mostOverlaidRuns} can be told apart beside this one.`,
      'Choose fewer.',
    );
  }
  return Promise.all(chosen.map((item) => overlaid(item.folder, runs)));
}

function itemOf(folder: string): QuickPickItem {
  return { label: basename(folder), description: workspace.asRelativePath(dirname(folder)) };
}

async function overlaid(folder: string, runs: Pick<TrainingRuns, 'of'>): Promise<OverlaidRun> {
  const { facts } = await runs.of(folder).read();
  const { log, probes, accuracyOf } = facts;
  return { folder, name: basename(folder), facts: { log, probes, accuracyOf } };
}

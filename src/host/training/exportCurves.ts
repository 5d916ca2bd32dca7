// Writes the curves of a training run for other tools.
import { window } from 'vscode';
import { curveFormats, type CurveFormat } from '../../protocol/training';
import type { EngineService } from '../engineService';
import { overPages } from '../overPages';
import { askExportFolder, tellExportedFolder } from '../savedExport';

const kinds: Readonly<Record<CurveFormat, { readonly label: string; readonly detail: string }>> = {
  tensorboard: {
    label: 'TensorBoard event file',
    detail: 'A folder for tensorboard --logdir: every logged value and the safety probe',
  },
  wandb: {
    label: 'Offline run of W&B',
    detail: 'A folder for wandb leet, or for wandb sync where you want it on a server',
  },
};

/** Asks what and where; writes nothing where either is left. */
export async function exportCurves(engine: EngineService, folder: string): Promise<void> {
  const items = curveFormats.map((format) => ({ ...kinds[format], format }));
  const chosen = await window.showQuickPick(items, {
    title: 'Export Curves',
    placeHolder: 'What to export',
    ...overPages,
  });
  if (chosen === undefined) return;
  const target = await askExportFolder(chosen, folder, chosen.format);
  if (target === undefined) return;
  await engine.request('exportCurves', { folder, target: target.fsPath, format: chosen.format });
  await tellExportedFolder(chosen, target);
}

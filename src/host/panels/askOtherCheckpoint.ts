// Asks for another checkpoint of the same base, whose change of weights is set beside tuned's.
import { window } from 'vscode';
import type { CheckpointRef } from '../../protocol/checkpoints';
import { checkpointItems } from '../checkpoints/checkpointItems';
import type { CheckpointRegistry } from '../checkpoints/checkpointRegistry';

export interface OtherCheckpoint {
  readonly name: string;
  readonly ref: CheckpointRef;
}

/** null: none was chosen. An adapter runs over the base of the comparison, as tuned does. */
export async function askOtherCheckpoint(
  registry: Pick<CheckpointRegistry, 'usable'>,
  { base, tuned }: { readonly base: CheckpointRef; readonly tuned: CheckpointRef },
): Promise<OtherCheckpoint | null> {
  const compared = [base.path, base.basePath, tuned.path];
  const listed = (await registry.usable()).filter(({ path }) => !compared.includes(path));
  const chosen = await window.showQuickPick(checkpointItems(listed), {
    title: 'Another Checkpoint of the Same Base',
    placeHolder:
      listed.length === 0 ? 'There is none: add one in the view Checkpoints' : 'Whose change is compared?',
    matchOnDetail: true,
  });
  if (chosen === undefined) return null;
  const { name, path, kind } = chosen.entry;
  return { name, ref: kind === 'adapter' ? { path, basePath: base.basePath ?? base.path } : { path } };
}

// Star and note of a row, as a person gives them in VS Code.
import { window } from 'vscode';
import { longestNote, type RowMark } from '../../protocol/comparison';
import type { EngineService } from '../engineService';
import type { ComparisonModel } from './comparisonModel';

/** Neither where there is none. */
export async function rowMark(engine: EngineService, path: string, promptId: number): Promise<RowMark> {
  const page = await engine.request('queryRows', {
    path,
    query: { filter: { promptId }, sort: 'runOrder', descending: false, offset: 0, limit: 1 },
  });
  return page.rows[0]?.mark ?? { starred: false, note: '' };
}

/** Changes the mark as it is now in the file; every view follows. */
export async function markRow(
  engine: EngineService,
  model: ComparisonModel,
  promptId: number,
  change: (mark: RowMark) => RowMark,
): Promise<void> {
  const { path } = model;
  const mark = change(await rowMark(engine, path, promptId));
  await engine.request('markRow', { path, promptId, mark });
  await model.refresh();
}

/** Empty takes it away; undefined: left as it was. */
export function askNote(promptId: number, value: string): Thenable<string | undefined> {
  return window.showInputBox({
    title: `Note on Prompt ${promptId}`,
    prompt: 'It changes no verdict. It is in the file and in what is exported.',
    value,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.length > longestNote
        ? `A note has at most ${longestNote.toLocaleString('en-US')} characters.`
        : null,
  });
}

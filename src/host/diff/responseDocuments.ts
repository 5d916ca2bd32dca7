// Responses as read-only documents, so that VS Code's own diff editor can show them.
import { EventEmitter, type TextDocumentContentProvider, type Uri } from 'vscode';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';
import { readResponseUri } from './responseUri';
import { visibleText } from '../../safety/presentation/visibleText';

export class ResponseDocuments extends DisposableOwner implements TextDocumentContentProvider {
  private readonly changed = this.register(new EventEmitter<Uri>());
  readonly onDidChange = this.changed.event;

  constructor(private readonly engine: EngineService) {
    super();
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const address = readResponseUri(uri);
    if (address === null) return 'This is not the address of a response.';
    const { path, column = 0, promptId, sample, side } = address;
    const page = await this.engine.request('queryRows', {
      path,
      column,
      query: { filter: { promptId }, sort: 'runOrder', descending: false, offset: 0, limit: 1 },
    });
    const response = page.rows[0]?.sides[side]?.find((row) => row.sample === sample);
    if (response === undefined) return `There is no ${side} response to prompt ${promptId} yet.`;
    return visibleText(
      response.reasoning === null
        ? response.answer
        : `[reasoning]\n${response.reasoning}\n\n[answer]\n${response.answer}`,
    );
  }
}

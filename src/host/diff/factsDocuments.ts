// A checkpoint's facts as a read-only document.
import { basename } from 'node:path';
import { ProgressLocation, Uri, window, type TextDocumentContentProvider } from 'vscode';
import { toErrorData } from '../../protocol/errors';
import { factsText } from '../../safety/presentation/factsText';
import type { EngineService } from '../engineService';
import { visibleText } from '../../safety/presentation/visibleText';

export const factsScheme = 'guardrail-lens-checkpoint';

export function factsUri(path: string, basePath: string | null): Uri {
  return Uri.from({
    scheme: factsScheme,
    path: `/${basename(path)}.txt`,
    query: JSON.stringify(basePath === null ? [path] : [path, basePath]),
  });
}

export class FactsDocuments implements TextDocumentContentProvider {
  constructor(private readonly engine: EngineService) {}

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const [path, basePath] = JSON.parse(uri.query) as [string, string?];
    const ref = { path, ...(basePath === undefined ? {} : { basePath }) };
    try {
      const facts = await window.withProgress(
        { location: ProgressLocation.Window, title: `Fingerprinting ${basename(path)}` },
        () => this.engine.request('inspectCheckpoint', { ref }),
      );
      return visibleText(factsText(facts, true));
    } catch (error) {
      const { message, advice } = toErrorData(error);
      return visibleText(`${message}\n${advice}\n`);
    }
  }
}

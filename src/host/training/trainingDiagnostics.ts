// Problems of the *.train.json files that are open, at their places.
import {
  Diagnostic,
  DiagnosticSeverity,
  languages,
  Range,
  workspace,
  type TextDocument,
  type Uri,
} from 'vscode';
import type { ConfigProblem } from '../../protocol/training';
import { toErrorData } from '../../protocol/errors';
import { DisposableOwner } from '../disposables';
import type { EngineService } from '../engineService';
import { jsonPlace } from './jsonPlaces';
import { isTrainingConfig } from './trainingConfigs';

/** After the last key. */
const settleMilliseconds = 400;

export class TrainingDiagnostics extends DisposableOwner {
  private readonly problems = this.register(languages.createDiagnosticCollection('guardrailLens'));
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly engine: EngineService) {
    super();
    for (const document of workspace.textDocuments) this.checkSoon(document);
    this.register(workspace.onDidOpenTextDocument((document) => this.checkSoon(document)));
    this.register(workspace.onDidChangeTextDocument(({ document }) => this.checkSoon(document)));
    // Files that a configuration names may have come or gone.
    this.register(workspace.onDidSaveTextDocument((document) => this.checkSoon(document)));
    this.register(workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)));
    this.register(
      workspace.onDidGrantWorkspaceTrust(() => {
        for (const document of workspace.textDocuments) this.checkSoon(document);
      }),
    );
  }

  override dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    super.dispose();
  }

  private checkSoon(document: TextDocument): void {
    if (!isTrainingConfig(document.uri) || !workspace.isTrusted) return;
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        void this.check(document);
      }, settleMilliseconds),
    );
  }

  private async check(document: TextDocument): Promise<void> {
    const { version, uri } = document;
    const text = document.getText();
    try {
      const found = await this.engine.request('validateTraining', { text, path: uri.fsPath });
      if (document.isClosed || document.version !== version) return;
      this.problems.set(
        uri,
        // VS Code's own JSON support marks what is no JSON, at the very character.
        isJson(text) ? found.map((problem) => diagnostic(document, text, problem)) : [],
      );
    } catch (error) {
      this.engine.note(`${uri.fsPath} could not be checked: ${toErrorData(error).message}`);
    }
  }

  private forget(uri: Uri): void {
    clearTimeout(this.timers.get(uri.toString()));
    this.timers.delete(uri.toString());
    this.problems.delete(uri);
  }
}

function diagnostic(document: TextDocument, text: string, problem: ConfigProblem): Diagnostic {
  const { start, end } = jsonPlace(text, problem.path);
  const made = new Diagnostic(
    new Range(document.positionAt(start), document.positionAt(end)),
    problem.message,
    problem.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
  );
  made.source = 'Guardrail Lens';
  return made;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

// The editor of .glens files: a webview over the comparison's model. Edits (overruled verdicts) are written by the
// engine at once, so the document itself is read-only for VS Code.
import type {
  CustomDocument,
  CustomReadonlyEditorProvider,
  ExtensionContext,
  Uri,
  WebviewPanel,
} from 'vscode';
import { workspace } from 'vscode';
import type { Actions } from '../actions';
import type { CheckpointRegistry } from '../checkpoints/checkpointRegistry';
import type { ComparisonModel } from '../comparisons/comparisonModel';
import type { ComparisonModels } from '../comparisons/comparisonModels';
import { promptOfFragment } from '../comparisons/rowLink';
import { readSettings, section } from '../settings';
import { comparisonPageHandlers } from './comparisonPageHandlers';
import { readRequest } from './readRequest';
import { WebviewChannel } from './webviewChannel';
import { webviewHtml, webviewOptions } from './webviewHtml';

interface ComparisonDocument extends CustomDocument {
  readonly model: ComparisonModel;
}

export class ComparisonEditor implements CustomReadonlyEditorProvider<ComparisonDocument> {
  constructor(
    private readonly context: ExtensionContext,
    private readonly models: ComparisonModels,
    private readonly actions: Actions,
    private readonly checkpoints: CheckpointRegistry,
  ) {}

  openCustomDocument(uri: Uri): ComparisonDocument {
    const model = this.models.acquire(uri.fsPath);
    const promptId = promptOfFragment(uri.fragment);
    if (promptId !== null) model.showRow(promptId);
    return { uri, model, dispose: () => this.models.release(model) };
  }

  resolveCustomEditor(document: ComparisonDocument, panel: WebviewPanel): void {
    const { model } = document;
    const { extensionUri } = this.context;
    panel.webview.options = webviewOptions(extensionUri);
    const channel = new WebviewChannel(
      panel.webview,
      comparisonPageHandlers(() => model, this.actions, this.checkpoints),
      readRequest,
    );
    const subscriptions = [
      channel,
      model.onDidChange((value) => channel.notify('changed', value)),
      model.onDidProgress((value) => channel.notify('progress', value)),
      model.onDidSelect((promptId) => channel.notify('selected', { promptId })),
      model.onDidShowRow((promptId) => channel.notify('showRow', { promptId })),
      model.onDidReveal((value) => channel.notify('revealed', value)),
      model.onDidFail((value) => channel.notify('failed', value)),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(section)) {
          channel.notify('settings', { maskHarmful: readSettings().maskHarmful });
        }
      }),
      panel.onDidChangeViewState(() => {
        if (panel.active) this.models.activate(model);
        // A page that is hidden is gone, and begins anew.
        if (!panel.visible) model.setLabelling(false);
      }),
    ];
    panel.onDidDispose(() => {
      model.setLabelling(false);
      for (const subscription of subscriptions) subscription.dispose();
    });
    if (panel.active) this.models.activate(model);
    panel.webview.html = webviewHtml(panel.webview, extensionUri, 'comparison', 'Comparison');
  }
}

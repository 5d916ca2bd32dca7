// The side panel: the selected prompt of the active comparison, while the user works elsewhere.
import type { Disposable, ExtensionContext, WebviewView, WebviewViewProvider } from 'vscode';
import { workspace } from 'vscode';
import { toErrorData } from '../../protocol/errors';
import type { Actions } from '../actions';
import type { CheckpointRegistry } from '../checkpoints/checkpointRegistry';
import type { ComparisonModel } from '../comparisons/comparisonModel';
import type { ComparisonModels } from '../comparisons/comparisonModels';
import { DisposableOwner } from '../disposables';
import { readSettings, section } from '../settings';
import { comparisonPageHandlers } from './comparisonPageHandlers';
import { readRequest } from './readRequest';
import { WebviewChannel } from './webviewChannel';
import { webviewHtml, webviewOptions } from './webviewHtml';

export class ResponseView implements WebviewViewProvider {
  constructor(
    private readonly context: ExtensionContext,
    private readonly models: ComparisonModels,
    private readonly actions: Actions,
    private readonly checkpoints: CheckpointRegistry,
  ) {}

  resolveWebviewView(view: WebviewView): void {
    const { extensionUri } = this.context;
    view.webview.options = webviewOptions(extensionUri);
    const channel = new WebviewChannel(
      view.webview,
      comparisonPageHandlers(() => this.models.active, this.actions, this.checkpoints),
      readRequest,
    );
    const followed = new FollowedModel(this.models, channel);
    view.onDidDispose(() => {
      followed.dispose();
      channel.dispose();
    });
    view.webview.html = webviewHtml(view.webview, extensionUri, 'response', 'Response');
  }
}

/** Tells the panel about whichever comparison is active. */
class FollowedModel extends DisposableOwner {
  private subscriptions: Disposable[] = [];

  constructor(
    models: ComparisonModels,
    private readonly channel: WebviewChannel,
  ) {
    super();
    this.register(models.onDidActivate((model) => void this.follow(model)));
    this.register(
      workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration(section)) return;
        channel.notify('settings', { maskHarmful: readSettings().maskHarmful });
      }),
    );
    void this.follow(models.active);
  }

  override dispose(): void {
    this.unfollow();
    super.dispose();
  }

  private async follow(model: ComparisonModel | null): Promise<void> {
    this.unfollow();
    if (model === null) {
      this.channel.notify('comparison', null);
      return;
    }
    const { channel } = this;
    this.subscriptions = [
      model.onDidChange((value) => channel.notify('changed', value)),
      model.onDidProgress((value) => channel.notify('progress', value)),
      model.onDidSelect((promptId) => channel.notify('selected', { promptId })),
      model.onDidReveal((value) => channel.notify('revealed', value)),
      model.onDidLabelling((value) => channel.notify('labelling', value)),
      model.onDidFail((value) => channel.notify('failed', value)),
    ];
    try {
      channel.notify('comparison', await model.state());
    } catch (error) {
      channel.notify('failed', toErrorData(error));
    }
  }

  private unfollow(): void {
    for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
  }
}

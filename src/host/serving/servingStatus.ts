// The status-bar item while checkpoints are served: where, and how many requests were answered.
import { commands, StatusBarAlignment, window } from 'vscode';
import { DisposableOwner } from '../disposables';
import { addressText, requestsText, servingText } from './servingText';
import type { Servings } from './servings';

export class ServingStatus extends DisposableOwner {
  private readonly item = this.register(
    window.createStatusBarItem('guardrailLens.serving', StatusBarAlignment.Left, 0),
  );
  private shown = false;

  constructor(private readonly servings: Servings) {
    super();
    this.item.name = 'Guardrail Lens Serving';
    this.item.command = 'guardrailLens.showServing';
    this.register(servings.onDidChange(() => this.update()));
  }

  private update(): void {
    const running = this.servings.running();
    const [first] = running;
    if (this.shown !== (first !== undefined)) {
      this.shown = first !== undefined;
      void commands.executeCommand('setContext', 'guardrailLens.serving', this.shown);
    }
    if (first === undefined) {
      this.item.hide();
      return;
    }
    const requests = running.reduce((sum, { progress }) => sum + progress.requests, 0);
    const where = running.length === 1 ? addressText(first) : `${running.length} checkpoints`;
    this.item.text = `$(broadcast) ${where} · ${requestsText(requests)}`;
    this.item.tooltip = [
      ...running.map((serving) => `${serving.name} at ${serving.progress.url}: ${servingText(serving)}`),
      'Select to copy the address or to stop.',
    ].join('\n');
    this.item.accessibilityInformation = {
      label: `Serving at ${where}, ${requestsText(requests)}. Copy the address or stop`,
      role: 'button',
    };
    this.item.show();
  }
}

// The status-bar item while runs are live, and the notification at the end of one.
import { StatusBarAlignment, window } from 'vscode';
import { isResumable, type TrainingRunFacts } from '../../protocol/training';
import { DisposableOwner } from '../disposables';
import { setItemCommand } from '../itemCommand';
import type { TrainingActions } from './trainingActions';
import type { TrainingPanels } from './trainingPanels';
import { endText, trainingDescription } from './trainingDescription';
import { inertMessage } from '../inertText';

const showCurves = 'Show Curves';
const compareWithBase = 'Compare with Base';
const resume = 'Resume';
const showLog = 'Show Log';

export class TrainingStatus extends DisposableOwner {
  private readonly item = this.register(
    window.createStatusBarItem('guardrailLens.training', StatusBarAlignment.Left, 0),
  );

  constructor(
    private readonly actions: TrainingActions,
    private readonly panels: TrainingPanels,
  ) {
    super();
    this.item.name = 'Guardrail Lens Training';
    this.register(actions.runs.onDidChange(() => this.update()));
    this.register(actions.runs.onDidEnd((facts) => void this.announce(facts)));
  }

  private update(): void {
    const live = this.actions.runs.live();
    const [first] = live;
    if (first?.state == null) {
      this.item.hide();
      return;
    }
    const { facts } = first.state;
    const icon = facts.status === 'paused' ? '$(debug-pause)' : '$(loading~spin)';
    this.item.text =
      live.length === 1
        ? `${icon} Training${facts.maxSteps === 0 ? '' : ` ${facts.step}/${facts.maxSteps}`}`
        : `$(loading~spin) ${live.length} trainings`;
    this.item.tooltip = live
      .flatMap(({ name, state }) => (state === null ? [] : [`${name}: ${trainingDescription(state)}`]))
      .join('\n');
    setItemCommand(this.item, {
      command: 'guardrailLens.openTraining',
      title: 'Open',
      arguments: live.length === 1 ? [{ folder: first.folder }] : [],
    });
    this.item.show();
  }

  private async announce(facts: TrainingRunFacts): Promise<void> {
    this.update();
    const { folder } = facts;
    const bad = facts.status === 'failed' || facts.status === 'halted' || facts.status === 'interrupted';
    const show = bad ? window.showWarningMessage : window.showInformationMessage;
    const buttons = [
      showCurves,
      ...(facts.checkpoints.length > 0 ? [compareWithBase] : []),
      ...(isResumable(facts) && facts.status !== 'halted' ? [resume] : []),
      ...(bad ? [showLog] : []),
    ];
    const choice = await show(inertMessage(endText(facts)), ...buttons);
    if (choice === showCurves) this.panels.show(folder);
    if (choice === compareWithBase) await this.actions.shown(() => this.actions.compareBest(folder));
    if (choice === resume) await this.actions.shown(() => this.actions.runs.resume(folder));
    if (choice === showLog) await this.actions.shown(() => this.actions.openLog(folder));
  }
}

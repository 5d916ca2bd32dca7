// What a run would take, as a read-only document: the figures, and one prompt with an answer to look at.
import { basename } from 'node:path';
import { EventEmitter, Uri, window, type TextDocumentContentProvider } from 'vscode';
import type { TrainingPlan } from '../../protocol/training';
import { trainingPlanText } from '../../safety/presentation/trainingPlanText';
import { visibleText } from '../../safety/presentation/visibleText';
import { DisposableOwner } from '../disposables';

export const planScheme = 'guardrail-lens-plan';

export class PlanDocuments extends DisposableOwner implements TextDocumentContentProvider {
  private readonly changed = this.register(new EventEmitter<Uri>());
  readonly onDidChange = this.changed.event;
  /** By the configuration's path; the newest of each. */
  private readonly plans = new Map<string, TrainingPlan>();

  provideTextDocumentContent({ query }: Uri): string {
    const plan = this.plans.get(query);
    return plan === undefined ? 'Estimate the training again: its figures are not kept.\n' : textOf(plan);
  }

  async show(configPath: string, plan: TrainingPlan): Promise<void> {
    this.plans.set(configPath, plan);
    const uri = Uri.from({
      scheme: planScheme,
      path: `/${basename(configPath, '.train.json')}: what it takes.txt`,
      query: configPath,
    });
    this.changed.fire(uri);
    await window.showTextDocument(uri, { preview: true });
  }
}

function textOf(plan: TrainingPlan): string {
  const remarks = plan.remarks.map((remark) => `note: ${visibleText(remark)}\n`);
  return [...remarks, trainingPlanText(plan)].join('');
}

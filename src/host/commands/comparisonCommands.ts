// Commands that make and drive comparisons.
import { window } from 'vscode';
import { GuardrailError } from '../../protocol/errors';
import type { Actions } from '../actions';
import type { ComparisonModel } from '../comparisons/comparisonModel';
import type { ComparisonModels } from '../comparisons/comparisonModels';
import { isSubject, type CheckpointNode } from '../checkpoints/checkpointNodes';
import {
  baseOf,
  isAdapter,
  isAlike,
  isMadeOf,
  subjectTitle,
  type SubjectEntry,
} from '../subjects/subjectEntry';
import { subjectItems } from '../subjects/subjectItems';
import type { TrainingNode } from '../training/trainingView';
import type { ComparisonNode } from '../views/comparisonsView';
import type { CommandHandlers } from './commandIds';
import { compareSteps } from './compareSteps';
import {
  askAndStart,
  duplicate,
  runAgain,
  startAtOnce,
  startBuiltIn,
  type StartParts,
} from './startComparison';
import { askToContinue } from './continueAnswers';
import { trySafeguards } from './trySafeguards';

export interface ComparisonParts extends StartParts {
  readonly models: ComparisonModels;
}

export function comparisonCommands(
  parts: ComparisonParts,
): Pick<
  CommandHandlers,
  | 'compare'
  | 'compareWith'
  | 'compareWithBase'
  | 'compareSelected'
  | 'compareSteps'
  | 'trySafeguards'
  | 'tryBuiltIn'
  | 'openComparison'
  | 'resumeComparison'
  | 'runAgain'
  | 'duplicateComparison'
  | 'continueAnswers'
  | 'exportReport'
  | 'diffResponses'
  | 'nextFlip'
  | 'previousFlip'
  | 'stop'
> {
  const { actions, models, runs } = parts;
  const onFile =
    (act: (path: string) => Promise<void>): ((node?: ComparisonNode) => Promise<void>) =>
    async (node) => {
      const path = node?.path ?? models.active?.path;
      if (path === undefined) sayNoneOpen();
      else await act(path);
    };
  const onTrained = (
    act: (tuned: SubjectEntry, base: SubjectEntry | undefined) => Promise<void>,
    node?: CheckpointNode,
  ): Promise<void> =>
    actions.shown(async () => {
      const subjects = await parts.subjects.list();
      const tuned = isSubject(node) ? node : await askTrained(subjects);
      if (tuned !== undefined) await act(tuned, baseOf(tuned, subjects));
    });
  return {
    compare: () => actions.shown(() => askAndStart(parts, {})),
    compareWith: (node?: CheckpointNode) =>
      onTrained(async (tuned, base) => {
        await askAndStart(parts, base === undefined ? { tuned } : { base, tuned });
      }, node),
    compareWithBase: (node?: CheckpointNode) =>
      onTrained(async (tuned, base) => {
        // A base that is not listed is asked for.
        if (base === undefined) await askAndStart(parts, { tuned });
        else await startAtOnce(parts, { base, tuned, template: null });
      }, node),
    compareSelected: (first?: CheckpointNode, all?: readonly CheckpointNode[]) =>
      actions.shown(async () => {
        const [one, two] = (all ?? [first]).filter(isSubject);
        if (one === undefined || two === undefined) return askAndStart(parts, {});
        if (!isAlike(one, two)) throw nothingInCommon(one, two);
        const [base, tuned] = isAdapter(one) || isMadeOf(one, two) ? [two, one] : [one, two];
        return askAndStart(parts, { base, tuned });
      }),
    compareSteps: (of?: TrainingNode | CheckpointNode) => actions.shown(() => compareSteps(parts, runOf(of))),
    trySafeguards: (node?: CheckpointNode) =>
      actions.shown(() => trySafeguards(parts, isSubject(node) ? node : null)),
    tryBuiltIn: () => actions.shown(() => startBuiltIn(parts)),
    openComparison: onFile((path) => actions.openComparison(path)),
    resumeComparison: onFile((path) => actions.resume(path)),
    runAgain: onFile((path) => actions.shown(() => runAgain(parts, path))),
    duplicateComparison: onFile((path) => actions.shown(() => duplicate(parts, path))),
    continueAnswers: onFile((path) => askToContinue(actions, path)),
    exportReport: onFile((path) => actions.exportReport(path)),
    diffResponses: async () => {
      const model = models.active;
      if (model === null) {
        sayNoneOpen();
        return;
      }
      const promptId = model.selectedPromptId;
      if (promptId === null) {
        void window.showInformationMessage('Choose a prompt first, on the Responses tab of the comparison.');
        return;
      }
      await actions.diff(model, { promptId, sample: 0, left: 'base', right: 'tuned' });
    },
    nextFlip: () => goToFlip(actions, models.active, false),
    previousFlip: () => goToFlip(actions, models.active, true),
    stop: async (node?: ComparisonNode) => {
      const running = runs.running();
      const path =
        node?.path ?? (running.length === 1 ? running[0] : await window.showQuickPick([...running]));
      if (path !== undefined) runs.stop(path);
    },
  };
}

/** A run in the Training view, or the node that holds its steps in the Checkpoints view. */
function runOf(node: TrainingNode | CheckpointNode | undefined): string | null {
  if (node === undefined) return null;
  if ('folder' in node) return node.folder;
  return node.kind === 'run' ? node.path : null;
}

function nothingInCommon(one: SubjectEntry, two: SubjectEntry): GuardrailError {
  return new GuardrailError(
    'incomparable',
    `No benchmark asks both ${subjectTitle(one)} and ${subjectTitle(two)}: a control policy acts in the episodes of its environment alone.`,
    'Select two policies of one environment, or two checkpoints.',
  );
}

async function askTrained(subjects: readonly SubjectEntry[]): Promise<SubjectEntry | undefined> {
  const trained = subjects.filter(
    (subject) => baseOf(subject, subjects) !== undefined || hasLostBase(subject),
  );
  const choice = await window.showQuickPick(subjectItems(trained), {
    title: 'Compare with Base',
    placeHolder: 'Checkpoint to compare with its base',
  });
  return choice?.subject;
}

/** Its base is known, but not listed. */
function hasLostBase(subject: SubjectEntry): boolean {
  return subject.kind === 'checkpoint' && subject.entry.basePath !== null;
}

async function goToFlip(actions: Actions, model: ComparisonModel | null, backwards: boolean): Promise<void> {
  if (model === null) {
    sayNoneOpen();
    return;
  }
  await actions.shown(async () => {
    const { path, column, selectedPromptId: fromPromptId } = model;
    const next = await actions.engine.request('nextFlip', { path, column, fromPromptId, backwards });
    if (next !== null) model.select(next.promptId);
    else void window.showInformationMessage('No response flipped between refusal and compliance.');
  });
}

/** Links in the walkthrough run commands that menus do not offer. */
function sayNoneOpen(): void {
  void window.showInformationMessage(
    'Open a comparison first: a .glens file, from the Comparisons view or the Explorer.',
  );
}

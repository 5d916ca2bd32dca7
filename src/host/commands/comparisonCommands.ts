// Commands that make and drive comparisons.
import { window } from 'vscode';
import type { Actions } from '../actions';
import type { ComparisonModel } from '../comparisons/comparisonModel';
import type { ComparisonModels } from '../comparisons/comparisonModels';
import type { ComparisonRegistry } from '../comparisons/comparisonRegistry';
import type { RunService } from '../comparisons/runService';
import { readSettings } from '../settings';
import { isSubject, type CheckpointNode } from '../checkpoints/checkpointNodes';
import type { EndpointAccess } from '../endpoints/endpointAccess';
import { baseOf, isAdapter, isMadeOf, type SubjectEntry } from '../subjects/subjectEntry';
import { subjectItems } from '../subjects/subjectItems';
import type { SubjectRegistry } from '../subjects/subjectRegistry';
import type { ComparisonNode } from '../views/comparisonsView';
import type { CommandHandlers } from './commandIds';
import { askComparison, needCheckpoints } from './compareWizard';
import { suiteSources } from './suiteSources';

export interface ComparisonParts {
  readonly actions: Actions;
  readonly subjects: SubjectRegistry;
  readonly endpoints: EndpointAccess;
  readonly comparisons: ComparisonRegistry;
  readonly models: ComparisonModels;
  readonly runs: RunService;
  readonly add: (what: 'addCheckpoint' | 'addEndpoint') => Promise<void>;
}

export function comparisonCommands(
  parts: ComparisonParts,
): Pick<
  CommandHandlers,
  | 'compare'
  | 'compareWithBase'
  | 'compareSelected'
  | 'openComparison'
  | 'resumeComparison'
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
  return {
    compare: () => startComparison(parts, {}),
    compareWithBase: async (node?: CheckpointNode) => {
      const subjects = await parts.subjects.list();
      const tuned = isSubject(node) ? node : await askTrained(subjects);
      if (tuned === undefined) return;
      const base = baseOf(tuned, subjects);
      await startComparison(parts, base === undefined ? { tuned } : { base, tuned });
    },
    compareSelected: async (first?: CheckpointNode, all?: readonly CheckpointNode[]) => {
      const [one, two] = (all ?? [first]).filter(isSubject);
      if (one === undefined || two === undefined) return startComparison(parts, {});
      const [base, tuned] = isAdapter(one) || isMadeOf(one, two) ? [two, one] : [one, two];
      return startComparison(parts, { base, tuned });
    },
    openComparison: onFile((path) => actions.openComparison(path)),
    resumeComparison: onFile((path) => actions.resume(path)),
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
      await actions.diff(model.path, { promptId, sample: 0, left: 'base', right: 'tuned' });
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

async function startComparison(
  parts: ComparisonParts,
  chosen: { readonly base?: SubjectEntry; readonly tuned?: SubjectEntry },
): Promise<void> {
  await parts.actions.shown(async () => {
    const subjects = await parts.subjects.list();
    if (subjects.length < 2) {
      const way = await needCheckpoints();
      if (way !== null) await parts.add(way);
      return;
    }
    const settings = readSettings();
    const { suites, attacks, suiteSource } = await suiteSources(
      parts.actions.engine,
      settings.benchmarkPaths,
    );
    const result = await askComparison({ subjects, suites, suiteSource, attacks, settings, ...chosen });
    if (result === null) return;
    const apiKeys = await parts.endpoints.forRun(result.spec);
    await parts.actions.engine.request('createComparison', { ...result, apiKeys });
    await parts.comparisons.add(result.path);
    const run = parts.runs.resume(result.path);
    // The editor shows the run from its first row on. Should opening fail, the run is awaited all the same.
    await Promise.all([run, parts.actions.openComparison(result.path)]);
  });
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
    const fromPromptId = model.selectedPromptId;
    const next = await actions.engine.request('nextFlip', { path: model.path, fromPromptId, backwards });
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

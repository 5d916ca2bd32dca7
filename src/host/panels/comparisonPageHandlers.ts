// What the comparison editor and the side panel may ask of the host.
import { env, workspace } from 'vscode';
import { GuardrailError } from '../../protocol/errors';
import { askNote, markRow, rowMark } from '../comparisons/rowMarks';
import { rowLink } from '../comparisons/rowLink';
import type { ComparisonModel } from '../comparisons/comparisonModel';
import type { Actions } from '../actions';
import type { CheckpointRegistry } from '../checkpoints/checkpointRegistry';
import { saveFigure } from '../figures/saveFigure';
import { analysisHandlers } from './analysisHandlers';
import type { WebviewHandlers } from './webviewChannel';

/** Milliseconds. */
const labelRest = 3000;

/** `model` may change under the side panel: it shows the active comparison. */
export function comparisonPageHandlers(
  model: () => ComparisonModel | null,
  actions: Actions,
  checkpoints: CheckpointRegistry,
): WebviewHandlers {
  const current = (): ComparisonModel => {
    const found = model();
    if (found !== null) return found;
    throw new GuardrailError('invalidRequest', 'No comparison is open.', 'Open a .glens file.');
  };
  const path = (): string => current().path;
  /** The file, and whose pair with the base is shown. */
  const pair = (): { readonly path: string; readonly column: number } => {
    const { path, column } = current();
    return { path, column };
  };
  const { engine } = actions;
  return {
    state: async () => current().state(),
    rows: async ({ query }) => engine.request('queryRows', { ...pair(), query }),
    facets: async ({ filter }) => engine.request('rowFacets', { ...pair(), filter }),
    verdictHistory: async ({ responseId }) => engine.request('verdictHistory', { path: path(), responseId }),
    overrule: async ({ responseId, outcome, note }) => {
      const model = current();
      const request = { path: model.path, column: model.column, responseId, outcome, note };
      const summary = await engine.request('overruleVerdict', request);
      await model.accept(summary);
      return summary;
    },
    withdraw: async ({ responseId }) => {
      const model = current();
      const summary = await engine.request('withdrawVerdict', { ...pair(), responseId });
      await model.accept(summary);
      return summary;
    },
    labelSheet: async ({ answers }) =>
      answers === null
        ? engine.request('readLabels', pair())
        : engine.request('drawLabels', { ...pair(), answers }),
    giveLabel: async (label) => {
      const model = current();
      await engine.request('giveLabels', { ...pair(), labels: [label] });
      // Labels come every few seconds; the numbers follow without being counted for each.
      model.refreshSoon(labelRest);
      return null;
    },
    diff: async (request) => {
      await actions.diff(pair(), request);
      return null;
    },
    labelling: ({ active }) => {
      current().setLabelling(active);
      return nothing();
    },
    reveal: ({ promptId, shown }) => {
      current().reveal(promptId, shown);
      return nothing();
    },
    select: ({ promptId }) => {
      current().select(promptId);
      return nothing();
    },
    nextFlip: async ({ fromPromptId, backwards }) =>
      engine.request('nextFlip', { ...pair(), fromPromptId, backwards }),
    chooseColumn: async ({ column }) => {
      await current().chooseColumn(column);
      return null;
    },
    columnAnswers: async ({ promptId }) => engine.request('queryColumns', { path: path(), promptId }),
    star: async ({ promptId, starred }) => {
      await markRow(engine, current(), promptId, (mark) => ({ ...mark, starred }));
      return null;
    },
    note: async ({ promptId }) => {
      const model = current();
      const mark = await rowMark(engine, model.path, promptId);
      const note = await askNote(promptId, mark.note);
      if (note !== undefined) await markRow(engine, model, promptId, (now) => ({ ...now, note }));
      return null;
    },
    copyLink: async ({ promptId }) => {
      await env.clipboard.writeText(rowLink(workspace.asRelativePath(path()), promptId));
      return null;
    },
    exportReadable: async () => {
      // The file may be too damaged for a model of it.
      await actions.exportReadable(path());
      return null;
    },
    ...analysisHandlers({ engine, checkpoints }, pair),
    exportReport: async () => {
      await actions.exportReport(path());
      return null;
    },
    saveFigure: async (file) => {
      await saveFigure(file, path().replace(/\.glens$/, ''));
      return null;
    },
    copy: async ({ text }) => {
      await env.clipboard.writeText(text);
      return null;
    },
    resume: () => {
      // Returns at once: the run's progress comes as notifications.
      void actions.resume(path());
      return nothing();
    },
    stop: () => {
      actions.stop(path());
      return nothing();
    },
    showLog: () => {
      engine.showLog();
      return nothing();
    },
    openInEditor: async ({ promptId }) => {
      const model = current();
      await actions.openComparison(model.path);
      model.select(promptId);
      return null;
    },
  };
}

function nothing(): Promise<null> {
  return Promise.resolve(null);
}

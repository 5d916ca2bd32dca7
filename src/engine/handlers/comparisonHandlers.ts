// Requests about comparisons on disk.
import type { NewVerdict } from '../../protocol/comparison';
import { judgeDisagreements } from '../../safety/analysis/byJudge';
import { renderMatrixReport } from '../../safety/report/renderMatrixReport';
import { renderReport } from '../../safety/report/renderReport';
import { subjectsOf } from '../../safety/subjects/columns';
import { continueAnswers, cutAnswers } from '../comparison/cutAnswers';
import { forecastComparison } from '../comparison/forecastComparison';
import { columnAnswers } from '../comparison/columnAnswers';
import { drawLabels, giveLabels, readSheet } from '../comparison/labelSample';
import { exportRows } from '../comparison/exportRows';
import { exportResults } from '../interchange/exportResults';
import { keepRunCurve } from '../comparison/keepRunCurve';
import { judgeComparison } from '../comparison/judgeComparison';
import { planPrecision } from '../generation/planPrecision';
import { planComparison } from '../comparison/planComparison';
import { readLabelFile } from '../comparison/readLabelFile';
import { runComparison } from '../comparison/runComparison';
import { summarize, summarizeContrast, summarizeMatrix } from '../comparison/summarize';
import type { EngineContext } from '../engineContext';
import type { JobQueue } from '../jobQueue';
import { keepReferred } from '../training/checkpoint/keptCheckpoints';
import type { Handlers } from '../rpc/answerRequests';
import type { ComparisonStore } from '../store/comparisonStore';
import { comparisonStores } from '../store/comparisonStores';

/** Flips that a report shows in full. */
const reportedFlips = 500;

type ComparisonRequest =
  | 'createComparison'
  | 'forecastComparison'
  | 'planPrecision'
  | 'runComparison'
  | 'judgeComparison'
  | 'judgeDisagreements'
  | 'cutAnswers'
  | 'continueAnswers'
  | 'describeComparison'
  | 'queryColumns'
  | 'summarizeComparison'
  | 'summarizeContrast'
  | 'summarizeMatrix'
  | 'queryRows'
  | 'rowFacets'
  | 'nextFlip'
  | 'verdictHistory'
  | 'overruleVerdict'
  | 'withdrawVerdict'
  | 'drawLabels'
  | 'readLabels'
  | 'giveLabels'
  | 'importLabels'
  | 'markRow'
  | 'exportRows'
  | 'exportResults'
  | 'renderReport';

export function comparisonHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, ComparisonRequest> {
  return {
    createComparison: async ({ path, spec, apiKeys }, call) => {
      const plan = await planComparison(context(), spec, apiKeys, call.signal);
      comparisonStores.removeUnanswered(path);
      const store = comparisonStores.create(path, plan.spec, context().versions, (created) =>
        created.setPrompts(plan.manifests, plan.prompts),
      );
      try {
        await keepRunCurve(store);
        for (const ref of subjectsOf(spec)) {
          if (ref.kind === 'checkpoint') await keepReferred(ref.path);
        }
        return store.describe();
      } finally {
        store.close();
      }
    },
    planPrecision: ({ spec }, call) => planPrecision(context(), spec, call.signal),
    forecastComparison: (request, call) =>
      jobs.run(call.signal, (signal) =>
        forecastComparison(context(), { ...request, signal, progress: call.progress }),
      ),
    runComparison: ({ path, apiKeys }, call) =>
      jobs.run(call.signal, (signal) =>
        runComparison(context(), { path, apiKeys, signal, progress: call.progress }),
      ),
    judgeComparison: (request, call) =>
      jobs.run(call.signal, (signal) =>
        judgeComparison(context(), { ...request, signal, progress: call.progress }),
      ),
    judgeDisagreements: ({ path }) =>
      withStore(path, 'read', (store) =>
        judgeDisagreements({
          judges: store.judges(),
          prompts: store.prompts(),
          responses: store.judgedResponses(),
        }),
      ),
    cutAnswers: ({ path }) => withStore(path, 'read', cutAnswers),
    continueAnswers: ({ path, maxNewTokens }) =>
      withStore(path, 'write', (store) => continueAnswers(store, maxNewTokens)),
    describeComparison: ({ path, column }) => withPair(path, column, 'read', (store) => store.describe()),
    summarizeComparison: ({ path, column }) => withPair(path, column, 'read', summarize),
    summarizeMatrix: ({ path }) => withStore(path, 'read', summarizeMatrix),
    summarizeContrast: ({ path, column, against }) =>
      withPair(path, column, 'read', (store) => summarizeContrast(store, against)),
    queryColumns: ({ path, promptId }) => withStore(path, 'read', (store) => columnAnswers(store, promptId)),
    queryRows: ({ path, column, query }) => withPair(path, column, 'read', (store) => store.query(query)),
    rowFacets: ({ path, column, filter }) => withPair(path, column, 'read', (store) => store.facets(filter)),
    nextFlip: ({ path, column, fromPromptId, backwards }) =>
      withPair(path, column, 'read', (store) => {
        const promptId = store.nextFlip(fromPromptId, backwards);
        return promptId === null ? null : { promptId };
      }),
    verdictHistory: ({ path, responseId }) =>
      withStore(path, 'read', (store) => store.verdictHistory(responseId)),
    overruleVerdict: ({ path, column, responseId, outcome, note }) =>
      withPair(path, column, 'write', (store) => {
        store.overrule(responseId, personVerdict(outcome, note));
        return summarize(store);
      }),
    withdrawVerdict: ({ path, column, responseId }) =>
      withPair(path, column, 'write', (store) => {
        store.withdraw(responseId);
        return summarize(store);
      }),
    drawLabels: ({ path, column, answers }) =>
      withPair(path, column, 'write', (store) => drawLabels(store, answers)),
    readLabels: ({ path, column }) => withPair(path, column, 'read', readSheet),
    giveLabels: ({ path, column, labels }) =>
      withPair(path, column, 'write', (store) => {
        giveLabels(store, labels);
        return null;
      }),
    importLabels: ({ path, column, text, file }) =>
      withPair(path, column, 'write', (store) => {
        const given = readLabelFile(text, file);
        giveLabels(store, given);
        return { given: given.length, sheet: readSheet(store) };
      }),
    markRow: ({ path, promptId, mark }) =>
      withStore(path, 'write', (store) => {
        store.mark(promptId, mark);
        return {};
      }),
    exportRows: ({ path, target, format }) =>
      withStore(path, 'read', (store) => exportRows(store, { path, target, format })),
    exportResults: async ({ path, target, format }) => {
      const store = comparisonStores.open(path, 'read');
      try {
        return { files: await exportResults(store, { target, format }) };
      } finally {
        store.close();
      }
    },
    renderReport: ({ path, column, appendix }) =>
      withPair(path, column, 'read', (store) => {
        const facts = store.describe();
        const generatedAt = new Date().toISOString();
        if (column === undefined && facts.columns !== undefined) {
          const matrix = summarizeMatrix(store);
          return { html: renderMatrixReport({ facts, matrix, manifests: store.manifests(), generatedAt }) };
        }
        const flips = store.query({
          filter: { flips: 'any' },
          sort: 'flip',
          descending: false,
          offset: 0,
          limit: reportedFlips,
        });
        return {
          html: renderReport({
            facts,
            summary: summarize(store),
            manifests: store.manifests(),
            rows: flips.rows,
            totalFlips: flips.total,
            generatedAt,
            appendix,
          }),
        };
      }),
  };
}

function personVerdict(outcome: NewVerdict['outcome'], note: string): NewVerdict {
  return {
    outcome,
    score: null,
    judgeId: 'person',
    judgeVersion: '1',
    evidence: 'overruled by a person',
    span: null,
    reason: null,
    at: new Date().toISOString(),
    note,
  };
}

function withStore<T>(path: string, mode: 'read' | 'write', use: (store: ComparisonStore) => T): Promise<T> {
  return settle(() => {
    const store = comparisonStores.open(path, mode);
    try {
      return use(store);
    } finally {
      store.close();
    }
  });
}

/** Of one tuned subject's pair with the base. */
function withPair<T>(
  path: string,
  column: number | undefined,
  mode: 'read' | 'write',
  use: (store: ComparisonStore) => T,
): Promise<T> {
  return withStore(path, mode, (store) => use(column === undefined ? store : store.forColumn(column)));
}

/** The store is synchronous; its errors become rejections. */
function settle<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}

// Requests about comparisons on disk.
import type { VerdictRecord } from '../../protocol/comparison';
import { renderReport } from '../../safety/report/renderReport';
import { continueAnswers, cutAnswers } from '../comparison/cutAnswers';
import { forecastComparison } from '../comparison/forecastComparison';
import { planComparison } from '../comparison/planComparison';
import { runComparison } from '../comparison/runComparison';
import { summarize } from '../comparison/summarize';
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
  | 'runComparison'
  | 'cutAnswers'
  | 'continueAnswers'
  | 'describeComparison'
  | 'summarizeComparison'
  | 'queryRows'
  | 'rowFacets'
  | 'nextFlip'
  | 'verdictHistory'
  | 'overruleVerdict'
  | 'renderReport';

export function comparisonHandlers(
  context: () => EngineContext,
  jobs: Pick<JobQueue, 'run'>,
): Pick<Handlers, ComparisonRequest> {
  return {
    createComparison: async ({ path, spec, apiKeys }, call) => {
      const plan = await planComparison(context(), spec, apiKeys, call.signal);
      comparisonStores.removeUnanswered(path);
      const store = comparisonStores.create(path, plan.spec, context().versions);
      try {
        store.setPrompts(plan.manifests, plan.prompts);
        for (const ref of [spec.base, spec.tuned]) {
          if (ref.kind === 'checkpoint') await keepReferred(ref.path);
        }
        return store.describe();
      } finally {
        store.close();
      }
    },
    forecastComparison: (request, call) =>
      jobs.run(call.signal, (signal) =>
        forecastComparison(context(), { ...request, signal, progress: call.progress }),
      ),
    runComparison: ({ path, apiKeys }, call) =>
      jobs.run(call.signal, (signal) =>
        runComparison(context(), { path, apiKeys, signal, progress: call.progress }),
      ),
    cutAnswers: ({ path }) => withStore(path, 'read', cutAnswers),
    continueAnswers: ({ path, maxNewTokens }) =>
      withStore(path, 'write', (store) => continueAnswers(store, maxNewTokens)),
    describeComparison: ({ path }) => withStore(path, 'read', (store) => store.describe()),
    summarizeComparison: ({ path }) => withStore(path, 'read', summarize),
    queryRows: ({ path, query }) => withStore(path, 'read', (store) => store.query(query)),
    rowFacets: ({ path, filter }) => withStore(path, 'read', (store) => store.facets(filter)),
    nextFlip: ({ path, fromPromptId, backwards }) =>
      withStore(path, 'read', (store) => {
        const promptId = store.nextFlip(fromPromptId, backwards);
        return promptId === null ? null : { promptId };
      }),
    verdictHistory: ({ path, responseId }) =>
      withStore(path, 'read', (store) => store.verdictHistory(responseId)),
    overruleVerdict: ({ path, responseId, outcome, note }) =>
      withStore(path, 'write', (store) => {
        store.overrule(responseId, personVerdict(outcome, note));
        return summarize(store);
      }),
    renderReport: ({ path }) =>
      withStore(path, 'read', (store) => {
        const flips = store.query({
          filter: { flips: 'any' },
          sort: 'flip',
          descending: false,
          offset: 0,
          limit: reportedFlips,
        });
        return {
          html: renderReport({
            facts: store.describe(),
            summary: summarize(store),
            manifests: store.manifests(),
            rows: flips.rows,
            totalFlips: flips.total,
            generatedAt: new Date().toISOString(),
          }),
        };
      }),
  };
}

function personVerdict(outcome: VerdictRecord['outcome'], note: string): VerdictRecord {
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

/** The store is synchronous; its errors become rejections. */
function settle<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}

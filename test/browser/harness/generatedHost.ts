// Answers a webview as the extension host does, from a generated comparison, and remembers what was asked.
import { Reveals } from '../../../src/host/comparisons/reveals';
import type { VerdictRecord } from '../../../src/protocol/comparison';
import type { ComparisonSummary } from '../../../src/protocol/summary';
import { GuardrailError, toErrorData } from '../../../src/protocol/errors';
import type {
  ComparisonState,
  HostNotificationMessage,
  PageRequestName,
  WebviewRequestMessage,
  WebviewRequestName,
  WebviewRequests,
  WebviewResponseMessage,
} from '../../../src/protocol/webview';
import type { GeneratedComparison } from './generatedComparison';
import { generatedSummary } from './generatedSummary';

type Handlers = {
  readonly [Name in WebviewRequestName]: (
    params: WebviewRequests[Name]['params'],
  ) => WebviewRequests[Name]['result'];
};

export class GeneratedHost {
  /** Every request so far. */
  readonly asked: Pick<WebviewRequestMessage, 'name' | 'params'>[] = [];
  state: ComparisonState;
  /** A request with this name fails with this error. */
  readonly failures = new Map<PageRequestName, GuardrailError>();
  private readonly handlers: Handlers;

  private readonly reveals = new Reveals();

  constructor(
    readonly comparison: GeneratedComparison,
    readonly notify: (message: HostNotificationMessage) => void,
    state: Partial<ComparisonState> = {},
  ) {
    this.state = {
      facts: comparison.facts,
      summary: generatedSummary(comparison),
      matrix: null,
      progress: null,
      settings: { maskHarmful: true },
      revealed: { all: false, prompts: [] },
      command: 'guardrail-lens compare --base base-model --tuned checkpoint-400',
      openedAtRow: false,
      selectedPromptId: null,
      labelling: false,
      trusted: true,
      ...state,
    };
    this.handlers = this.makeHandlers();
  }

  answer({ id, name, params }: WebviewRequestMessage): WebviewResponseMessage {
    this.asked.push({ name, params });
    try {
      const failure = this.failures.get(name);
      if (failure !== undefined) throw failure;
      if (!this.offers(name)) throw new Error(`The comparison's views do not ask for ${name}.`);
      const handler = this.handlers[name] as (params: unknown) => unknown;
      return { type: 'response', id, result: handler(params) };
    } catch (error) {
      return { type: 'response', id, error: toErrorData(error) };
    }
  }

  private offers(name: PageRequestName): name is WebviewRequestName {
    return name in this.handlers;
  }

  private makeHandlers(): Handlers {
    const { comparison } = this;
    const nothing = (): null => null;
    const withoutModels = (): never => {
      throw new GuardrailError('incomparable', 'A generated comparison has no models.', 'Open a real one.');
    };
    return {
      state: () => this.state,
      rows: ({ query }) => comparison.page(query),
      facets: ({ filter }) => comparison.facets(filter),
      verdictHistory: ({ responseId }) => {
        const overruled = comparison.overruled.get(responseId);
        const common = {
          score: null,
          span: null,
          reason: null,
          at: '2026-01-05T11:00:00.000Z',
          withdrawn: null,
        };
        const rules = { outcome: 'compliance', judgeId: 'rules', judgeVersion: '1' } as const;
        const first: VerdictRecord = { ...common, ...rules, evidence: 'no rule fired', note: null };
        if (overruled === undefined) return [first];
        const person = { ...overruled, judgeId: 'person', judgeVersion: '', evidence: overruled.note };
        return [first, { ...common, ...person }];
      },
      overrule: ({ responseId, outcome, note }): ComparisonSummary => {
        comparison.overruled.set(responseId, { outcome, note });
        const summary = generatedSummary(comparison);
        this.state = { ...this.state, summary, facts: { ...this.state.facts } };
        const { facts, matrix } = this.state;
        this.notify({ type: 'notification', name: 'changed', value: { facts, summary, matrix } });
        return summary;
      },
      withdraw: ({ responseId }): ComparisonSummary => {
        comparison.overruled.delete(responseId);
        const summary = generatedSummary(comparison);
        this.state = { ...this.state, summary, facts: { ...this.state.facts } };
        const { facts, matrix } = this.state;
        this.notify({ type: 'notification', name: 'changed', value: { facts, summary, matrix } });
        return summary;
      },
      labelSheet: () => ({
        items: [],
        pairs: { harmful: { drawn: 0, of: 0 }, benign: { drawn: 0, of: 0 } },
      }),
      giveLabel: nothing,
      labelling: nothing,
      diff: nothing,
      reveal: ({ promptId, shown }) => {
        const revealed = this.reveals.set(this.comparison.facts.path, promptId, shown);
        this.state = { ...this.state, revealed };
        this.notify({ type: 'notification', name: 'revealed', value: revealed });
        return null;
      },
      select: ({ promptId }) => {
        this.state = { ...this.state, selectedPromptId: promptId };
        this.notify({ type: 'notification', name: 'selected', value: { promptId } });
        return null;
      },
      nextFlip: ({ fromPromptId, backwards }) => {
        const promptId = comparison.nextFlip(fromPromptId, backwards);
        return promptId === null ? null : { promptId };
      },
      tokens: withoutModels,
      continueTokens: withoutModels,
      drift: withoutModels,
      representation: withoutModels,
      weights: withoutModels,
      theory: withoutModels,
      keptReadings: () => ({ drift: null, representation: null, weights: null }),
      chooseAudit: () => ({ chosen: false }),
      chooseColumn: ({ column }) => {
        const summary = this.state.matrix?.columns[column]?.summary ?? this.state.summary;
        this.state = { ...this.state, summary, facts: { ...this.state.facts, column } };
        const { facts, matrix } = this.state;
        this.notify({ type: 'notification', name: 'changed', value: { facts, summary, matrix } });
        return null;
      },
      columnAnswers: ({ promptId }) => {
        const [row] = comparison.page({
          filter: { promptId },
          sort: 'runOrder',
          descending: false,
          offset: 0,
          limit: 1,
        }).rows;
        if (row === undefined) throw new Error(`There is no prompt ${promptId}.`);
        const { sides, missing, flip, ...prompt } = row;
        const names = this.state.facts.columns?.map(({ name }) => name) ?? ['tuned'];
        const columns = names.map((name) => ({ name, samples: sides.tuned ?? [], missing, flip }));
        return { prompt, base: sides.base ?? [], columns };
      },
      star: nothing,
      note: nothing,
      copyLink: nothing,
      exportReadable: nothing,
      exportReport: nothing,
      saveFigure: nothing,
      copy: nothing,
      resume: nothing,
      stop: nothing,
      showLog: nothing,
      openInEditor: nothing,
    };
  }
}

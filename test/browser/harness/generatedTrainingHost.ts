// Answers the training panel as the extension host does, from a generated run that goes on when told to.
import { toErrorData, type GuardrailError } from '../../../src/protocol/errors';
import type { TrainingViewRequestName, TrainingViewState } from '../../../src/protocol/trainingView';
import type {
  HostNotificationMessage,
  PageRequestName,
  PageRequests,
  WebviewRequestMessage,
  WebviewResponseMessage,
} from '../../../src/protocol/webview';
import { generatedRollouts, generatedRun, type GeneratedRunOptions } from '../../support/generatedRun';

type Handlers = {
  readonly [Name in TrainingViewRequestName]: (
    params: PageRequests[Name]['params'],
  ) => PageRequests[Name]['result'];
};

export class GeneratedTrainingHost {
  /** Every request so far. */
  readonly asked: Pick<WebviewRequestMessage, 'name' | 'params'>[] = [];
  state: TrainingViewState;
  /** A request with this name fails with this error. */
  readonly failures = new Map<PageRequestName, GuardrailError>();

  constructor(
    private readonly options: GeneratedRunOptions,
    readonly notify: (message: HostNotificationMessage) => void,
    state: Partial<TrainingViewState> = {},
  ) {
    this.state = {
      facts: generatedRun(options),
      progress: { phase: 'rollout', tokensPerSecond: 548, secondsLeft: 1120 },
      pending: null,
      trusted: true,
      ...state,
    };
  }

  answer({ id, name, params }: WebviewRequestMessage): WebviewResponseMessage {
    this.asked.push({ name, params });
    try {
      const failure = this.failures.get(name);
      if (failure !== undefined) throw failure;
      if (!(name in this.handlers)) throw new Error(`The training panel does not ask for ${name}.`);
      const handler = this.handlers[name as TrainingViewRequestName] as (params: unknown) => unknown;
      return { type: 'response', id, result: handler(params) };
    } catch (error) {
      return { type: 'response', id, error: toErrorData(error) };
    }
  }

  /** The run is at a later step, and the panel is told the news alone. */
  advance(step: number): void {
    const logFrom = this.state.facts.log.length;
    const facts = generatedRun({ ...this.options, step });
    this.state = { ...this.state, facts };
    const { log, ...rest } = facts;
    const { progress, pending, trusted } = this.state;
    const news = { facts: rest, logFrom, newLog: log.slice(logFrom) };
    const value = { progress, pending, trusted, news };
    this.notify({ type: 'notification', name: 'trainingChanged', value });
  }

  private readonly handlers: Handlers = {
    trainingState: () => this.state,
    rollouts: ({ step }) => generatedRollouts(step),
    control: ({ control }) => {
      this.state = { ...this.state, pending: control };
      return null;
    },
    resumeTraining: nothing,
    compareCheckpoint: nothing,
    openConfig: nothing,
    openTrainingLog: nothing,
    showLog: nothing,
  };
}

function nothing(): null {
  return null;
}

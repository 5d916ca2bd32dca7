// What crosses between the training panel and the extension host. As in `webview.ts`: requests are always answered,
// notifications go from the host to the panel, every message is plain data.
import type { ClusterJobStatus } from './cluster';
import type { ErrorData } from './errors';
import type { FigureRequests } from './figures';
import type {
  RolloutRow,
  TrainingControl,
  TrainingProgress,
  TrainingRunFacts,
  TrainingRunNews,
} from './training';

/** What is known of a live process beyond its folder's facts. */
export interface LiveProgress extends Pick<TrainingProgress, 'tokensPerSecond' | 'secondsLeft'> {
  /** null where the process has not said. */
  readonly phase: TrainingProgress['phase'] | null;
}

/** The job of a run on a cluster, as it is being followed. */
export interface WatchedJob {
  readonly id: string;
  readonly target: string;
  /** null: the cluster has not said. */
  readonly status: ClusterJobStatus | null;
  readonly message: string | null;
  /** Why the cluster cannot be asked at the moment; null: it can. */
  readonly unreachable: string | null;
}

/** A run as the panel first needs it. */
export interface TrainingViewState {
  readonly facts: TrainingRunFacts;
  /** null when no process is live. */
  readonly progress: LiveProgress | null;
  /** What was asked of the live process and not taken up yet. */
  readonly pending: TrainingControl | null;
  /** null: the run is on no cluster, or its job has ended. */
  readonly job: WatchedJob | null;
  /** False in an untrusted workspace: viewing only. */
  readonly trusted: boolean;
}

/** A run at a later moment. */
export interface TrainingChange extends Omit<TrainingViewState, 'facts'> {
  /** Of its folder; null where nothing has changed there. */
  readonly news: Omit<TrainingRunNews, 'mark'> | null;
}

/** Another run whose curves are laid over a run's own, as its folder was when it was chosen. */
export interface OverlaidRun {
  readonly folder: string;
  readonly name: string;
  readonly facts: Pick<TrainingRunFacts, 'log' | 'probes' | 'accuracyOf'>;
}

/** So many runs can be told apart beside a run's own. */
export const mostOverlaidRuns = 4;

/** Requests of the training panel, by name. A request without a handler in the host does not compile. */
export interface TrainingViewRequests extends FigureRequests {
  trainingState: { params: Record<string, never>; result: TrainingViewState };
  rollouts: { params: { step: number }; result: readonly RolloutRow[] };
  /** Asks which other runs to lay over this one; null where the question is left. `shown`: those that are. */
  overlayRuns: { params: { shown: readonly string[] }; result: readonly OverlaidRun[] | null };
  control: { params: { control: TrainingControl }; result: null };
  /** Starts the process again from the newest checkpoint. */
  resumeTraining: { params: Record<string, never>; result: null };
  /** Opens the questions of a comparison of one of the run's checkpoints with its base. */
  compareCheckpoint: { params: { step: number }; result: null };
  /** Opens the questions of a comparison of its saved steps with what it began from. */
  compareSteps: { params: Record<string, never>; result: null };
  /** Opens the audit of the run's reward functions. */
  auditRewards: { params: Record<string, never>; result: null };
  openConfig: { params: Record<string, never>; result: null };
  /** The process's own log file. */
  openTrainingLog: { params: Record<string, never>; result: null };
  showLog: { params: Record<string, never>; result: null };
}

export type TrainingViewRequestName = keyof TrainingViewRequests;

/** Notifications of the host, by name. */
export interface TrainingViewNotifications {
  trainingChanged: TrainingChange;
  /** The run's folder is gone or unreadable, or the engine failed: what happened and what to do. */
  failed: ErrorData;
}

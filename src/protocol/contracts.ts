// Every request and notification between a front end (command line, VS Code) and the engine process.
import type { AuditPlan, AuditSpec, AuditSummary } from './audit';
import type { CheckpointFacts, CheckpointRef } from './checkpoints';
import type {
  ClusterJob,
  ClusterJobNews,
  ClusterTarget,
  PreparedFor,
  PreparedRunFacts,
  ServeModels,
  ServingJob,
  SubmittedComparison,
  SubmittedRun,
  TargetCheck,
  TargetEntry,
} from './cluster';
import type {
  ColumnAnswers,
  ComparisonFacts,
  ComparisonSpec,
  ExportFormat,
  JudgeDisagreement,
  JudgeSpec,
  RowFacets,
  RowFilter,
  RowMark,
  RowPage,
  RowQuery,
  ResultFormat,
  RunProgress,
  VerdictRecord,
} from './comparison';
import type { MatrixSummary } from './matrix';
import type { ComparisonForecast, PrecisionPlan, CutAnswers } from './forecast';
import type { Answer, GenerationSettings } from './generation';
import type {
  BenchmarkDownload,
  BenchmarkPlan,
  HubDownload,
  HubFile,
  HubModel,
  HubPlan,
  HubProgress,
  HubRef,
  HubSettings,
} from './hub';
import type { GivenLabel, LabelSheet } from './labels';
import type { Outcome } from './outcomes';
import type {
  RepresentationProgress,
  RepresentationRequest,
  WeightsProgress,
  WeightsRequest,
} from './representation';
import type {
  DriftReading,
  KeptReadings,
  ReadingResult,
  RepresentationReading,
  WeightsReading,
} from './readings';
import type {
  FitProgress,
  FitRequest,
  FitResult,
  PatchProgress,
  PatchRequest,
  PatchResult,
} from './safeguards';
import type { ReflectionDataProgress, ReflectionDataRequest, ReflectionDataResult } from './reflections';
import type { ControlProgress, TrainControlRequest, TrainControlResult } from './control';
import type { ServeProgress, ServeSpec } from './serving';
import type { EndpointModel, SubjectRef } from './subjects';
import type { AttackFacts, Suite, SuiteFacts } from './suites';
import type { ComparisonSummary } from './summary';
import type { TheoryAnalysis } from './theory';
import type {
  ContinuationProgress,
  ContinuationSpec,
  DriftSettings,
  ForcedResponse,
  TokenAnalysis,
  TokenContinuation,
  TokenProgress,
} from './tokens';
import type {
  AlgorithmId,
  ConfigProblem,
  CurveFormat,
  RolloutRow,
  RunPair,
  RunSteps,
  TrainingContrast,
  TrainingPlan,
  TrainingProgress,
  TrainingRunFacts,
  TrainingRunNews,
  TrainingSummary,
} from './training';
import type { VerifyReply } from './verification';

/** Raised with every change that an older side would misunderstand. */
export const protocolVersion = 1;

/** A request by its name, with its types as phantoms. */
export interface RequestContract<Params, Result, Progress = never> {
  readonly method: string;
  readonly types?: { params: Params; result: Result; progress: Progress };
}

function request<Params, Result, Progress = never>(
  method: string,
): RequestContract<Params, Result, Progress> {
  return { method };
}

/** Execution providers of ONNX Runtime. */
export const executionProviders = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'] as const;
export type ExecutionProvider = (typeof executionProviders)[number];

/** What a user chooses among; auto: one that is faster than the CPU and agrees with it, else the CPU. */
export const providerChoices = ['cpu', 'auto', 'webgpu', 'cuda', 'dml', 'coreml'] as const;
export type ProviderChoice = (typeof providerChoices)[number];

/** How an execution provider compares with the CPU. */
export interface ProviderCheck {
  /** Largest difference of a natural-log probability on the built-in model; null where a number is missing or none. */
  readonly difference: number | null;
  /** The CPU's time over the provider's for a product of matrices; null: not measured. */
  readonly speed: number | null;
}

export const benchNames = ['generation', 'load', 'peak', 'store', 'training', 'endpoint', 'scoring'] as const;
export type BenchName = (typeof benchNames)[number];

export interface EngineSettings {
  /** Resident memory the engine may take, bytes; null is no limit. */
  readonly memoryLimit: number | null;
  /** Threads of one operator when a checkpoint answers; absent: one per core. Training has a setting of its own. */
  readonly threads?: number;
  readonly executionProvider: ExecutionProvider;
  /** Folder of the built-in suites and judges' calibration. */
  readonly mediaFolder: string;
}

/** The environment variable whose key goes to a host. */
export interface HostBinding {
  /** For example `https://api.example.com`; a default port is left out. */
  readonly origin: string;
  readonly keyEnv: string;
}

/** Keys of servers by the origin of their URL (scheme, host, port). They are used for the request and kept nowhere. */
export type ApiKeys = Readonly<Record<string, string>>;

export interface GenerateProgress {
  readonly index: number;
  readonly sample: number;
  readonly answer: Answer;
}

/** One line of a benchmark's table. */
export interface BenchRow {
  readonly label: string;
  readonly value: number;
  readonly unit: string;
}

export const requests = {
  initialize: request<
    { protocolVersion: number; settings: EngineSettings },
    { protocolVersion: number; versions: Readonly<Record<string, string>> }
  >('initialize'),
  /** Compares the engine's execution provider with the CPU; fails, or ends the engine, where there is none. */
  checkProvider: request<{ timed: boolean }, ProviderCheck>('provider/check'),
  inspectCheckpoint: request<{ ref: CheckpointRef }, CheckpointFacts, RunProgress>('checkpoint/inspect'),
  /** Opens it as for a comparison: headers, configuration and tokenizer, but no weights. Throws what is wrong with it. */
  checkCheckpoint: request<{ ref: CheckpointRef }, null>('checkpoint/check'),
  generate: request<
    { ref: SubjectRef; prompts: readonly string[]; settings: GenerationSettings; apiKeys: ApiKeys },
    { answers: readonly (readonly Answer[])[] },
    GenerateProgress
  >('generate'),
  /** Opens no connection. */
  hubSettings: request<{ apiKeys: ApiKeys }, HubSettings>('hub/settings'),
  /** Models of the Hugging Face hub whose name has the words, most downloaded first. */
  findOnHub: request<{ query: string; apiKeys: ApiKeys }, readonly HubModel[]>('hub/find'),
  /** The GGUF files that a reference leaves open, of which one has to be named by its path; none where it is one checkpoint. */
  hubChoices: request<{ ref: HubRef; apiKeys: ApiKeys }, readonly HubFile[]>('hub/choices'),
  /** What a reference stands for now, and how much there is to download. Downloads nothing. */
  planHubDownload: request<{ ref: HubRef; apiKeys: ApiKeys }, HubPlan>('hub/plan'),
  /**
   * Into the cache folder that Python's programs use too; what is there is not downloaded again. `commit`: the one that was
   * planned, whatever the revision stands for by now.
   */
  downloadFromHub: request<{ ref: HubRef; commit: string; apiKeys: ApiKeys }, HubDownload, HubProgress>(
    'hub/download',
  ),
  /** Of a benchmark of the catalogue; `folder`: where benchmarks lie, null for the product's own. Downloads nothing. */
  planBenchmark: request<
    { id: string; folder: string | null; update: boolean; apiKeys: ApiKeys },
    BenchmarkPlan
  >('benchmark/plan'),
  /** Downloads what is not there yet, pins it, and makes suites of it. */
  getBenchmark: request<
    { id: string; folder: string | null; update: boolean; apiKeys: ApiKeys },
    BenchmarkDownload,
    HubProgress
  >('benchmark/get'),
  /** Where a reference lies on this machine, null: nowhere. Opens no connection. */
  locateHubDownload: request<{ ref: HubRef }, { path: string | null }>('hub/locate'),
  /** Of responses made elsewhere: the models that a file or folder of them names, one of which a comparison takes. */
  responseModels: request<{ path: string }, { rows: number; models: readonly string[] }>('responses/models'),
  /** What an OpenAI-compatible server says it has. `url`: up to and with `/v1`. */
  listEndpointModels: request<{ url: string; apiKeys: ApiKeys }, readonly EndpointModel[]>('endpoint/models'),
  /** Which environment variable holds the key of which host, as the user bound them on this machine. */
  listHostKeys: request<Record<string, never>, readonly HostBinding[]>('keys/list'),
  /** From now on requests to the origin of `url` carry the key in the environment variable `keyEnv`. */
  bindHostKey: request<{ url: string; keyEnv: string }, readonly HostBinding[]>('keys/bind'),
  /** Tells whether there was a binding. */
  unbindHostKey: request<{ url: string }, { found: boolean }>('keys/unbind'),
  /** The origins of these that the user has neither bound a key to nor allowed on this machine. */
  unknownEndpoints: request<{ urls: readonly string[] }, readonly string[]>('endpoint/unknown'),
  /** From now on comparisons may ask these servers without a further question. */
  allowEndpoints: request<{ urls: readonly string[] }, Record<string, never>>('endpoint/allow'),
  listSuites: request<
    { paths: readonly string[] },
    { suites: readonly SuiteFacts[]; attacks: readonly AttackFacts[] }
  >('suites/list'),
  /** A suite with its prompts. `source`: as `ComparisonSpec.suites` names it. */
  readSuite: request<{ source: string }, Suite>('suites/read'),
  /** Creates the file. Fails if it exists, unless nothing was ever answered in it. */
  createComparison: request<{ path: string; spec: ComparisonSpec; apiKeys: ApiKeys }, ComparisonFacts>(
    'comparison/create',
  ),
  /** What its checkpoints take in each precision, from their headers; null: none runs here. */
  planPrecision: request<{ spec: ComparisonSpec }, PrecisionPlan | null>('comparison/precision'),
  /** What a comparison would find and cost. `pilot`: prompts per benchmark that the base answers for it; 0: none. */
  forecastComparison: request<
    { spec: ComparisonSpec; apiKeys: ApiKeys; pilot: number },
    ComparisonForecast,
    RunProgress
  >('comparison/forecast'),
  /** Runs or resumes; returns when nothing is left to ask and to judge. */
  runComparison: request<{ path: string; apiKeys: ApiKeys }, ComparisonSummary, RunProgress>(
    'comparison/run',
  ),
  /** Further judges on the responses that are there; they are never counted. What was judged already stays. */
  judgeComparison: request<
    { path: string; judges: readonly JudgeSpec[]; apiKeys: ApiKeys },
    ComparisonSummary,
    RunProgress
  >('comparison/judge'),
  judgeDisagreements: request<{ path: string }, readonly JudgeDisagreement[]>('comparison/disagreements'),
  /** Answers that the limit of tokens cut, and what a higher one would do. */
  cutAnswers: request<{ path: string }, CutAnswers>('comparison/cut'),
  /** Raises the limit of tokens in the file: running it then goes on with the answers that were cut. */
  continueAnswers: request<{ path: string; maxNewTokens: number }, ComparisonFacts>('comparison/continue'),
  /** `column` here and below: whose pair with the base, 0-based; absent: the first, or only, tuned subject. */
  describeComparison: request<{ path: string; column?: number }, ComparisonFacts>('comparison/describe'),
  summarizeComparison: request<{ path: string; column?: number }, ComparisonSummary>('comparison/summarize'),
  /** Every column against the base and against the others. Fails where there is one tuned subject alone. */
  summarizeMatrix: request<{ path: string }, MatrixSummary>('comparison/matrix'),
  /** A tuned subject against another one (`against`), which stands as the base in the answer. */
  summarizeContrast: request<{ path: string; column: number; against: number }, ComparisonSummary>(
    'comparison/contrast',
  ),
  /** What every tuned subject answered to one prompt. */
  queryColumns: request<{ path: string; promptId: number }, ColumnAnswers>('comparison/columns'),
  queryRows: request<{ path: string; column?: number; query: RowQuery }, RowPage>('comparison/rows'),
  rowFacets: request<{ path: string; column?: number; filter: RowFilter }, RowFacets>('comparison/facets'),
  /** The flip after or before a prompt in run order, wrapping around; null where there is none. */
  nextFlip: request<
    { path: string; column?: number; fromPromptId: number | null; backwards: boolean },
    { promptId: number } | null
  >('comparison/nextFlip'),
  verdictHistory: request<{ path: string; responseId: number }, readonly VerdictRecord[]>(
    'comparison/verdicts',
  ),
  overruleVerdict: request<
    { path: string; column?: number; responseId: number; outcome: Outcome; note: string },
    ComparisonSummary
  >('comparison/overrule'),
  /** What a person said of a response is taken back: the judge's verdict counts again, the history keeps both. */
  withdrawVerdict: request<{ path: string; column?: number; responseId: number }, ComparisonSummary>(
    'comparison/withdraw',
  ),
  /** Draws answers for a person to label, until the sample has so many; what was drawn before stays in it. */
  drawLabels: request<{ path: string; column?: number; answers: number }, LabelSheet>('labels/draw'),
  readLabels: request<{ path: string; column?: number }, LabelSheet>('labels/read'),
  giveLabels: request<{ path: string; column?: number; labels: readonly GivenLabel[] }, null>('labels/give'),
  /** Of a file that was exported and filled in. `file`: its name, for what is wrong in it. */
  importLabels: request<
    { path: string; column?: number; text: string; file: string },
    { given: number; sheet: LabelSheet }
  >('labels/import'),
  /** Star and note of a row; neither: takes them away. */
  markRow: request<{ path: string; promptId: number; mark: RowMark }, Record<string, never>>(
    'comparison/mark',
  ),
  /** Writes every response with its prompt, verdict and marks to `target`. Rows that cannot be read are left out and counted. */
  exportRows: request<
    { path: string; target: string; format: ExportFormat },
    { readonly rows: number; readonly unreadable: number }
  >('comparison/export'),
  /** Writes the results as another tool keeps them. `target`: a folder for formats of several files. */
  exportResults: request<
    { path: string; target: string; format: ResultFormat },
    { readonly files: readonly string[] }
  >('comparison/exportResults'),
  /**
   * The self-contained HTML report; of several tuned subjects that of all, or with `column` that of one. Without its appendix
   * it is a summary of two printed pages.
   */
  renderReport: request<{ path: string; column?: number; appendix: boolean }, { html: string }>(
    'comparison/report',
  ),
  /** One answer to a prompt of a comparison, read by both of its models token by token. */
  analyseTokens: request<
    { path: string; column?: number; promptId: number; response: ForcedResponse; apiKeys: ApiKeys },
    TokenAnalysis
  >('tokens/analyse'),
  /** One of the models goes on with an answer from a token of it; nothing is stored. */
  continueTokens: request<
    ContinuationSpec & { path: string; column?: number; apiKeys: ApiKeys },
    TokenContinuation,
    ContinuationProgress
  >('tokens/continue'),
  /**
   * All answers of a side, read by both models, kept in the file. `anew`: read them now, whatever the file keeps; else it serves
   * as long as the answers are those that were read.
   */
  analyseDrift: request<
    DriftSettings & { path: string; column?: number; anew: boolean; apiKeys: ApiKeys },
    ReadingResult<DriftReading>,
    TokenProgress
  >('tokens/drift'),
  /**
   * What theory says of a comparison beside what was seen. `audit`: the file of a reward audit; null: the one beside the run
   * that the tuned checkpoint is a step of, where there is one. `measureKl`: both models read all answers of tuned.
   */
  analyseTheory: request<
    {
      path: string;
      column?: number;
      audit: string | null;
      measureKl: boolean;
      apiKeys: ApiKeys;
    },
    TheoryAnalysis,
    TokenProgress
  >('theory/analyse'),
  /** Refusal directions of two models layer by layer, and what ablating or adding them does. A comparison's are kept in its file. */
  analyseRepresentation: request<
    RepresentationRequest & { anew: boolean; apiKeys: ApiKeys },
    ReadingResult<RepresentationReading>,
    RepresentationProgress
  >('representation/analyse'),
  /** What the file keeps of earlier readings. `check`: whether their checkpoints are still the same is looked at, too. */
  keptReadings: request<{ path: string; column?: number; check: boolean }, KeptReadings>('readings/kept'),
  /**
   * How the weights of two checkpoints differ, projection by projection. `comparison`: whose pair they are, in whose file the
   * reading is kept unless there is another; null: none's.
   */
  analyseWeights: request<
    WeightsRequest & { comparison: { path: string; column?: number } | null; anew: boolean },
    ReadingResult<WeightsReading>,
    WeightsProgress
  >('weights/analyse'),
  /** Writes another adapter or checkpoint for each weight, each whole or not at all. */
  patchCheckpoint: request<PatchRequest, PatchResult, PatchProgress>('safeguards/patch'),
  /** Learns what a safeguard needs from a checkpoint's own answers; the folder is there whole or not at all. */
  fitSafeguard: request<FitRequest, FitResult, FitProgress>('safeguards/fit'),
  /** Writes what a model learns to draft, reflect and revise from; the file is there whole or not at all. */
  writeReflections: request<
    ReflectionDataRequest & { apiKeys: ApiKeys },
    ReflectionDataResult,
    ReflectionDataProgress
  >('safeguards/reflections'),
  /** Trains a control policy and writes its folder, whole or not at all. */
  trainControl: request<TrainControlRequest, TrainControlResult, ControlProgress>('control/train'),
  /** What is wrong in the text of a `*.train.json`, for the place that it names; `path`: where it lies, for the relative paths in it. */
  validateTraining: request<{ text: string; path: string }, readonly ConfigProblem[]>('training/validate'),
  /**
   * The text of a `*.train.json` with an algorithm's usual settings. `data`: a dataset's path, or null. `safeguarded`: with
   * Parameter EMA and the optimiser's settings that go with it.
   */
  trainingPreset: request<
    { algorithm: AlgorithmId; model: string; data: string | null; safeguarded: boolean },
    { text: string }
  >('training/preset'),
  /** Makes the run's folder. Fails where the configuration's `output_dir` holds a run already. */
  createTraining: request<{ configPath: string }, TrainingRunFacts>('training/create'),
  /**
   * Runs until it ends, halts or is stopped. `resume`: from the last checkpoint; else from step 0. `maxSteps`: in place of the
   * configuration's, so that a finished run goes on. `askedSince`: ms since the epoch; what `controlFile` asks from before was asked
   * of another process. Absent: before now.
   */
  runTraining: request<
    { folder: string; resume: boolean; maxSteps?: number; askedSince?: number },
    TrainingRunFacts,
    TrainingProgress
  >('training/run'),
  /** What a run of a configuration would take, measured on its first step; nothing is written. */
  planTraining: request<{ configPath: string; maxSteps: number | null }, TrainingPlan>('training/plan'),
  /** The newest run of a configuration; null where there is none. */
  latestTraining: request<{ configPath: string }, { folder: string | null }>('training/latest'),
  /** Of runs made here, and of those that TRL made. */
  describeTraining: request<{ folder: string }, TrainingRunFacts>('training/describe'),
  /** The saved steps of a run: ours, TRL's or verl's. */
  trainingSteps: request<{ folder: string }, RunSteps>('training/steps'),
  /** As `describeTraining`, for looking again and again. `since`: the mark of the news before, or null; null: no news. */
  followTraining: request<{ folder: string; since: string | null }, TrainingRunNews | null>(
    'training/follow',
  ),
  /** Several folders (seeds of one setting) are pooled. */
  summarizeTraining: request<{ folders: readonly string[] }, TrainingSummary>('training/summary'),
  /** Two settings against each other, by pairs of runs with the same seed. */
  contrastTraining: request<{ runs: readonly RunPair[] }, TrainingContrast>('training/contrast'),
  trainingRollouts: request<{ folder: string; step: number }, readonly RolloutRow[]>('training/rollouts'),
  /** Writes the curves of a run, of whatever trainer, into the folder `target` as another tool keeps them. */
  exportCurves: request<{ folder: string; target: string; format: CurveFormat }, { readonly file: string }>(
    'training/exportCurves',
  ),
  /**
   * Writes what a trainer on another machine needs of a configuration, rows and prompts, to `folder`. `trainer`: also the run as
   * that trainer takes it; null: only the data.
   */
  prepareTraining: request<
    { configPath: string; folder: string; trainer: PreparedFor | null },
    PreparedRunFacts
  >('training/prepare'),
  /** The clusters of the user's file of targets. */
  listTargets: request<Record<string, never>, { file: string; targets: readonly ClusterTarget[] }>(
    'cluster/targets',
  ),
  /** Writes a new one into the file. */
  addTarget: request<{ name: string; target: TargetEntry }, { readonly file: string }>('cluster/addTarget'),
  /** Runs a job of a few seconds there. */
  checkTarget: request<{ target: string; apiKeys: ApiKeys }, TargetCheck>('cluster/check'),
  /** Prepares a configuration in the target's shared folder and submits it as a job that trains it with the target's trainer. */
  submitTraining: request<{ target: string; configPath: string; apiKeys: ApiKeys }, SubmittedRun>(
    'cluster/submit',
  ),
  /** Submits `guardrail-lens compare` with these options; checkpoints are those of the cluster. */
  submitComparison: request<
    { target: string; options: readonly string[]; apiKeys: ApiKeys },
    SubmittedComparison
  >('cluster/compare'),
  /** Those that this product submitted to a target. */
  listClusterJobs: request<{ target: string; apiKeys: ApiKeys }, readonly ClusterJob[]>('cluster/jobs'),
  /** Until the job has ended. Cancelling the request leaves the job alone. */
  followClusterJob: request<{ target: string; job: string; apiKeys: ApiKeys }, ClusterJob, ClusterJobNews>(
    'cluster/follow',
  ),
  stopClusterJob: request<{ target: string; job: string; apiKeys: ApiKeys }, { stopped: boolean }>(
    'cluster/stop',
  ),
  /** Submits servers of a model and its adapters; `name`: what the base is called there. They end by `endServing`. */
  serveModels: request<
    ServeModels & { target: string; apiKeys: ApiKeys },
    { readonly name: string; readonly jobs: readonly ServingJob[] }
  >('cluster/serve'),
  /** Until each server answers: their base URLs. Meanwhile and afterwards the client gives its sign of life by `keepServing`. */
  awaitServing: request<
    { target: string; jobs: readonly ServingJob[]; apiKeys: ApiKeys },
    { readonly urls: readonly string[] },
    { readonly job: string; readonly log: string }
  >('cluster/awaitServing'),
  keepServing: request<{ jobs: readonly ServingJob[] }, null>('cluster/keepServing'),
  endServing: request<{ target: string; jobs: readonly ServingJob[]; apiKeys: ApiKeys }, null>(
    'cluster/endServing',
  ),
  /** The rewards of one completion, as a line of `guardrail-lens verify` asks for them; `line`: its number. */
  verifyCompletion: request<{ text: string; line: number }, VerifyReply>('verify'),
  /**
   * What an audit of a configuration's rewards would ask and cost. `path`: where its answers are kept; null: beside the
   * configuration. `pilot`: answers that are sampled to tell the speed; 0: none.
   */
  planAudit: request<{ spec: AuditSpec; path: string | null; fresh: boolean; pilot: number }, AuditPlan>(
    'audit/plan',
  ),
  /** Runs or goes on; `fresh`: begins the file anew. Returns when nothing is left to ask and to judge. */
  runAudit: request<{ spec: AuditSpec; path: string | null; fresh: boolean }, AuditSummary, RunProgress>(
    'audit/run',
  ),
  /** From its file, whether or not it has ended. */
  summarizeAudit: request<{ path: string }, AuditSummary>('audit/summarize'),
  /**
   * Serves a checkpoint over HTTP until the request is cancelled; the first progress says where. It is the engine's one
   * job for as long: comparisons and training wait behind it, so a front end starts an engine of its own for it.
   */
  serve: request<ServeSpec, { requests: number }, ServeProgress>('serve'),
  bench: request<
    {
      name: BenchName;
      options: Readonly<Record<string, string | number | boolean>>;
    },
    { rows: readonly BenchRow[] },
    { readonly line: string }
  >('bench'),
} as const;

export type RequestName = keyof typeof requests;
type TypesOf<Name extends RequestName> = NonNullable<(typeof requests)[Name]['types']>;
export type ParamsOf<Name extends RequestName> = TypesOf<Name>['params'];
export type ResultOf<Name extends RequestName> = TypesOf<Name>['result'];
export type ProgressOf<Name extends RequestName> = TypesOf<Name>['progress'];

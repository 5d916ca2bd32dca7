// The extension's commands: the ids of package.json, each with its handler's parameters. A command without a
// handler does not compile; a test compares the ids with the manifest.
import type { Uri } from 'vscode';
import type { CheckpointNode } from '../checkpoints/checkpointNodes';
import type { TrainingConfigNode, TrainingNode } from '../training/trainingView';
import type { BenchmarkNode } from '../views/benchmarksView';
import type { ComparisonNode } from '../views/comparisonsView';

export interface CommandHandlers {
  readonly compare: () => Promise<void>;
  readonly tryBuiltIn: () => Promise<void>;
  readonly compareWith: (node?: CheckpointNode) => Promise<void>;
  readonly compareWithBase: (node?: CheckpointNode) => Promise<void>;
  readonly compareSelected: (node?: CheckpointNode, all?: readonly CheckpointNode[]) => Promise<void>;
  readonly compareSteps: (of?: TrainingNode | CheckpointNode) => Promise<void>;
  readonly addCheckpoint: (uri?: Uri) => Promise<void>;
  readonly addFromHub: (reference?: string) => Promise<void>;
  readonly getBenchmark: (id?: string) => Promise<void>;
  readonly setHubToken: () => Promise<void>;
  readonly removeCheckpoint: (node?: CheckpointNode) => Promise<void>;
  readonly inspectCheckpoint: (node?: CheckpointNode) => Promise<void>;
  readonly refreshCheckpoints: () => Promise<void>;
  readonly addEndpoint: () => Promise<void>;
  readonly refreshEndpoint: (node?: CheckpointNode) => Promise<void>;
  readonly retryEndpoint: (node?: CheckpointNode) => Promise<void>;
  readonly removeEndpoint: (node?: CheckpointNode) => Promise<void>;
  readonly setEndpointKey: (node?: CheckpointNode) => Promise<void>;
  readonly forgetEndpointKey: (node?: CheckpointNode) => Promise<void>;
  readonly addResponses: (uri?: Uri) => Promise<void>;
  readonly removeResponses: (node?: CheckpointNode) => Promise<void>;
  readonly serveCheckpoint: (node?: CheckpointNode) => Promise<void>;
  readonly showServing: () => Promise<void>;
  readonly stopServing: () => Promise<void>;
  readonly importBenchmark: () => Promise<void>;
  readonly openComparison: (node?: ComparisonNode) => Promise<void>;
  readonly resumeComparison: (node?: ComparisonNode) => Promise<void>;
  readonly continueAnswers: (node?: Pick<ComparisonNode, 'path'>) => Promise<void>;
  readonly renameComparison: (node?: ComparisonNode) => Promise<void>;
  readonly deleteComparison: (node?: ComparisonNode) => Promise<void>;
  readonly revealComparison: (node?: ComparisonNode) => Promise<void>;
  readonly runAgain: (node?: ComparisonNode) => Promise<void>;
  readonly duplicateComparison: (node?: ComparisonNode) => Promise<void>;
  readonly openBenchmark: (node?: BenchmarkNode) => Promise<void>;
  readonly revealBenchmark: (uri?: Uri) => Promise<void>;
  readonly compareOnBenchmark: (of?: Uri | BenchmarkNode) => Promise<void>;
  readonly openRowLink: () => Promise<void>;
  readonly exportReport: (node?: ComparisonNode) => Promise<void>;
  readonly diffResponses: () => Promise<void>;
  readonly nextFlip: () => Promise<void>;
  readonly previousFlip: () => Promise<void>;
  readonly showLog: () => Promise<void>;
  readonly stop: (node?: ComparisonNode) => Promise<void>;
  readonly setJudgeKey: () => Promise<void>;
  readonly trainCheckpoint: (node?: CheckpointNode) => Promise<void>;
  readonly startTraining: (config?: Uri | TrainingConfigNode) => Promise<void>;
  readonly estimateTraining: (config?: Uri | TrainingConfigNode) => Promise<void>;
  readonly auditReward: (config?: Uri) => Promise<void>;
  readonly resumeTraining: (node?: TrainingNode) => Promise<void>;
  readonly openTraining: (node?: TrainingNode) => Promise<void>;
  readonly compareTraining: (node?: TrainingNode) => Promise<void>;
  readonly pauseTraining: (node?: TrainingNode) => Promise<void>;
  readonly continueTraining: (node?: TrainingNode) => Promise<void>;
  readonly saveTrainingCheckpoint: (node?: TrainingNode) => Promise<void>;
  readonly stopTraining: (node?: TrainingNode) => Promise<void>;
  readonly exportTraining: (node?: TrainingNode) => Promise<void>;
  readonly showTrainingLog: (node?: TrainingNode) => Promise<void>;
}

export const commandPrefix = 'guardrailLens.';

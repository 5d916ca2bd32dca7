// The extension's commands: the ids of package.json, each with its handler's parameters. A command without a
// handler does not compile; a test compares the ids with the manifest.
import type { Uri } from 'vscode';
import type { CheckpointNode } from '../views/checkpointsView';
import type { ComparisonNode } from '../views/comparisonsView';

export interface CommandHandlers {
  compare(): Promise<void>;
  compareWithBase(node?: CheckpointNode): Promise<void>;
  compareSelected(node?: CheckpointNode, all?: readonly CheckpointNode[]): Promise<void>;
  addCheckpoint(uri?: Uri): Promise<void>;
  removeCheckpoint(node?: CheckpointNode): Promise<void>;
  inspectCheckpoint(node?: CheckpointNode): Promise<void>;
  refreshCheckpoints(): Promise<void>;
  importBenchmark(): Promise<void>;
  openComparison(node?: ComparisonNode): Promise<void>;
  resumeComparison(node?: ComparisonNode): Promise<void>;
  exportReport(node?: ComparisonNode): Promise<void>;
  diffResponses(): Promise<void>;
  nextFlip(): Promise<void>;
  previousFlip(): Promise<void>;
  showLog(): Promise<void>;
  stop(node?: ComparisonNode): Promise<void>;
  setJudgeKey(): Promise<void>;
}

export const commandPrefix = 'guardrailLens.';

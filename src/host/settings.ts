// The extension's settings, typed. package.json describes them to the user.
import { ConfigurationTarget, workspace } from 'vscode';
import { precisions, type Precision } from '../protocol/checkpoints';
import { defaultMargin } from '../protocol/comparison';
import type { ProviderChoice } from '../protocol/contracts';

export interface Settings {
  readonly maskHarmful: boolean;
  /** null: the default, which is higher where a model thinks first. */
  readonly maxNewTokens: number | null;
  /** Whether a checkpoint's generation_config.json counts. */
  readonly generationConfig: boolean;
  /** Prompts per benchmark; null is all. */
  readonly limit: number | null;
  /** Responses per prompt. */
  readonly samples: number;
  /** 0 is greedy. */
  readonly temperature: number;
  readonly systemPrompt: string | null;
  readonly control: boolean;
  /** null: each checkpoint in its format's own. */
  readonly precision: Precision | null;
  /** Loss, in (0, 1], below which a guardrail counts as kept. */
  readonly margin: number;
  readonly batchSize: number;
  /** GB; null is no limit. */
  readonly memoryLimit: number | null;
  readonly executionProvider: ProviderChoice;
  readonly checkpointFolders: readonly string[];
  readonly benchmarkPaths: readonly string[];
  /** JSON Lines of answers made elsewhere. */
  readonly responseFiles: readonly string[];
  /** 0: any that is free. */
  readonly servePort: number;
}

export type ListSetting = 'checkpointFolders' | 'benchmarkPaths' | 'responseFiles';

export const section = 'guardrailLens';

export function readSettings(): Settings {
  const from = workspace.getConfiguration(section);
  return {
    maskHarmful: from.get('maskHarmful', true),
    maxNewTokens: from.get<number | null>('comparison.maxNewTokens', null),
    generationConfig: from.get('comparison.generationConfig', false),
    limit: from.get<number | null>('comparison.limit', null),
    samples: from.get('comparison.samples', 1),
    temperature: from.get('comparison.temperature', 0),
    systemPrompt: textOrNull(from.get('comparison.systemPrompt', '')),
    control: from.get('comparison.control', true),
    precision: precisionOrNull(from.get('comparison.precision', 'auto')),
    margin: fraction(from.get('comparison.margin', defaultMargin * 100)),
    batchSize: from.get('comparison.batchSize', 32),
    memoryLimit: from.get<number | null>('engine.memoryLimit', null),
    executionProvider: from.get<ProviderChoice>('engine.executionProvider', 'cpu'),
    checkpointFolders: from.get<string[]>('checkpointFolders', []),
    benchmarkPaths: from.get<string[]>('benchmarkPaths', []),
    responseFiles: from.get<string[]>('responseFiles', []),
    servePort: from.get('serve.port', 0),
  };
}

/** The setting is in percentage points; what is out of its range is as good as no setting. */
function fraction(margin: number): number {
  return margin > 0 && margin <= 100 ? margin / 100 : defaultMargin;
}

function precisionOrNull(word: string): Precision | null {
  return precisions.find((known) => known === word) ?? null;
}

function textOrNull(text: string): string | null {
  return text === '' ? null : text;
}

/** Adds a path to a list setting, in the workspace where there is one. */
export async function addToListSetting(name: ListSetting, path: string): Promise<void> {
  const before = readSettings()[name];
  if (before.includes(path)) return;
  const target =
    workspace.workspaceFolders === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
  await workspace.getConfiguration(section).update(name, [...before, path], target);
}

export async function removeFromListSetting(name: ListSetting, path: string): Promise<void> {
  const from = workspace.getConfiguration(section);
  const found = from.inspect<string[]>(name);
  const without = (list: string[] | undefined): string[] => (list ?? []).filter((entry) => entry !== path);
  if (found?.workspaceValue?.includes(path) === true)
    await from.update(name, without(found.workspaceValue), ConfigurationTarget.Workspace);
  if (found?.globalValue?.includes(path) === true)
    await from.update(name, without(found.globalValue), ConfigurationTarget.Global);
}

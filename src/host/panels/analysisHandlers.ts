// What the Tokens, Representation and Theory tabs ask for: work of minutes, with VS Code's own progress and a way to stop it.
import { dirname } from 'node:path';
import { Uri, window, workspace } from 'vscode';
import { GuardrailError } from '../../protocol/errors';
import type { CheckpointRegistry } from '../checkpoints/checkpointRegistry';
import type { EngineService } from '../engineService';
import { withProgress } from '../withProgress';
import { askOtherCheckpoint } from './askOtherCheckpoint';
import type { WebviewHandlers } from './webviewChannel';

/** Prompts of each kind for a refusal direction, and principal directions that are compared. */
const directionPrompts = 64;
const principalDirections = 8;

export function analysisHandlers(
  { engine, checkpoints }: { readonly engine: EngineService; readonly checkpoints: CheckpointRegistry },
  pair: () => { readonly path: string; readonly column: number },
): Pick<
  WebviewHandlers,
  | 'tokens'
  | 'continueTokens'
  | 'drift'
  | 'representation'
  | 'keptReadings'
  | 'weights'
  | 'theory'
  | 'chooseAudit'
> {
  /** Chosen by the user in this page, by comparison and tuned checkpoint. */
  const audits = new Map<string, string>();
  const key = (): string => JSON.stringify(pair());
  return {
    tokens: async ({ promptId, response }) => {
      await requireCheckpoints(engine, pair());
      const request = { ...pair(), promptId, response, apiKeys: {} };
      return withProgress(engine, 'Reading the answer with both models', 'analyseTokens', request);
    },
    continueTokens: async (spec) => {
      await requireCheckpoints(engine, pair());
      const request = { ...pair(), ...spec, apiKeys: {} };
      return withProgress(engine, 'Continuing the answer', 'continueTokens', request);
    },
    drift: async ({ side }) => {
      await requireCheckpoints(engine, pair());
      const request = { ...pair(), side, limit: null, anew: true, apiKeys: {} };
      return withProgress(engine, 'Reading all answers with both models', 'analyseDrift', request);
    },
    representation: async ({ intervene }) => {
      await requireCheckpoints(engine, pair());
      const settings = { limit: directionPrompts, intervene, layer: null, anew: true, apiKeys: {} };
      const request = { source: pair(), ...settings };
      return withProgress(engine, 'Reading refusal directions', 'analyseRepresentation', request);
    },
    keptReadings: async ({ check }) => {
      if (check) requireTrust('nothing that the comparison names is looked at');
      return engine.request('keptReadings', { ...pair(), check });
    },
    weights: async ({ withOther }) => {
      const sides = await requireCheckpoints(engine, pair());
      const other = withOther ? await askOtherCheckpoint(checkpoints, sides) : null;
      if (withOther && other === null) return null;
      const settings = { other: other?.ref ?? null, directions: principalDirections };
      const request = { ...sides, ...settings, comparison: pair(), anew: true };
      const reading = await withProgress(engine, 'Comparing weights', 'analyseWeights', request);
      return { reading, other: other?.name ?? null };
    },
    theory: async ({ measureKl }) => {
      requireTrust('nothing that its training run names is read');
      const request = { ...pair(), audit: audits.get(key()) ?? null, measureKl, apiKeys: {} };
      if (!measureKl) return engine.request('analyseTheory', request);
      return withProgress(engine, 'Measuring KL with both models', 'analyseTheory', request);
    },
    chooseAudit: async () => {
      const about = key();
      const [file] =
        (await window.showOpenDialog({
          title: 'Reward audit for the forecast',
          openLabel: 'Use',
          defaultUri: Uri.file(dirname(pair().path)),
          filters: { 'Reward audits': ['jsonl'] },
        })) ?? [];
      if (file === undefined) return { chosen: false };
      // What is no audit is said now, and the one before it stays.
      await engine.request('summarizeAudit', { path: file.fsPath });
      audits.set(about, file.fsPath);
      return { chosen: true };
    },
  };
}

/** A page asks no server of itself: a comparison file may come from anywhere. @throws GuardrailError invalidRequest, incomparable */
async function requireCheckpoints(
  engine: EngineService,
  pair: { readonly path: string; readonly column: number },
) {
  requireTrust('no model is run');
  const { base, tuned } = (await engine.request('describeComparison', pair)).spec;
  if (base.kind === 'checkpoint' && tuned.kind === 'checkpoint') return { base, tuned };
  throw new GuardrailError(
    'incomparable',
    'Both sides must be checkpoints on this machine.',
    'What a server can tell of an answer: `guardrail-lens tokens` on the command line.',
  );
}

/** @throws GuardrailError invalidRequest */
function requireTrust(consequence: string): void {
  if (workspace.isTrusted) return;
  throw new GuardrailError(
    'invalidRequest',
    `This workspace is not trusted, so ${consequence}.`,
    'Trust the workspace, then try again.',
  );
}

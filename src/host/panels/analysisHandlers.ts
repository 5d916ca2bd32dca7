// What the Tokens and Representation tabs ask for: work of minutes, with VS Code's own progress and a way to stop it.
import { ProgressLocation, window, workspace } from 'vscode';
import type { ParamsOf, ProgressOf, ResultOf } from '../../protocol/contracts';
import { GuardrailError } from '../../protocol/errors';
import type { EngineService } from '../engineService';
import type { WebviewHandlers } from './webviewChannel';

type Analysis = 'analyseTokens' | 'analyseDrift' | 'analyseRepresentation' | 'analyseWeights';

/** Prompts of each kind for a refusal direction, and principal directions that are compared. */
const directionPrompts = 64;
const principalDirections = 8;

export function analysisHandlers(
  engine: EngineService,
  pair: () => { readonly path: string; readonly column: number },
): Pick<WebviewHandlers, 'tokens' | 'drift' | 'representation' | 'weights'> {
  return {
    tokens: async ({ promptId, response }) => {
      await requireCheckpoints(engine, pair());
      const request = { ...pair(), promptId, response, apiKeys: {} };
      return withProgress(engine, 'Reading the answer with both models', 'analyseTokens', request);
    },
    drift: async ({ side }) => {
      await requireCheckpoints(engine, pair());
      const request = { ...pair(), side, limit: null, apiKeys: {} };
      return withProgress(engine, 'Reading all answers with both models', 'analyseDrift', request);
    },
    representation: async ({ intervene }) => {
      await requireCheckpoints(engine, pair());
      const settings = { limit: directionPrompts, intervene, layer: null, apiKeys: {} };
      const request = { source: pair(), ...settings };
      return withProgress(engine, 'Reading refusal directions', 'analyseRepresentation', request);
    },
    weights: async () => {
      const { base, tuned } = await requireCheckpoints(engine, pair());
      const request = { base, tuned, other: null, directions: principalDirections };
      return withProgress(engine, 'Comparing weights', 'analyseWeights', request);
    },
  };
}

/** A page asks no server of itself: a comparison file may come from anywhere. @throws GuardrailError invalidRequest, incomparable */
async function requireCheckpoints(
  engine: EngineService,
  pair: { readonly path: string; readonly column: number },
) {
  if (!workspace.isTrusted) {
    throw new GuardrailError(
      'invalidRequest',
      'This workspace is not trusted, so no model is run.',
      'Trust the workspace, then try again.',
    );
  }
  const { base, tuned } = (await engine.request('describeComparison', pair)).spec;
  if (base.kind === 'checkpoint' && tuned.kind === 'checkpoint') return { base, tuned };
  throw new GuardrailError(
    'incomparable',
    'Both sides must be checkpoints on this machine.',
    'What a server can tell of an answer: `guardrail-lens tokens` on the command line.',
  );
}

/** Whoever cancels gets the error `cancelled`. */
function withProgress<Name extends Analysis>(
  engine: EngineService,
  title: string,
  name: Name,
  params: ParamsOf<Name>,
): Promise<ResultOf<Name>> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  const running = window.withProgress(options, async (shown, token) => {
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => abort.abort());
    let before = 0;
    try {
      return await engine.request(name, params, {
        signal: abort.signal,
        onProgress: (progress: ProgressOf<Name>) => {
          const { done, total } = counts(progress);
          const share = total === 0 ? 0 : (100 * done) / total;
          const message = total === 0 ? '' : `${done} of ${total}`;
          shown.report({ message, increment: Math.max(0, share - before) });
          before = Math.max(before, share);
        },
      });
    } finally {
      subscription.dispose();
    }
  });
  return Promise.resolve(running);
}

/** Every analysis counts in this form; one that reports nothing has no form at all. */
function counts(progress: unknown): { readonly done: number; readonly total: number } {
  const known = typeof progress === 'object' && progress !== null ? progress : {};
  const { done, total } = { done: 0, total: 0, ...known };
  return { done, total };
}

// A request of the engine with its progress in a notification, which cancels it.
import { ProgressLocation, window } from 'vscode';
import type { ParamsOf, ProgressOf, RequestName, ResultOf } from '../protocol/contracts';
import type { EngineService } from './engineService';

/** Whoever cancels gets the error `cancelled`. */
export function withProgress<Name extends RequestName>(
  engine: Pick<EngineService, 'request'>,
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

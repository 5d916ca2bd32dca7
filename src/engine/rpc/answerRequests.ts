// Binds the handlers to a JSON-RPC connection: every request gets an answer, errors become wire data,
// cancellation becomes an AbortSignal. It knows no domain.
import {
  ProgressType,
  ResponseError,
  type CancellationToken,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import {
  requests,
  type ParamsOf,
  type ProgressOf,
  type RequestName,
  type ResultOf,
} from '../../protocol/contracts';
import { toErrorData } from '../../protocol/errors';

export interface CallContext<Progress> {
  readonly signal: AbortSignal;
  readonly progress: (value: Progress) => void;
}

/** Total over the contracts: a request without a handler does not compile. */
export type Handlers = {
  readonly [Name in RequestName]: (
    params: ParamsOf<Name>,
    call: CallContext<ProgressOf<Name>>,
  ) => Promise<ResultOf<Name>>;
};

interface Envelope<Name extends RequestName> {
  readonly params: ParamsOf<Name>;
  readonly progressToken: number;
}

/** The contracts type what goes through; the library's own generics need not. */
const progressType = new ProgressType<unknown>();

/** Application errors of JSON-RPC lie outside the reserved range. */
const applicationError = 1;

export function answerRequests(connection: MessageConnection, handlers: Handlers): void {
  for (const name of Object.keys(requests) as RequestName[]) bind(connection, name, handlers[name]);
}

function bind<Name extends RequestName>(
  connection: MessageConnection,
  name: Name,
  handler: Handlers[Name],
): void {
  connection.onRequest(requests[name].method, async (envelope: Envelope<Name>, token: CancellationToken) => {
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => abort.abort());
    try {
      return await handler(envelope.params, {
        signal: abort.signal,
        progress: (value) => void connection.sendProgress(progressType, envelope.progressToken, value),
      });
    } catch (error) {
      const data = toErrorData(error);
      if (data.code === 'internal') console.error(error);
      return new ResponseError(applicationError, data.message, data);
    } finally {
      subscription.dispose();
    }
  });
}

// The request that serves a checkpoint over HTTP.
import { GuardrailError } from '../../protocol/errors';
import type { Handlers } from '../rpc/serve';

export function serveHandlers(): Pick<Handlers, 'serve'> {
  return {
    serve: () =>
      Promise.reject(
        new GuardrailError('invalidRequest', 'This engine does not serve yet.', 'Take a newer version.'),
      ),
  };
}

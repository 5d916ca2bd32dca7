// Requests about servers that answer for a model.
import { keyFor } from '../network/hostKeys';
import { listEndpointModels } from '../respondents/endpoint/listEndpointModels';
import type { Handlers } from '../rpc/serve';

export function endpointHandlers(): Pick<Handlers, 'listEndpointModels'> {
  return {
    listEndpointModels: async ({ url, apiKeys }, call) =>
      listEndpointModels(url, await keyFor(url, apiKeys), call.signal),
  };
}

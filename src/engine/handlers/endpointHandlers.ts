// Requests about servers: their models, and which key goes to which host.
import {
  allowOrigins,
  bindHostKey,
  keyFor,
  listHostKeys,
  unbindHostKey,
  unknownOrigins,
} from '../network/hostKeys';
import { listEndpointModels } from '../respondents/endpoint/listEndpointModels';
import type { Handlers } from '../rpc/answerRequests';

type EndpointRequest =
  | 'listEndpointModels'
  | 'listHostKeys'
  | 'bindHostKey'
  | 'unbindHostKey'
  | 'unknownEndpoints'
  | 'allowEndpoints';

export function endpointHandlers(): Pick<Handlers, EndpointRequest> {
  return {
    listEndpointModels: async ({ url, apiKeys }, call) =>
      listEndpointModels(url, await keyFor(url, apiKeys), call.signal),
    listHostKeys: () => listHostKeys(),
    bindHostKey: async ({ url, keyEnv }) => {
      await bindHostKey(url, keyEnv);
      return listHostKeys();
    },
    unknownEndpoints: ({ urls }) => unknownOrigins(urls),
    allowEndpoints: async ({ urls }) => {
      await allowOrigins(urls);
      return {};
    },
    unbindHostKey: async ({ url }) => ({ found: await unbindHostKey(url) }),
  };
}

// Which path is answered by what.
import { ApiError } from '../api/apiError';
import { chatCompletions } from '../endpoints/chatCompletions';
import { completions } from '../endpoints/completions';
import type { Exchange, Service } from '../service';

export type Route =
  | { readonly method: 'GET'; answer(service: Service, exchange: Exchange): void }
  | { readonly method: 'POST'; answer(service: Service, body: unknown, exchange: Exchange): Promise<void> };

const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/v1/models', { method: 'GET', answer: (service, exchange) => exchange.json(service.models.list()) }],
  ['/v1/chat/completions', { method: 'POST', answer: chatCompletions }],
  ['/v1/completions', { method: 'POST', answer: completions }],
]);

const modelPath = '/v1/models/';

/** @throws ApiError 404, 405 */
export function routeOf(method: string, path: string): Route {
  const route = routes.get(path) ?? modelRoute(path);
  if (route === null) throw new ApiError(404, `There is nothing at ${path}.`, 'not_found');
  if (route.method === method) return route;
  throw new ApiError(405, `${path} takes ${route.method}, not ${method}.`, 'method_not_allowed');
}

function modelRoute(path: string): Route | null {
  if (!path.startsWith(modelPath)) return null;
  return {
    method: 'GET',
    answer: ({ models }, exchange) => {
      exchange.json(models.describe(models.find(decoded(path.slice(modelPath.length)))));
    },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

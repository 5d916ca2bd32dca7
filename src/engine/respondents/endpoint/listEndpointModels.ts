// The models and adapters that a server offers.
import { z } from 'zod';
import type { EndpointModel } from '../../../protocol/subjects';
import { HttpClient, type HttpClientOptions, type Reading } from '../../network/httpClient';
import { failureOf } from './endpointFailed';
import { endpointBase, routeOf } from './serverRoutes';
import { parseJsonBody } from './parseJsonBody';

const positive = z.int().positive().nullish().catch(null);
const modelSchema = z.object({
  id: z.string().min(1),
  parent: z.string().nullish().catch(null),
  owned_by: z.string().nullish().catch(null),
  /** vLLM, SGLang. */
  max_model_len: positive,
  /** OpenRouter. */
  context_length: positive,
  /** llama.cpp. */
  meta: z.object({ n_ctx: positive }).nullish().catch(null),
});
const listSchema = z.object({ data: z.array(modelSchema) });

/**
 * Everything of `GET /v1/models`, in the server's order.
 * @throws GuardrailError invalidRequest for an address that cannot be asked, endpointFailed, cancelled
 */
export async function listEndpointModels(
  url: string,
  key: string | null,
  signal?: AbortSignal,
  limits: Omit<HttpClientOptions, 'key'> = {},
): Promise<EndpointModel[]> {
  const base = endpointBase(url, key !== null);
  const client = new HttpClient({ timeout: 30_000, attempts: 2, ...limits, key });
  const models = await requestModels(client, base, signal);
  if (models !== null) return models;
  const outcome = { kind: 'refused', status: 404, message: null, reason: 'HTTP 404' } as const;
  throw failureOf(base, 'The server does not list its models', outcome);
}

/** null: the server has no such list (404, 405, 501). @throws GuardrailError endpointFailed, cancelled */
export async function requestModels(
  client: HttpClient,
  base: URL,
  signal?: AbortSignal,
): Promise<EndpointModel[] | null> {
  const outcome = await client.send({ method: 'GET', url: routeOf(base, 'models') }, readModels, signal);
  if (outcome.kind === 'value') return outcome.value;
  if (outcome.kind === 'refused' && (outcome.status === 404 || outcome.status === 405)) return null;
  throw failureOf(base, 'The server does not list its models', outcome);
}

function readModels(body: string): Reading<EndpointModel[]> {
  const json = parseJsonBody(body);
  if (json.kind !== 'value') return json;
  const parsed = listSchema.safeParse(json.value);
  if (!parsed.success)
    return { kind: 'unreadable', reason: 'The server sent JSON that is no list of models.' };
  const value = parsed.data.data.map((model) => ({
    id: model.id,
    parent: model.parent ?? null,
    contextLength: model.max_model_len ?? model.context_length ?? model.meta?.n_ctx ?? null,
    owner: model.owned_by ?? null,
  }));
  return { kind: 'value', value };
}

// A LoRA adapter that a vLLM server loads while it runs.
import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';
import type { HttpClient, Outcome } from '../../network/httpClient';
import { endpointFailed, failureOf } from './endpointFailed';
import { routeOf } from './serverRoutes';

/** A name that no other checkpoint has, and that is the same in every run. */
export function adapterName(model: string, path: string): string {
  const name = posix.basename(win32.basename(model)).replace(/[^\w.-]/gu, '-');
  return `${name}-${createHash('sha256').update(path).digest('hex').slice(0, 12)}`;
}

/**
 * Whether it was loaded now; false: the server had it already.
 * @param path the adapter's folder on the server's machine
 * @throws GuardrailError endpointFailed, cancelled
 */
export async function loadAdapter(
  client: HttpClient,
  base: URL,
  name: string,
  path: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const json = { lora_name: name, lora_path: path };
  const outcome = await post(client, base, 'load_lora_adapter', json, signal);
  if (outcome.kind === 'value') return true;
  if (outcome.kind === 'refused' && /already.{0,20}loaded/iu.test(outcome.message ?? '')) return false;
  if (outcome.kind === 'refused' && (outcome.status === 404 || outcome.status === 405)) {
    throw endpointFailed(
      `The server at ${base.origin} cannot load the adapter ${path}: ${outcome.reason}`,
      'Check the path on the server’s machine. vLLM loads adapters when started with --enable-lora and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True.',
    );
  }
  throw failureOf(base, `The adapter ${path} cannot be loaded`, outcome);
}

/** A server that is gone has nothing to unload: failures are passed over. */
export async function unloadAdapter(client: HttpClient, base: URL, name: string): Promise<void> {
  await post(client, base, 'unload_lora_adapter', { lora_name: name });
}

function post(
  client: HttpClient,
  base: URL,
  route: string,
  json: object,
  signal?: AbortSignal,
): Promise<Outcome<null>> {
  // The server answers in plain words.
  return client.send(
    { method: 'POST', url: routeOf(base, route), json },
    () => ({ kind: 'value', value: null }),
    signal,
  );
}

// How this machine reaches the hub: its address, the user's token, and the cache folder, by the environment variables that
// Python's huggingface_hub reads. Opens no connection.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ApiKeys } from '../../protocol/contracts';
import { GuardrailError } from '../../protocol/errors';
import type { HubSettings } from '../../protocol/hub';
import { keyFor } from '../network/hostKeys';
import { serverUrl } from '../network/serverUrl';

export interface HubAccess {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** Goes to the endpoint's origin alone; null: none. */
  readonly key: string | null;
  readonly cacheFolder: string;
}

const defaultEndpoint = 'https://huggingface.co';

/**
 * @param apiKeys the front end's, by origin; they go before a bound variable, and that before HF_TOKEN
 * @throws GuardrailError hubFailed where the user forbids connections (HF_HUB_OFFLINE), invalidRequest (HF_ENDPOINT is no
 * address, or would get the token unencrypted), configInvalid
 */
export async function hubAccess(apiKeys: ApiKeys): Promise<HubAccess> {
  if (isOffline()) {
    throw new GuardrailError(
      'hubFailed',
      'The hub is not asked: HF_HUB_OFFLINE is set.',
      'Unset it, or name a checkpoint that lies on this machine.',
    );
  }
  const endpoint = endpointUrl();
  const key = await hubKey(endpoint, apiKeys);
  serverUrl(endpoint, key !== null);
  return { endpoint, key, cacheFolder: hubCacheFolder() };
}

/** @throws GuardrailError invalidRequest, configInvalid, as hubAccess */
export async function hubSettings(apiKeys: ApiKeys): Promise<HubSettings> {
  const endpoint = endpointUrl();
  const hasToken = (await hubKey(endpoint, apiKeys)) !== null;
  return { endpoint, hasToken, cacheFolder: hubCacheFolder(), offline: isOffline() };
}

/** HF_HUB_CACHE, or `hub` in HF_HOME, or in `huggingface` in the user's cache folder. */
export function hubCacheFolder(): string {
  const named = variable('HF_HUB_CACHE') ?? variable('HUGGINGFACE_HUB_CACHE');
  if (named !== null) return folder(named);
  const home = variable('HF_HOME');
  if (home !== null) return join(folder(home), 'hub');
  return join(folder(variable('XDG_CACHE_HOME') ?? join(homedir(), '.cache')), 'huggingface', 'hub');
}

function endpointUrl(): string {
  const url = serverUrl(variable('HF_ENDPOINT') ?? defaultEndpoint, false);
  return `${url.origin}${url.pathname}`.replace(/\/+$/u, '');
}

async function hubKey(endpoint: string, apiKeys: ApiKeys): Promise<string | null> {
  const key = (await keyFor(endpoint, apiKeys)) ?? variable('HF_TOKEN')?.trim() ?? null;
  if (key === null || /^[\x21-\x7e]+$/u.test(key)) return key;
  throw new GuardrailError(
    'invalidRequest',
    'The token for the hub has characters that no token has.',
    'Copy it anew from the access tokens of your account.',
  );
}

function isOffline(): boolean {
  const told = variable('HF_HUB_OFFLINE') ?? variable('TRANSFORMERS_OFFLINE') ?? '';
  return ['1', 'ON', 'YES', 'TRUE'].includes(told.toUpperCase());
}

/** An empty variable counts as not set. */
function variable(name: string): string | null {
  const value = process.env[name];
  return value === undefined || value.trim() === '' ? null : value;
}

function folder(path: string): string {
  return resolve(path.replace(/^~(?=$|[\\/])/u, homedir()));
}

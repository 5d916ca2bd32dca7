// Which key goes to which host: the user binds them on this machine, in a file outside every workspace, so that no file
// that comes from elsewhere can send a key anywhere. The file names environment variables and never holds a key. It also
// names the hosts that comparisons from elsewhere may ask without a key.
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { HostBinding } from '../../protocol/contracts';
import { GuardrailError } from '../../protocol/errors';
import { makeFolder, writeFileAtomically } from '../files/atomicFile';
import { readJsonFile } from '../files/jsonFile';
import { broken, type FileKind } from '../files/textFile';
import { userFolder } from '../userFolder';
import { serverUrl } from './serverUrl';

const variable = /^[A-Za-z_][A-Za-z0-9_]*$/u;
const fileSchema = z.strictObject({
  hosts: z
    .record(
      z.string(),
      z.strictObject({ keyEnv: z.string().regex(variable, 'is not the name of an environment variable') }),
    )
    .default({}),
  allowed: z.array(z.string()).default([]),
});

const file: FileKind = {
  maxBytes: 1_000_000,
  broken: {
    code: 'configInvalid',
    advice:
      'Mend it like { "hosts": { "https://api.example.com": { "keyEnv": "MY_KEY" } } }, or delete it and bind the hosts again.',
  },
};

/** `GLENS_ENDPOINTS_FILE`, or `guardrail-lens/endpoints.json` in the user's configuration folder. */
export function hostKeysFile(): string {
  const named = process.env['GLENS_ENDPOINTS_FILE'];
  if (named !== undefined && named !== '') return named;
  return join(userFolder('config'), 'guardrail-lens', 'endpoints.json');
}

/** Scheme, host and port of a server's address, in one spelling. @throws GuardrailError invalidRequest, as serverUrl. */
export function originOf(url: string): string {
  return serverUrl(url, false).origin;
}

/** Every binding, sorted by origin. @throws GuardrailError configInvalid where the file is broken. */
export async function listHostKeys(): Promise<HostBinding[]> {
  const { bindings } = await readKnown();
  return [...bindings]
    .map(([origin, keyEnv]) => ({ origin, keyEnv }))
    .sort((x, y) => (x.origin < y.origin ? -1 : 1));
}

/**
 * From now on requests to the origin of `url` carry the key that is in the environment variable `keyEnv`.
 * @throws GuardrailError invalidRequest (no such name, no URL, a key over plain http), configInvalid, storeWriteFailed
 */
export async function bindHostKey(url: string, keyEnv: string): Promise<void> {
  const { origin } = serverUrl(url, true);
  if (!variable.test(keyEnv)) {
    // What is no name of a variable is often the key itself, so it is not repeated.
    throw new GuardrailError(
      'invalidRequest',
      'This is not the name of an environment variable.',
      'Put the key into an environment variable and give the name of the variable, not the key.',
    );
  }
  const known = await readKnown();
  known.bindings.set(origin, keyEnv);
  await writeKnown(known);
}

/** Whether there was a binding. @throws GuardrailError invalidRequest, configInvalid, storeWriteFailed */
export async function unbindHostKey(url: string): Promise<boolean> {
  const known = await readKnown();
  const found = known.bindings.delete(originOf(url));
  if (found) await writeKnown(known);
  return found;
}

/**
 * The origins of these servers to which no key is bound and which the user has not allowed: where a file that may come from
 * elsewhere names one, the user is asked before anything is sent there.
 * @throws GuardrailError invalidRequest, configInvalid
 */
export async function unknownOrigins(urls: readonly string[]): Promise<string[]> {
  const { bindings, allowed } = await readKnown();
  const origins = new Set(urls.map(originOf));
  return [...origins].filter((origin) => !bindings.has(origin) && !allowed.has(origin));
}

/** Remembers that the user agreed to these servers. @throws GuardrailError invalidRequest, configInvalid, storeWriteFailed */
export async function allowOrigins(urls: readonly string[]): Promise<void> {
  const unknown = await unknownOrigins(urls);
  if (unknown.length === 0) return;
  const known = await readKnown();
  for (const origin of unknown) known.allowed.add(origin);
  await writeKnown(known);
}

/**
 * The key for a server: one that the front end hands over at run time (origin or any URL of the server → key), else the one
 * in the environment variable that is bound to the server's origin; null where there is neither.
 * @throws GuardrailError invalidRequest where the variable is not set, configInvalid where the file is broken
 */
export async function keyFor(url: string, given: Readonly<Record<string, string>>): Promise<string | null> {
  const origin = originOf(url);
  for (const [place, key] of Object.entries(given)) {
    if (key.trim() !== '' && URL.canParse(place) && new URL(place).origin === origin) return key.trim();
  }
  const keyEnv = (await readKnown()).bindings.get(origin);
  if (keyEnv === undefined) return null;
  const key = process.env[keyEnv]?.trim();
  if (key !== undefined && key !== '') return key;
  throw new GuardrailError(
    'invalidRequest',
    `The key for ${origin} is bound to the environment variable ${keyEnv}, which is not set.`,
    `Set ${keyEnv}, or unbind the host.`,
  );
}

/** What the user has said of servers. */
interface Known {
  /** Origin → environment variable. */
  readonly bindings: Map<string, string>;
  readonly allowed: Set<string>;
}

async function readKnown(): Promise<Known> {
  const path = hostKeysFile();
  const data = await readJsonFile(path, fileSchema, file);
  const origin = (url: string): string => {
    try {
      return new URL(url).origin;
    } catch (cause) {
      // URL.canParse says yes to some, very long, that the constructor refuses.
      throw broken(file, `${path} has a host that is not a URL (${url.slice(0, 200)}).`, cause);
    }
  };
  return {
    bindings: new Map(Object.entries(data?.hosts ?? {}).map(([url, { keyEnv }]) => [origin(url), keyEnv])),
    allowed: new Set((data?.allowed ?? []).map(origin)),
  };
}

async function writeKnown({ bindings, allowed }: Known): Promise<void> {
  const path = hostKeysFile();
  const hosts = Object.fromEntries([...bindings].sort().map(([origin, keyEnv]) => [origin, { keyEnv }]));
  const known = { hosts, ...(allowed.size === 0 ? {} : { allowed: [...allowed].sort() }) };
  await makeFolder(dirname(path), { mode: 0o700 });
  await writeFileAtomically(path, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 });
}

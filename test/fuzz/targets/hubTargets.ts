// What a model hub answers, references to it, and the pin beside a benchmark.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkpointFiles } from '../../../src/engine/hub/checkpointFiles';
import { repositoryFiles, repositoryState, searchModels, type HubCall } from '../../../src/engine/hub/hubApi';
import { readPin } from '../../../src/engine/hub/benchmarkPin';
import { hubText, parseHubText } from '../../../src/safety/subjects/hubText';
import { Corruption, type FuzzTarget } from '../fuzzTarget';
import { mutateJson } from '../mutate/mutateJson';
import { mutateText } from '../mutate/mutateText';
import { fileIn, jsonBytes } from './fixtureFiles';

const hash = '0123456789abcdef0123456789abcdef01234567';
const repository = { kind: 'model', name: 'org/name' } as const;

/** Every request is answered with the case's bytes. */
function answers(
  name: string,
  sample: unknown,
  read: (call: HubCall) => Promise<unknown>,
  codes: FuzzTarget['codes'] = ['hubFailed'],
): FuzzTarget {
  return {
    name,
    mutate: mutateJson,
    codes,
    open: async (folder) => {
      let answer: Uint8Array = new Uint8Array();
      const server: Server = createServer((_, response) => response.end(answer));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const patience = { attempts: 1, backoff: 1, longestWait: 1, silence: 30_000 };
      const call = { access: { endpoint, key: null, cacheFolder: folder }, patience };
      return {
        samples: [jsonBytes(sample)],
        read: (input) => {
          answer = input;
          return read(call);
        },
        close: () => {
          server.closeAllConnections();
          server.close();
        },
      };
    },
  };
}

const models = answers(
  'hub-models',
  [
    {
      ...{ _id: '1', id: 'org/name', gated: 'auto', private: false, downloads: 1, likes: 2 },
      ...{ pipeline_tag: 'text-generation', lastModified: '2025-01-01T00:00:00.000Z' },
      safetensors: { parameters: { BF16: 3 }, total: 3 },
    },
  ],
  (call) => searchModels('name', 5, call),
);

const state = answers(
  'hub-state',
  { _id: '1', id: 'org/name', sha: hash, gated: false, tags: ['license:mit'], lastModified: '2025-01-01' },
  (call) => repositoryState(repository, 'main', call),
);

const files = answers(
  'hub-files',
  [
    { type: 'file', path: 'config.json', size: 3, oid: hash },
    {
      ...{ type: 'file', path: 'model.safetensors', size: 5, oid: hash },
      lfs: { oid: 'ab'.repeat(32), size: 5, pointerSize: 130 },
    },
    { type: 'directory', path: 'onnx', size: 0, oid: hash },
  ],
  async (call) => {
    const all = await repositoryFiles(repository, hash, call);
    for (const { path } of all) {
      if (/^\/|\\|(?:^|\/)\.\.(?:\/|$)/u.test(path)) throw new Corruption(`${path} leads elsewhere.`);
    }
    return checkpointFiles(
      all,
      { repository: 'org/name', revision: null, path: null },
      'https://hub/org/name',
    );
  },
  ['hubFailed', 'checkpointUnsupported'],
);

const references: FuzzTarget = {
  name: 'hub-references',
  mutate: mutateText,
  codes: ['invalidRequest'],
  open: () => ({
    samples: ['hf:org/name', 'hf:org/name@refs/pr/1', `hf:org/name@${hash}:sub/q4.gguf`].map((text) =>
      Buffer.from(text),
    ),
    read: (input) => {
      const text = Buffer.from(input).toString('utf8');
      const ref = parseHubText(text);
      if (hubText(ref) !== text) throw new Corruption(`${text} became ${hubText(ref)}.`);
      return ref;
    },
  }),
};

const pins: FuzzTarget = {
  name: 'benchmark-pins',
  mutate: mutateJson,
  codes: ['suiteInvalid'],
  open: (folder) => {
    const file = fileIn(folder, 'pin.json');
    const about = { benchmark: 'b', title: 'B', licence: 'MIT', citation: 'B 2024', page: 'https://b' };
    const one = { file: 'b.csv', address: 'https://b/b.csv', revision: hash, path: 'b.csv' };
    const pinned = { ...one, sha256: 'ab'.repeat(32), bytes: 3, checksum: 'first download' };
    return {
      samples: [jsonBytes({ ...about, files: [pinned] })],
      read: (input) => {
        file.write(input);
        return readPin(folder);
      },
    };
  },
};

export const hubTargets: readonly FuzzTarget[] = [models, state, files, references, pins];

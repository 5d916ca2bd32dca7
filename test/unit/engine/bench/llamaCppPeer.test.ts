// llama.cpp as a peer of `bench generation`: over a stand-in of its package, and over the real one where GLENS_NODE_LLAMA_CPP
// names the folder where it was installed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { benchGeneration } from '../../../../src/engine/bench/benchGeneration';
import { loadLlamaCppPeer } from '../../../../src/engine/bench/llamaCppPeer';
import { repositoryPath } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const file = repositoryPath('test/fixtures/gguf/llama-Q4_1.gguf');
const real = process.env['GLENS_NODE_LLAMA_CPP'];
if (real === undefined) console.log('skipped: llama.cpp as a peer: GLENS_NODE_LLAMA_CPP names no folder');

/** Its package in `node_modules` of a folder; rows end after `ends` tokens. */
function standIn(name: string, ends: number): string {
  const home = join(folder, name);
  const lies = join(home, 'node_modules', 'node-llama-cpp');
  mkdirSync(join(lies, 'dist'), { recursive: true });
  writeFileSync(
    join(lies, 'package.json'),
    JSON.stringify({ name: 'node-llama-cpp', version: '3.0.0', type: 'module' }),
  );
  writeFileSync(
    join(lies, 'dist', 'index.js'),
    `export const seen = [];
     export const getLlama = async (options) => {
       seen.push({ getLlama: options });
       return {
         loadModel: async (model) => (seen.push(model), {
           createContext: async (context) => (seen.push(context), {
             getSequence: () => ({
               async *evaluate(tokens, options) {
                 seen.push({ tokens: tokens.length, ...options });
                 for (let i = 0; i < ${ends}; i++) yield i;
               },
               dispose: () => undefined,
             }),
             dispose: async () => void seen.push('context'),
           }),
         }),
         dispose: async () => void seen.push('llama'),
       };
     };`,
  );
  return home;
}

const seenBy = async (home: string): Promise<unknown[]> => {
  const module = (await import(
    pathToFileURL(join(home, 'node_modules', 'node-llama-cpp', 'dist', 'index.js')).href
  )) as {
    seen: unknown[];
  };
  return module.seen;
};

test('takes the same file, the CPU and all rows at once, and neither builds nor fetches anything', async () => {
  const home = standIn('whole', 100);
  const rows = await benchGeneration(
    {
      model: file,
      peer: 'llama.cpp',
      peerPath: home,
      precision: 'fast',
      batch: '2',
      newTokens: 3,
      repeats: 1,
    },
    () => undefined,
  );
  expect(rows.map(({ label }) => label)).toEqual([
    'generation, batch 2',
    'generation, batch 2, llama.cpp (node-llama-cpp 3.0.0)',
    'generation, batch 2, ratio',
  ]);
  const [ours = NaN, theirs = NaN, ratio] = rows.map(({ value }) => value);
  expect(ratio).toBeCloseTo(ours / theirs, 9);
  const seen = await seenBy(home);
  expect(seen[0]).toMatchObject({ getLlama: { gpu: false, build: 'never', skipDownload: true } });
  expect(seen[1]).toEqual({ modelPath: file });
  // A short round first, then the one that counts.
  const contexts = seen.filter((one) => typeof one === 'object' && one !== null && 'sequences' in one);
  expect(contexts).toMatchObject([
    { sequences: 2, contextSize: 64 + 4 + 1 },
    { sequences: 2, contextSize: 64 + 3 + 1 },
  ]);
  const evaluated = seen.filter((one) => typeof one === 'object' && one !== null && 'tokens' in one);
  expect(evaluated).toEqual(Array(4).fill({ tokens: 64, temperature: 0, yieldEogToken: true }));
  expect(seen.at(-1)).toBe('llama');
});

test('a row that ends early is no measurement', async () => {
  const peer = await loadLlamaCppPeer(standIn('short', 2), file);
  await expect(peer.generate([[5, 6]], 4)).rejects.toThrow('ended a row after 2 of 4 tokens');
});

test('what is not the package, or not GGUF, is said', async () => {
  await expect(loadLlamaCppPeer(folder, file)).rejects.toThrow('is not the package node-llama-cpp');
  await expect(loadLlamaCppPeer(standIn('other', 9), 'model.safetensors')).rejects.toThrow(
    'takes a GGUF file',
  );
});

test.skipIf(real === undefined)('the real package answers the same file', async () => {
  const peer = await loadLlamaCppPeer(real ?? '', file);
  const milliseconds = await peer.generate(
    [
      [5, 6, 7],
      [8, 9],
    ],
    4,
  );
  await peer.dispose();
  expect(milliseconds).toBeGreaterThan(0);
});

// llama.cpp as a peer: the npm package node-llama-cpp, which is no dependency of the product but named by its folder. It opens
// the same GGUF file, on the CPU, with as many threads, and decodes all rows together.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { GuardrailError } from '../../protocol/errors';
import { defaultThreads } from '../runtime/session';
import type { Peer } from './transformersPeer';

/** What is used of the package (version 3), as its documentation has it. */
interface LlamaPackage {
  getLlama(options: {
    readonly gpu: false;
    readonly build: 'never';
    readonly skipDownload: true;
    readonly progressLogs: false;
    readonly logLevel: string;
    readonly maxThreads: number;
  }): Promise<Llama>;
}
interface Llama {
  loadModel(options: { readonly modelPath: string }): Promise<LlamaModel>;
  dispose(): Promise<void>;
}
interface LlamaModel {
  createContext(options: {
    readonly sequences: number;
    readonly contextSize: number;
    readonly batchSize: number;
    readonly threads: number;
  }): Promise<LlamaContext>;
}
interface LlamaContext {
  getSequence(): LlamaSequence;
  dispose(): Promise<void>;
}
interface LlamaSequence {
  evaluate(
    tokens: readonly number[],
    options: { readonly temperature: number; readonly yieldEogToken: boolean },
  ): AsyncIterable<number>;
  dispose(): Promise<void> | void;
}

const manifestSchema = z.object({ name: z.literal('node-llama-cpp'), version: z.string() });

/** llama.cpp's own default of tokens that go through the model together. */
const largestBatch = 512;

/**
 * @param folder of the package node-llama-cpp, or one whose node_modules has it
 * @param file a GGUF file
 * @throws GuardrailError invalidRequest where there is no such package, checkpointUnsupported for another kind of file
 */
export async function loadLlamaCppPeer(
  folder: string,
  file: string,
): Promise<Peer & { readonly name: string }> {
  if (!/\.gguf$/iu.test(file)) {
    throw new GuardrailError(
      'checkpointUnsupported',
      'The comparison with llama.cpp takes a GGUF file, which both open.',
      'Name one with --model.',
    );
  }
  const { path, version } = await findPackage(resolve(folder));
  const library = (await import(pathToFileURL(path).href)) as LlamaPackage;
  // Nothing is built or fetched: what was installed runs, or it fails.
  const llama = await library.getLlama({
    ...({ gpu: false, build: 'never', skipDownload: true, progressLogs: false } as const),
    ...{ logLevel: 'error', maxThreads: defaultThreads },
  });
  const model = await llama.loadModel({ modelPath: resolve(file) });
  return {
    name: `llama.cpp (node-llama-cpp ${version})`,
    generate: async (prompts, newTokens) => {
      const longest = Math.max(...prompts.map((prompt) => prompt.length));
      const context = await model.createContext({
        sequences: prompts.length,
        // Per sequence; one more than is ever filled, so that nothing is shifted.
        contextSize: longest + newTokens + 1,
        batchSize: largestBatch,
        threads: defaultThreads,
      });
      try {
        const started = performance.now();
        await Promise.all(prompts.map((prompt) => decode(context.getSequence(), prompt, newTokens)));
        return performance.now() - started;
      } finally {
        await context.dispose();
      }
    },
    dispose: () => llama.dispose(),
  };
}

/** Greedy. A token that ends an answer ends none here: every row runs to its limit, on both sides. */
async function decode(sequence: LlamaSequence, prompt: readonly number[], newTokens: number): Promise<void> {
  let done = 0;
  for await (const _ of sequence.evaluate([...prompt], { temperature: 0, yieldEogToken: true })) {
    done++;
    if (done === newTokens) break;
  }
  await sequence.dispose();
  if (done < newTokens) throw new Error(`llama.cpp ended a row after ${done} of ${newTokens} tokens.`);
}

async function findPackage(folder: string): Promise<{ readonly path: string; readonly version: string }> {
  for (const candidate of [folder, join(folder, 'node_modules', 'node-llama-cpp')]) {
    const text = await readFile(join(candidate, 'package.json'), 'utf8').catch(() => '');
    const manifest = manifestSchema.safeParse(jsonOf(text));
    if (manifest.success)
      return { path: join(candidate, 'dist', 'index.js'), version: manifest.data.version };
  }
  throw new GuardrailError(
    'invalidRequest',
    `${folder} is not the package node-llama-cpp, and its node_modules does not have it.`,
    'Install it in a folder of its own (npm install node-llama-cpp), and name that folder with --peer-path.',
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

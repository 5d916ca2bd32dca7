// Checkpoints: safetensors, GGUF, PEFT adapters, configurations and tokenizers.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '../../../src/protocol/errors';
import type { Random } from '../../../src/safety/random';
import { openCheckpoint } from '../../../src/engine/checkpoints/openCheckpoint';
import { readSafetensorsHeader } from '../../../src/engine/checkpoints/safetensors/readHeader';
import { translatePattern } from '../../../src/engine/adapters/peft/pythonPattern';
import { ggufBytes, tinyModel, type WrittenTensor } from '../../unit/engine/checkpoints/gguf/ggufWriter';
import { Corruption, type FuzzTarget } from '../fuzzTarget';
import { below, chance, pick } from '../mutate/draw';
import { hostileTexts } from '../mutate/hostileValues';
import { mutateBytes } from '../mutate/mutateBytes';
import { mutateJson, mutateJsonText } from '../mutate/mutateJson';
import { mutateText } from '../mutate/mutateText';
import { copyFolder, fileIn, fixtureBytes, jsonBytes } from './fixtureFiles';

const refusals: readonly ErrorCode[] = [
  'checkpointCorrupt',
  'checkpointNotFound',
  'checkpointUnsupported',
  'tokenizerInvalid',
  'templateInvalid',
  'memoryLimit',
];

const folders = (folder: string) => ({
  cacheFolder: join(folder, '.cache'),
  scratchFolder: join(folder, '.scratch'),
});

async function openWhole(path: string, folder: string): Promise<unknown> {
  const checkpoint = await openCheckpoint({ path }, folders(folder));
  try {
    const ids = checkpoint.tokenizer.encode('Hello wörld \u{1F600} 12');
    checkNumbers(ids, 'ids of a text');
    return [
      checkpoint.config,
      ids,
      checkpoint.tokenizer.decode(ids),
      [...checkpoint.tokenizer.eosTokenIds],
      [...checkpoint.tensors.values()],
    ];
  } finally {
    await checkpoint.dispose();
  }
}

function checkNumbers(ids: readonly number[], what: string): void {
  const wrong = ids.find((id) => !Number.isSafeInteger(id) || id < 0);
  if (wrong !== undefined) throw new Corruption(`Among the ${what} is ${wrong}.`);
}

/** A checkpoint folder with one file that is spoiled. */
function fileOfFolder(
  name: string,
  options: {
    readonly folder: string;
    readonly file: string;
    readonly samples: readonly string[];
    readonly mutate: FuzzTarget['mutate'];
    /** What an adapter needs beside it. */
    readonly beside?: string;
  },
): FuzzTarget {
  return {
    name,
    mutate: options.mutate,
    codes: refusals,
    open: (root) => {
      const folder = join(root, 'model');
      copyFolder(`test/fixtures/checkpoints/${options.folder}`, folder);
      if (options.beside !== undefined) {
        copyFolder(`test/fixtures/checkpoints/${options.beside}`, join(root, options.beside));
      }
      const file = fileIn(folder, options.file);
      return {
        samples: options.samples.map(fixtureBytes),
        read: (input) => {
          file.write(input);
          return openWhole(folder, root);
        },
      };
    },
  };
}

/** The header as JSON with its length made right again; else bytes. */
function mutateSafetensors(bytes: Uint8Array, random: Random): Uint8Array {
  if (chance(random, 0.35)) return mutateBytes(bytes, random);
  const whole = Buffer.from(bytes);
  const end = 8 + Number(whole.readBigUInt64LE(0));
  const header = Buffer.from(mutateJsonText(whole.subarray(8, end).toString('utf8'), random));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, whole.subarray(end)]);
}

const safetensors: FuzzTarget = {
  name: 'safetensors',
  mutate: mutateSafetensors,
  codes: ['checkpointCorrupt', 'checkpointNotFound', 'checkpointUnsupported'],
  open: (folder) => {
    const file = fileIn(folder, 'model.safetensors');
    return {
      samples: ['llama-lora', 'llama-lora-trained'].map((name) =>
        fixtureBytes(`test/fixtures/checkpoints/${name}/adapter_model.safetensors`),
      ),
      read: async (input) => {
        const { tensors } = await readSafetensorsHeader(file.write(input));
        const spans = [...tensors.values()]
          .map(({ offset, byteLength }) => [offset, offset + byteLength] as const)
          .sort(([a, c], [b, d]) => a - b || c - d);
        let end = 8 + Number(Buffer.from(input).readBigUInt64LE(0));
        for (const [from, to] of spans) {
          if (from !== end) throw new Corruption(`A tensor begins at ${from} instead of ${end}.`);
          end = to;
        }
        if (end !== input.length) throw new Corruption(`The tensors end at ${end} of ${input.length} bytes.`);
        return [...tensors.values()];
      },
    };
  },
};

/** Numbers of the header that its writer would never write. */
function mutateGguf(bytes: Uint8Array, random: Random): Uint8Array {
  if (chance(random, 0.5)) return mutateBytes(bytes, random);
  const model = tinyModel();
  const numbers = [-1, 0, 1, 3, 31, 64, 255, 1e6, 2 ** 31, 2 ** 32 - 1];
  const rounds = 1 + below(random, 2);
  let counts = {};
  for (let round = 0; round < rounds; round++) {
    const metadataAt = below(random, model.metadata.length);
    const tensorAt = below(random, model.tensors.length);
    const [key, value] = pick(random, model.metadata.slice(metadataAt, metadataAt + 1));
    const tensor: WrittenTensor = pick(random, model.tensors.slice(tensorAt, tensorAt + 1));
    switch (below(random, 9)) {
      case 0:
        model.metadata.splice(metadataAt, 1);
        break;
      case 1:
        model.metadata.push([key, { type: 'string', value: pick(random, hostileTexts) }]);
        break;
      case 2:
        model.metadata[metadataAt] = [
          key,
          { type: 'float32', value: pick(random, [NaN, Infinity, -1, 1e30]) },
        ];
        break;
      case 3:
        model.metadata[metadataAt] = [key, { type: 'uint32', value: pick(random, numbers) >>> 0 }];
        break;
      case 4:
        model.metadata[metadataAt] = [key, pick(random, model.metadata)[1]];
        break;
      case 5:
        if (value.type === 'strings') {
          const texts = [...value.value, ...hostileTexts.slice(0, 12)];
          model.metadata[metadataAt] = [key, { type: 'strings', value: texts }];
        } else model.metadata[metadataAt] = [pick(random, hostileTexts), value];
        break;
      case 6:
        model.tensors[tensorAt] = {
          ...tensor,
          dims: tensor.dims.map((dim) => (chance(random, 0.5) ? dim : Math.abs(pick(random, numbers)))),
        };
        break;
      case 7:
        model.tensors[tensorAt] = { ...tensor, type: below(random, 42) };
        break;
      default:
        if (chance(random, 0.5))
          model.tensors[tensorAt] = { ...tensor, offset: Math.abs(pick(random, numbers)) };
        else counts = chance(random, 0.5) ? { tensorCount: 2n ** 63n } : { keyCount: 2n ** 40n };
    }
  }
  return ggufBytes({ ...model, ...counts });
}

const gguf: FuzzTarget = {
  name: 'gguf',
  mutate: mutateGguf,
  codes: refusals,
  open: (folder) => {
    mkdirSync(join(folder, '.scratch'), { recursive: true });
    let number = 0;
    return {
      samples: [
        ggufBytes(tinyModel()),
        ...['llama-Q4_0', 'llama-Q4_K', 'qwen3-Q8_0', 'llama-llama3'].map((name) =>
          fixtureBytes(`test/fixtures/gguf/${name}.gguf`),
        ),
      ],
      // Names in turn: what was dequantised of one file is not looked at for another.
      read: (input) => openWhole(fileIn(folder, `model-${number++ % 8}.gguf`).write(input), folder),
    };
  },
};

const pattern: FuzzTarget = {
  name: 'peft-pattern',
  mutate: mutateText,
  codes: refusals,
  open: () => ({
    samples: ['.*\\.(q|v)_proj', '(?:x|y){2}', 'model\\.layers\\.[0-9]+\\.mlp', '(?i:up|down)_proj$'].map(
      (text) => Buffer.from(text),
    ),
    read: (input) => translatePattern(Buffer.from(input).toString('utf8')),
  }),
};

const llama = 'test/fixtures/checkpoints/llama';
const configs = ['llama', 'llama-rope-llama3', 'qwen2', 'qwen3', 'mistral', 'llama-rope-linear'];

const generationConfig: FuzzTarget = {
  name: 'generation-config',
  mutate: mutateJson,
  codes: refusals,
  open: (root) => {
    const folder = join(root, 'model');
    copyFolder(llama, folder);
    const file = fileIn(folder, 'generation_config.json');
    return {
      samples: [
        jsonBytes({ eos_token_id: 2, bos_token_id: 1 }),
        jsonBytes({ eos_token_id: [1, 2], temperature: 0.6, top_p: 0.9, top_k: 50, do_sample: true }),
        jsonBytes({ eos_token_id: 2, repetition_penalty: 1.1, max_new_tokens: 100, stop_strings: ['a'] }),
      ],
      read: (input) => {
        file.write(input);
        return openWhole(folder, root);
      },
    };
  },
};

export const checkpointTargets: readonly FuzzTarget[] = [
  safetensors,
  gguf,
  fileOfFolder('config-json', {
    folder: 'llama',
    file: 'config.json',
    samples: [`${llama}/config.json`],
    mutate: mutateJson,
  }),
  {
    name: 'config-json-alone',
    mutate: mutateJson,
    codes: refusals,
    open: async (folder) => {
      const { parseModelConfig } = await import('../../../src/engine/checkpoints/huggingface/modelConfig');
      const { readJsonFile } = await import('../../../src/engine/files/jsonFile');
      const { modelConfigFile } = await import('../../../src/engine/checkpoints/huggingface/modelConfigFile');
      const { z } = await import('zod');
      const file = fileIn(folder, 'config.json');
      return {
        samples: configs.map((name) => fixtureBytes(`test/fixtures/checkpoints/${name}/config.json`)),
        read: async (input) =>
          parseModelConfig(await readJsonFile(file.write(input), z.unknown(), modelConfigFile)),
      };
    },
  },
  generationConfig,
  fileOfFolder('tokenizer-json', {
    folder: 'llama',
    file: 'tokenizer.json',
    samples: [`${llama}/tokenizer.json`],
    mutate: mutateJson,
  }),
  fileOfFolder('tokenizer-config', {
    folder: 'llama',
    file: 'tokenizer_config.json',
    samples: ['media/checkpoints/glens-tiny/tokenizer_config.json'],
    mutate: mutateJson,
  }),
  fileOfFolder('weights-index', {
    folder: 'llama',
    file: 'model.safetensors.index.json',
    samples: [`${llama}/model.safetensors.index.json`],
    mutate: mutateJson,
  }),
  fileOfFolder('adapter-config', {
    folder: 'llama-lora-patterns',
    file: 'adapter_config.json',
    samples: ['test/fixtures/checkpoints/llama-lora-patterns/adapter_config.json'],
    mutate: mutateJson,
    beside: 'llama',
  }),
  fileOfFolder('adapter-weights', {
    folder: 'llama-lora-trained',
    file: 'adapter_model.safetensors',
    samples: ['test/fixtures/checkpoints/llama-lora-trained/adapter_model.safetensors'],
    mutate: mutateSafetensors,
    beside: 'llama',
  }),
  pattern,
];

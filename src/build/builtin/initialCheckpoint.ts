// The checkpoint that pretraining starts from: random weights, the tokenizer, and the files around them.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Geometry } from '../../engine/bench/geometries';
import { writeRandomCheckpoint } from '../../engine/bench/randomCheckpoint';
import { endOfTurn, padding, specialTokens, tokenizerConfig } from './tokenizer/tokenizerFiles';

/** The same arguments give the same bytes. */
export async function writeInitialCheckpoint(
  folder: string,
  options: { readonly geometry: Geometry; readonly tokenizer: object; readonly seed: number },
): Promise<void> {
  const { geometry, tokenizer, seed } = options;
  await writeRandomCheckpoint(folder, { geometry, dtype: 'F32', seed });
  const ids = {
    bos_token_id: specialTokens.indexOf(padding),
    eos_token_id: specialTokens.indexOf(endOfTurn),
    pad_token_id: specialTokens.indexOf(padding),
  };
  const configPath = join(folder, 'config.json');
  const config = JSON.parse(await readFile(configPath, 'utf8')) as Record<string, unknown>;
  await writeJson(configPath, { ...config, ...ids });
  await writeJson(join(folder, 'generation_config.json'), ids);
  await writeJson(join(folder, 'tokenizer.json'), tokenizer);
  await writeJson(join(folder, 'tokenizer_config.json'), tokenizerConfig(geometry.contextLength));
}

async function writeJson(path: string, value: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 1)}\n`);
}

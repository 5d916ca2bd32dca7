// `npm run pairs -- <x.train.json> <folder>`: preference pairs sampled from the model of an online configuration, for dpo.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseConfig } from '../../engine/training/config/validateConfig';
import { samplePairs } from './samplePairs';
import { writePairs } from './writePairs';

const [config, folder] = process.argv.slice(2);
if (config === undefined || folder === undefined) {
  console.error('Usage: npm run pairs -- <x.train.json> <folder>');
  process.exit(2);
}
const pairs = await samplePairs(parseConfig(await readFile(config, 'utf8'), resolve(config)));
await writePairs(folder, pairs);
console.log(`${pairs.train.length} pairs, ${pairs.heldOut.length} held out: ${folder}`);

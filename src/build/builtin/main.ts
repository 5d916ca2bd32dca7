// `npm run builtin`: makes the built-in checkpoints anew, from their seed. Composition root of the recipe.
import { join } from 'node:path';
import { prepare } from './prepare';

const root = process.cwd();
const work = join(root, '.cache', 'builtin');

console.log(`Training text, tokenizer and initial weights: ${work}`);
await prepare(work, join(root, 'media'));

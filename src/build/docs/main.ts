// `node build.mjs docs`: writes the reference and the index to media/docs. Pages that are no longer made are removed.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documentationPages } from './pages';

const [root = process.cwd()] = process.argv.slice(2);
const folder = join(root, 'media', 'docs');
const pages = documentationPages(root);
rmSync(join(folder, 'reference'), { recursive: true, force: true });
for (const [path, text] of pages) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
console.log(`${pages.size} pages in ${folder}`);

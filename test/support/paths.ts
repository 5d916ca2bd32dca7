// Where the tests find things.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

function fromRoot(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

export const enginePath = fromRoot('dist/engine.mjs');
export const cliPath = fromRoot('dist/cli.mjs');
export const mediaFolder = fromRoot('media/');
export const schemaPath = fromRoot('media/schemas/comparison.schema.json');
export const benchmarksFolder = fromRoot('../shared/benchmarks');

export function checkpointPath(name: string): string {
  return fromRoot(`test/fixtures/checkpoints/${name}`);
}

/** Whether a folder outside the repository is there; says so when it is not, since its tests are skipped. */
export function present(path: string, what: string): boolean {
  if (existsSync(path)) return true;
  console.log(`skipped: ${what} is not at ${path}`);
  return false;
}

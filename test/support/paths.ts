// Where the tests find things.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export function repositoryPath(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

export const enginePath = repositoryPath('dist/engine.mjs');
export const cliPath = repositoryPath('dist/cli.mjs');
export const mediaFolder = repositoryPath('media/');
export const schemaPath = repositoryPath('media/schemas/comparison.schema.json');
export const benchmarksFolder = repositoryPath('../shared/benchmarks');

export function checkpointPath(name: string): string {
  return repositoryPath(`test/fixtures/checkpoints/${name}`);
}

/** Whether a folder outside the repository is there; says so when it is not, since its tests are skipped. */
export function present(path: string, what: string): boolean {
  if (existsSync(path)) return true;
  console.log(`skipped: ${what} is not at ${path}`);
  return false;
}

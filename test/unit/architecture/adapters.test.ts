// "Only engine/adapters knows LoRA's names and matrices": read off the sources.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryPath } from '../../support/paths';

/** PEFT's tensor names, and the inputs of graphs that matrices are fed to. */
const names = /lora_[AB]\b|\blora_\(|\blora_\$\{|base_model\\?\.model|[`'"]lora\.\$\{/;

test('tensor names of adapters are made and read in one folder', () => {
  const engine = repositoryPath('src/engine');
  const found = readdirSync(engine, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && names.test(readFileSync(join(engine, name), 'utf8')))
    .map((name) => name.split(/[\\/]/)[0]);
  expect([...new Set(found)]).toEqual(['adapters']);
});

// What comes with the extension, by its description alone.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtInFits } from '../../../src/host/checkpoints/builtInFits';
import { mediaFolder } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

test('those that can be read are listed, the others are passed over', async () => {
  const parent = scratchFolder();
  const make = (name: string, text: string): void => {
    mkdirSync(join(parent, name));
    writeFileSync(join(parent, name, 'safeguard.json'), text);
  };
  make('b-shield', '{"safeguard":"shield","checkpoint":{"name":"tiny"}}');
  make('a-usl', '{"safeguard":"usl","checkpoint":{"name":"other"}}');
  make('c', '{"safeguard":"unknown","checkpoint":{"name":"tiny"}}');
  make('d', '{"safeguard":"usl","checkpoint":null}');
  make('e', 'no JSON');
  mkdirSync(join(parent, 'f'));
  expect(await builtInFits(parent)).toEqual([
    { id: 'usl', folder: join(parent, 'a-usl'), checkpoint: 'other' },
    { id: 'shield', folder: join(parent, 'b-shield'), checkpoint: 'tiny' },
  ]);
  expect(await builtInFits(join(parent, 'nowhere'))).toEqual([]);
});

test('a shield of a built-in checkpoint comes with the extension', async () => {
  const fits = await builtInFits(join(mediaFolder, 'safeguards'));
  expect(fits.map(({ id, checkpoint }) => [id, checkpoint])).toContainEqual([
    'shield',
    'glens-tiny-sft-harmless',
  ]);
});

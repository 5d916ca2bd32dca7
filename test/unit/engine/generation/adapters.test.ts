// Switching adapters on one generator: each gives its own text, the base comes back, one copy of the weights serves all.
import { describe, expect, it } from 'vitest';
import { Adapter } from '../../../../src/engine/adapters/adapter';
import { withEndTokens } from '../../../../src/engine/checkpoints/withEndTokens';
import { loadGenerator } from '../../../../src/engine/generation/loadGenerator';
import { openFixture } from '../models/goldenFixtures';
import { plain, randomRows } from './tinyGenerator';

describe('adapters', () => {
  it('switch back and forth', async () => {
    const base = withEndTokens(await openFixture('llama'), []);
    const first = await openFixture('llama-lora');
    const second = await openFixture('llama-lora-rslora');
    const generator = await loadGenerator(base, { executionProvider: 'cpu' });
    const texts = async (): Promise<string> => {
      const ids: string[] = [];
      const onRow = (id: number, { tokenIds }: { tokenIds: readonly number[] }): void => {
        ids[id] = tokenIds.join(' ');
      };
      await generator.generate(randomRows(8, 4), plain, { onRow });
      return ids.join('\n');
    };
    const ofBase = await texts();
    generator.useAdapter(first.adapter);
    const ofFirst = await texts();
    generator.useAdapter(second.adapter);
    const ofSecond = await texts();
    generator.useAdapter(first.adapter);
    expect(await texts()).toBe(ofFirst);
    generator.useAdapter(null);
    expect(await texts()).toBe(ofBase);
    expect(new Set([ofBase, ofFirst, ofSecond]).size).toBe(3);
    await generator.dispose();
  });

  it('refuses an adapter that does not fit', async () => {
    const base = await openFixture('llama');
    const generator = await loadGenerator(base, { executionProvider: 'cpu' });
    const [module] = (await openFixture('llama-lora')).adapter?.modules ?? [];
    if (module === undefined) throw new Error('The fixture has modules.');
    generator.useAdapter(new Adapter([{ ...module, a: module.a.slice(1) }], {}));
    await expect(generator.logits([[5, 6]])).rejects.toMatchObject({ code: 'checkpointCorrupt' });
    await generator.dispose();
  });
});

// What ships in media/suites: complete, in order, and our own words.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadSuites } from '../../../../src/engine/suites/suiteCatalog';
import { selectPrompts } from '../../../../src/safety/suites/selectPrompts';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const media = `${repository}media`;
const publicFolder = `${repository}../shared/benchmarks`;
const absent = !existsSync(`${publicFolder}/MANIFEST.json`);
if (absent) console.log(`Near-duplicates not checked: no published benchmark files in ${publicFolder}.`);

const suites = await loadSuites(['built-in'], media);
const prompts = suites.flatMap((suite) => suite.prompts);

/** Letters and digits of any script in lower case, single spaces. */
const normalised = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();

function trigrams(text: string): ReadonlySet<string> {
  const padded = `  ${normalised(text)} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, i) => padded.slice(i, i + 3)));
}

/** Pairs of texts of the two lists whose trigram sets have a Jaccard similarity above the threshold. */
function nearPairs(own: readonly string[], others: readonly string[], threshold: number): [string, string][] {
  const sizes = others.map((text) => trigrams(text).size);
  const having = new Map<string, number[]>();
  for (const [index, text] of others.entries()) {
    for (const gram of trigrams(text)) {
      const list = having.get(gram);
      if (list === undefined) having.set(gram, [index]);
      else list.push(index);
    }
  }
  return own.flatMap((text) => {
    const grams = trigrams(text);
    const common = new Uint16Array(others.length);
    for (const gram of grams) {
      for (const index of having.get(gram) ?? []) common[index] = (common[index] ?? 0) + 1;
    }
    return others
      .filter((_, index) => {
        const both = common[index] ?? 0;
        return both / (grams.size + (sizes[index] ?? 0) - both) > threshold;
      })
      .map((other): [string, string] => [text, other]);
  });
}

describe('built-in suites', () => {
  test('five harmful and one benign, at least 60 prompts each', () => {
    expect(suites.filter((suite) => suite.manifest.kind === 'harmful')).toHaveLength(5);
    expect(
      suites.filter((suite) => suite.manifest.kind === 'benign').map((suite) => suite.manifest.id),
    ).toEqual(['glens-overrefusal']);
    expect(suites.filter((suite) => suite.prompts.length < 60)).toEqual([]);
    expect(suites.filter((suite) => suite.manifest.licence !== 'MIT')).toEqual([]);
  });

  test.each(suites.map((suite) => [suite.manifest.id, suite] as const))(
    '%s: ids of one pattern, four categories or more with three prompts each, several languages',
    async (id, suite) => {
      expect((await loadSuites([id], media))[0]).toEqual(suite);
      expect(suite.prompts.filter((prompt) => !/^[a-z]{2}-\d{3}(-[a-z]{2})?$/.test(prompt.id))).toEqual([]);
      expect(new Set(suite.prompts.map((prompt) => prompt.id.slice(0, 2))).size).toBe(1);
      const sizes = suite.manifest.categories.map(
        (category) => suite.prompts.filter((prompt) => prompt.category === category).length,
      );
      expect(sizes.length).toBeGreaterThanOrEqual(4);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(3);
      expect(suite.prompts.filter((prompt) => prompt.id.length > 6).length).toBeGreaterThanOrEqual(5);
    },
  );

  test('prompts are headlines: short, one line, trimmed, without odd characters', () => {
    expect(
      prompts.filter(
        ({ prompt }) =>
          prompt.length > 160 ||
          prompt !== prompt.trim() ||
          /[\p{Cc}\p{Cf}]/u.test(prompt) ||
          prompt.length < 10,
      ),
    ).toEqual([]);
  });

  test('no prompt is there twice, or nearly', () => {
    const texts = prompts.map((prompt) => prompt.prompt);
    expect(new Set(texts.map(normalised)).size).toBe(texts.length);
    expect(nearPairs(texts, texts, 0.6).filter(([a, b]) => a !== b)).toEqual([]);
  });

  test('a small sample has prompts of most categories', () => {
    for (const suite of suites) {
      const categories = new Set(selectPrompts(suite, 20, 1).map((prompt) => prompt.category));
      expect(categories.size).toBeGreaterThanOrEqual(suite.manifest.categories.length - 1);
    }
  });

  test.skipIf(absent)('none reproduces a prompt of a public set', async () => {
    const published = (
      await loadSuites([publicFolder, `${publicFolder}#advbench-50`, `${publicFolder}#harmbench-val`], media)
    ).flatMap((suite) => suite.prompts.map((prompt) => prompt.prompt));
    expect(published.length).toBeGreaterThan(1700);
    // The measure does see a reworded prompt.
    const reworded = (published[0] ?? '').replace(/^\w+/, 'Please do write');
    expect(nearPairs([reworded], published, 0.5).length).toBeGreaterThan(0);
    const own = prompts.map((prompt) => prompt.prompt);
    expect(nearPairs(own, published, 0.5)).toEqual([]);
  });
});

// The public benchmark files themselves, where they lie beside the repository.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadSuites } from '../../../../src/engine/suites/suiteCatalog';
import { selectPrompts } from '../../../../src/safety/suites/selectPrompts';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const folder = `${repository}../shared/benchmarks`;
const absent = !existsSync(`${folder}/MANIFEST.json`);
if (absent) console.log(`Skipped: there are no published benchmark files in ${folder}.`);

const entries = z.array(
  z.object({ id: z.string(), file: z.string(), rows: z.number(), sha256: z.string(), citation: z.string() }),
);
const load = async (entry: string) => loadSuites([`${folder}${entry}`], `${repository}media`);
const facts = async (entry: string) =>
  (await load(entry)).map(({ manifest, prompts }) => [manifest.id, manifest.kind, prompts.length]);

describe.skipIf(absent)('published files', () => {
  test('the folder is the default preset: five adversarial benchmarks, then the over-refusal side', async () => {
    expect(await facts('')).toEqual([
      ['advbench', 'harmful', 520],
      ['harmbench', 'harmful', 300],
      ['strongreject', 'harmful', 313],
      ['jbb-harmful', 'harmful', 100],
      ['xstest-unsafe', 'harmful', 200],
      ['xstest-safe', 'benign', 250],
      ['jbb-benign', 'benign', 100],
    ]);
  });

  // Copyright rows of the validation split are left out: 80 rows, 60 prompts.
  test.each([
    ['advbench', 520],
    ['advbench-pair50', 50],
    ['harmbench-text-nocopyright', 300],
    ['harmbench-text-val', 60],
    ['strongreject', 313],
    ['jbb-harmful', 100],
    ['jbb-benign', 100],
    ['xstest', 450],
  ])(
    '%s: the bytes and the number of rows are those of the list, all rows become prompts',
    async (id, prompts) => {
      const all = entries.parse(JSON.parse(readFileSync(`${folder}/MANIFEST.json`, 'utf8')));
      const entry = all.find((one) => one.id === id);
      const file = entry?.file ?? '';
      expect(
        createHash('sha256')
          .update(readFileSync(`${folder}/${file}`))
          .digest('hex'),
      ).toBe(entry?.sha256);
      const suites = await load(`/${file}`);
      const count = suites.reduce((sum, suite) => sum + suite.prompts.length, 0);
      expect(count).toBe(prompts);
      const leftOut = suites.flatMap((suite) => suite.manifest.remarks ?? []).join(' ');
      expect(count + Number(/^\d+/.exec(leftOut)?.[0] ?? 0)).toBe(entry?.rows);
      expect(suites.every((suite) => !suite.manifest.id.endsWith('-subset'))).toBe(true);
    },
  );

  test('the 50 of AdvBench have the ids that they have in the 520', async () => {
    const goals = new Map(
      (await load('/advbench/harmful_behaviors.csv'))[0]?.prompts.map((p) => [p.id, p.prompt]),
    );
    const few = (await load('/advbench/harmful_behaviors_custom.csv'))[0]?.prompts ?? [];
    expect(few.filter((prompt) => goals.get(prompt.id) !== prompt.prompt)).toEqual([]);
    expect(few).toHaveLength(50);
  });

  test('contexts of HarmBench are kept, and only contextual behaviours have one', async () => {
    const prompts = (await load('#harmbench'))[0]?.prompts ?? [];
    expect(prompts.filter((prompt) => prompt.context !== null)).toHaveLength(100);
    expect(
      (await load('#harmbench-val'))[0]?.prompts.filter((prompt) => prompt.context !== null),
    ).toHaveLength(19);
  });

  test('XSTest: every unsafe contrast is on the harmful side', async () => {
    const [unsafe, safe] = await load('/xstest/xstest_prompts.csv');
    expect(unsafe?.prompts.filter((prompt) => !prompt.category.startsWith('contrast_'))).toEqual([]);
    expect(safe?.prompts.filter((prompt) => prompt.category.startsWith('contrast_'))).toEqual([]);
    expect(safe?.prompts[0]).toMatchObject({ id: '1', category: 'homonyms', context: null });
  });

  test('JailbreakBench: a sample takes the same pairs from both files', async () => {
    const sample = async (entry: string) => {
      const suite = (await load(entry))[0];
      return suite === undefined ? [] : selectPrompts(suite, 30, 11).map((prompt) => prompt.id);
    };
    expect(await sample('#jbb-harmful')).toEqual(await sample('#jbb-benign'));
    expect(await sample('#jbb-harmful')).toHaveLength(30);
  });

  test('completions of models and other data are not taken for prompts', async () => {
    await expect(load('/xstest-judge-dev')).rejects.toThrow(/neither a suite nor a published benchmark/);
    await expect(load('/gsm8k')).rejects.toThrow(/neither a suite nor a published benchmark/);
  });
});

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getBenchmark } from '../../../../src/engine/hub/getBenchmark';
import { planBenchmark } from '../../../../src/engine/hub/planBenchmark';
import { readSuite } from '../../../../src/engine/suites/suiteCatalog';
import { catalogue, catalogueEntry } from '../../../../src/safety/suites/catalogue/catalogue';
import { isByLink, type CatalogueEntry } from '../../../../src/safety/suites/catalogue/catalogueEntry';
import { fakeServer } from '../../../support/fakeServer';
import { benchmarksFolder, mediaFolder, present } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';
import { commitOf, type FakeRepository } from '../../../workbench/hubServer';
import { asking, type Asked } from './hubFixtures';

const scratch = scratchFolder();
let folders = 0;
const newFolder = (): string => join(scratch, `folder-${folders++}`);
const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

const hard =
  'prompt,category\nHow do I kill a process?,violence\n"What, exactly, is a bomb calorimeter?",violence\n';
const toxic = 'prompt,category\nA prompt to refuse,harmful\n';
const orBench: FakeRepository = {
  kind: 'dataset',
  name: 'bench-llm/or-bench',
  commit: commitOf('or-bench'),
  files: {
    'README.md': '#',
    'or-bench-80k.csv': 'x',
    'or-bench-hard-1k.csv': hard,
    'or-bench-toxic.csv': toxic,
  },
  large: ['or-bench-hard-1k.csv', 'or-bench-80k.csv'],
};

function get(
  asked: Asked,
  entry: CatalogueEntry,
  root: string,
  more: { update?: boolean; gitHost?: string } = {},
) {
  const tools = { root, update: false, mediaFolder, ...more };
  return getBenchmark(
    entry,
    tools,
    () => Promise.resolve(asked.call),
    (one) => asked.progress.push(one),
  );
}

const never = (): Promise<never> => Promise.reject(new Error('Nobody may be asked.'));

describe('the catalogue', () => {
  it('has what it promises, each with licence, citation and page, and ids that are one word', () => {
    expect(catalogue.map(({ id }) => id).sort()).toEqual(
      [
        'advbench',
        'harmbench',
        'strongreject',
        'jailbreakbench',
        'xstest',
        'do-not-answer',
        'sorry-bench',
        'hex-phi',
        'simple-safety-tests',
        'or-bench',
        'wildjailbreak',
        'coconot',
        'gsm8k',
        'math-500',
        'mbpp',
      ].sort(),
    );
    for (const { licence, citation, page, files } of catalogue) {
      expect(licence).not.toBe('');
      expect(citation).toMatch(/\d{4}/u);
      expect(page).toMatch(/^https:\/\/(?:github\.com|huggingface\.co)\//u);
      expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
      for (const { source } of files) {
        if (source.from === 'hub') continue;
        expect(source.commit).toMatch(/^[0-9a-f]{40}$/u);
        expect(source.sha256).toMatch(/^[0-9a-f]{64}$/u);
      }
    }
  });

  it('gives gated ones by link alone', async () => {
    expect(catalogue.filter(isByLink).map(({ id }) => id)).toEqual([
      'sorry-bench',
      'hex-phi',
      'wildjailbreak',
    ]);
    const planned = planBenchmark(catalogueEntry('hex-phi'), { root: newFolder(), update: false }, never);
    await expect(planned).rejects.toMatchObject({
      code: 'hubFailed',
      advice: expect.stringContaining('https://huggingface.co/datasets/LLM-Tuning-Safety/HEx-PHI') as string,
    });
  });

  it('knows its ids', () => {
    expect(() => catalogueEntry('advbnch')).toThrow(/no benchmark "advbnch"/u);
  });

  const here = present(benchmarksFolder, 'the folder of public benchmarks');
  const copies: Readonly<Record<string, string>> = {
    'harmful_behaviors.csv': 'advbench/harmful_behaviors.csv',
    'harmful_behaviors_custom.csv': 'advbench/harmful_behaviors_custom.csv',
    'harmbench_behaviors_text_val.csv': 'harmbench/harmbench_behaviors_text_val.csv',
    'strongreject_dataset.csv': 'strongreject/strongreject_dataset.csv',
    'harmful-behaviors.csv': 'jailbreakbench/harmful-behaviors.csv',
    'benign-behaviors.csv': 'jailbreakbench/benign-behaviors.csv',
    'xstest_prompts.csv': 'xstest/xstest_prompts.csv',
    'gsm8k_test.jsonl': 'gsm8k/test.jsonl',
    'math500.jsonl': 'math500/test.jsonl',
    'mbpp.jsonl': 'mbpp/mbpp.jsonl',
  };

  it.runIf(here).each(['advbench', 'strongreject', 'jailbreakbench', 'xstest', 'gsm8k', 'math-500', 'mbpp'])(
    "has the checksums of %s's real files, and these are read",
    async (id) => {
      const entry = catalogueEntry(id);
      const server = await fakeServer((response, { url }) => {
        const file = entry.files.find(({ source }) => url.endsWith(encodeURI(source.path)));
        response.end(readFileSync(join(benchmarksFolder, copies[file?.name ?? ''] ?? '')));
      });
      const { call, progress } = await asking(newFolder(), []);
      const gitHost = server.url.replace('/v1', '');
      const tools = { root: newFolder(), update: false, mediaFolder, gitHost };
      const done = await getBenchmark(
        entry,
        tools,
        () => Promise.resolve(call),
        (one) => progress.push(one),
      );
      expect(done.suites.length).toBeGreaterThan(0);
      const commits = entry.files.map(({ source }) => (source.from === 'git' ? source.commit : ''));
      expect(server.seen.map(({ url }) => commits.some((commit) => url.includes(commit)))).toEqual(
        entry.files.map(() => true),
      );
      // No token of the hub's goes there.
      expect(server.seen.every(({ authorization }) => authorization === undefined)).toBe(true);
    },
  );
});

describe('a benchmark of the hub', () => {
  it('is pinned at the first download, and read with the kind that the catalogue gives it', async () => {
    const asked = await asking(newFolder(), [orBench]);
    const root = newFolder();
    const done = await get(asked, catalogueEntry('or-bench'), root);
    expect(done.suites).toEqual([
      { id: 'or-bench-hard-1k', title: 'OR-Bench, hard', prompts: 2 },
      { id: 'or-bench-toxic', title: 'OR-Bench, toxic', prompts: 1 },
    ]);
    const suite = await readSuite(mediaFolder, done.paths[0] ?? '');
    expect(suite.manifest).toMatchObject({ kind: 'benign', licence: 'CC-BY-4.0', categories: ['violence'] });
    expect(suite.prompts.map(({ prompt }) => prompt)).toContain('What, exactly, is a bomb calorimeter?');
    const pin = JSON.parse(readFileSync(done.pin, 'utf8')) as object;
    expect(pin).toMatchObject({
      benchmark: 'or-bench',
      licence: 'CC-BY-4.0',
      files: [
        {
          file: 'or-bench-hard-1k.csv',
          address: `${asked.hub.url}/datasets/bench-llm/or-bench/resolve/${commitOf('or-bench')}/or-bench-hard-1k.csv`,
          revision: commitOf('or-bench'),
          sha256: sha256(hard),
          checksum: 'first download',
        },
        { file: 'or-bench-toxic.csv', sha256: sha256(toxic), checksum: 'first download' },
      ],
    });
  });

  it('needs nobody the second time, and is mended from the pin where a file was changed here', async () => {
    const asked = await asking(newFolder(), [orBench]);
    const root = newFolder();
    const entry = catalogueEntry('or-bench');
    const { pin } = await get(asked, entry, root);
    const before = readFileSync(pin, 'utf8');
    const tools = { root, update: false, mediaFolder };
    await getBenchmark(entry, tools, never, () => undefined);
    const file = join(root, 'or-bench', 'or-bench-toxic.csv');
    writeFileSync(file, toxic.replace('refuse', 'answer'));
    const seen = asked.hub.seen.length;
    await get(asked, entry, root);
    expect(asked.hub.seen.slice(seen).map(({ url }) => url)).toEqual([
      `/datasets/bench-llm/or-bench/resolve/${commitOf('or-bench')}/or-bench-toxic.csv`,
    ]);
    expect(readFileSync(file, 'utf8')).toBe(toxic);
    const checksums = (text: string): unknown =>
      (JSON.parse(text) as { files: { sha256: string; checksum: string }[] }).files.map((one) => [
        one.sha256,
        one.checksum,
      ]);
    expect(checksums(readFileSync(pin, 'utf8'))).toEqual(checksums(before));
  });

  it('that its authors changed stays as it was pinned, until it is to be pinned anew', async () => {
    const repository = { ...orBench, files: { ...orBench.files } };
    const asked = await asking(newFolder(), [repository]);
    const root = newFolder();
    const entry = catalogueEntry('or-bench');
    await get(asked, entry, root);
    repository.files['or-bench-toxic.csv'] = `${toxic}Another to refuse,harmful\n`;
    expect((await get(asked, entry, root)).suites[1]?.prompts).toBe(1);
    const updated = await get(asked, entry, root, { update: true });
    expect(updated.suites[1]?.prompts).toBe(2);
  });

  it('that is gone from its place, or another than the catalogue says, is an error that leads on', async () => {
    const moved = { ...orBench, files: { 'README.md': '#' } };
    await expect(
      get(await asking(newFolder(), [moved]), catalogueEntry('or-bench'), newFolder()),
    ).rejects.toThrow('bench-llm/or-bench has no or-bench-hard-1k.csv any more');
    const other = { ...orBench, files: { ...orBench.files, 'or-bench-hard-1k.csv': 'text\nfoo\n' } };
    const root = newFolder();
    await expect(
      get(await asking(newFolder(), [other]), catalogueEntry('or-bench'), root),
    ).rejects.toMatchObject({
      code: 'suiteInvalid',
    });
    expect(existsSync(join(root, 'or-bench', 'pin.json'))).toBe(false);
  });

  it('in Parquet is read by rows, and only those that it is about are taken', async () => {
    const entry: CatalogueEntry = {
      ...catalogueEntry('coconot'),
      files: catalogueEntry('coconot').files.slice(0, 1),
    };
    const rows = [
      {
        id: 'a1',
        category: 'Requests with safety concerns',
        subcategory: 'privacy',
        prompt: 'One to refuse',
      },
      { id: 'a2', category: 'Incomplete requests', subcategory: 'false presuppositions', prompt: 'Another' },
    ];
    // A dataset's rows are read by content, so JSON Lines stand in for Parquet here.
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    const dataset: FakeRepository = {
      kind: 'dataset',
      name: 'allenai/coconot',
      files: { 'original/test-00000-of-00001.parquet': text, 'original/train-00000-of-00001.parquet': 'x' },
    };
    const done = await get(await asking(newFolder(), [dataset]), entry, newFolder());
    expect(done.suites).toEqual([
      { id: 'coconot-safety', title: 'CoCoNot, requests with safety concerns', prompts: 1 },
    ]);
    const { prompts } = await readSuite(mediaFolder, done.paths[0] ?? '');
    expect(prompts[0]).toMatchObject({ id: 'a1', category: 'privacy' });
  });
});

describe('a file of a known checksum', () => {
  it('of another content is not kept', async () => {
    const server = await fakeServer((response) => response.end('x'.repeat(82_125)));
    const asked = await asking(newFolder(), []);
    const root = newFolder();
    const gitHost = server.url.replace('/v1', '');
    await expect(get(asked, catalogueEntry('advbench'), root, { gitHost })).rejects.toThrow(
      'It was not kept',
    );
    expect(existsSync(join(root, 'advbench', 'harmful_behaviors.csv'))).toBe(false);
  });
});

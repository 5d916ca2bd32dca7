import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listSuites, loadSuites } from '../../../../src/engine/suites/suiteCatalog';
import { GuardrailError } from '../../../../src/protocol/errors';

let root = '';
let media = '';
let mine = '';

const manifest = (id: string, change: object = {}) =>
  JSON.stringify({
    id,
    version: '1',
    title: id,
    licence: 'MIT',
    citation: 'none',
    kind: 'harmful',
    categories: [],
    metric: 'm',
    ...change,
  });
const xsTest =
  'id,prompt,type,label,focus,note\n1,safe one,homonyms,safe,f,\n2,unsafe one,contrast_discr,unsafe,f,\n';
const advBench = (rows: number) =>
  `goal,target\n${Array.from({ length: rows }, (_, i) => `goal ${i},t\n`).join('')}`;

async function write(path: string, text: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

const idsOf = async (...entries: readonly string[]) =>
  (await loadSuites(entries, media)).map((suite) => suite.manifest.id);

async function errorOf(...entries: readonly string[]): Promise<GuardrailError> {
  const error: unknown = await loadSuites(entries, media).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof GuardrailError) return error;
  throw new Error(`A GuardrailError was expected, not ${String(error)}`);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'suite-catalog-'));
  media = join(root, 'media');
  mine = join(root, 'mine');
  for (const id of ['glens-one', 'glens-two']) {
    await write(`media/suites/${id}/manifest.json`, manifest(id));
    await write(`media/suites/${id}/prompts.jsonl`, `{"prompt": "of ${id}"}\n`);
  }
  await write('mine/manifest.json', manifest('mine', { kind: 'benign' }));
  await write('mine/prompts.csv', 'question,id\r\n"What, exactly?",q1\r\n');
  await write('public/xstest/prompts-renamed.csv', xsTest);
  await write('public/a/adv-few.csv', advBench(3));
  await write('public/b/c/adv-more.csv', advBench(5));
  await write('public/b/c/d/deep.csv', advBench(4));
  await write('public/b/c/d/e/too-deep.csv', advBench(9));
  await write('public/.hidden/adv.csv', advBench(8));
  await write('public/other.csv', 'question,answer\n1,2\n');
  await write('public/binary.csv', new Uint8Array([0xff, 0xfe, 0, 34, 0, 10]));
  await write('public/data.jsonl', '{"prompt": "x"}\n');
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('loadSuites', () => {
  test('built-in ids, all of them, and each suite once', async () => {
    expect(await idsOf('glens-two')).toEqual(['glens-two']);
    expect(await idsOf('built-in')).toEqual(['glens-one', 'glens-two']);
    expect(await idsOf('glens-two', 'built-in')).toEqual(['glens-two', 'glens-one']);
  });

  test.each(['mine', 'mine/manifest.json', 'mine/prompts.csv', 'mine#mine'])(
    'a suite with a manifest as %s',
    async (entry) => {
      const suite = (await loadSuites([join(root, entry)], media))[0];
      expect(suite?.manifest.kind).toBe('benign');
      expect(suite?.prompts).toEqual([
        { id: 'q1', prompt: 'What, exactly?', category: 'all', context: null },
      ]);
    },
  );

  test('a published file by its header, whatever its name; # picks one of its suites', async () => {
    const file = join(root, 'public/xstest/prompts-renamed.csv');
    expect(await idsOf(file)).toEqual(['xstest-unsafe-subset', 'xstest-safe-subset']);
    expect(await idsOf(`${file}#xstest-safe`)).toEqual(['xstest-safe-subset']);
    expect(await idsOf(`${file}#xstest-unsafe-subset`)).toEqual(['xstest-unsafe-subset']);
    const error = await errorOf(`${file}#xstest-sfae`);
    expect(error.code).toBe('suiteInvalid');
    expect(error.advice).toBe(
      'Did you mean #xstest-safe? There are: xstest-unsafe-subset, xstest-safe-subset.',
    );
  });

  test('a folder: the largest edition of each family to a depth of three, in the order of the preset', async () => {
    const suites = await loadSuites([join(root, 'public')], media);
    expect(suites.map((suite) => [suite.manifest.id, suite.prompts.length])).toEqual([
      ['advbench-subset', 5],
      ['xstest-unsafe-subset', 1],
      ['xstest-safe-subset', 1],
    ]);
    expect(await idsOf(`${join(root, 'public')}#xstest-safe`)).toEqual(['xstest-safe-subset']);
  });

  test('a folder of suites with manifests', async () => {
    expect(await idsOf(join(media, 'suites'))).toEqual(['glens-one', 'glens-two']);
  });

  test('links in a circle end', async () => {
    await write('circle/sub/adv.csv', advBench(2));
    await symlink(join(root, 'circle'), join(root, 'circle/sub/back'));
    await symlink(join(root, 'nowhere'), join(root, 'circle/broken.csv'));
    expect(await idsOf(join(root, 'circle'))).toEqual(['advbench-subset']);
  });

  test('a # may be part of a name', async () => {
    await write('odd#name/adv.csv', advBench(2));
    expect(await idsOf(join(root, 'odd#name'))).toEqual(['advbench-subset']);
    expect(await idsOf(`${join(root, 'odd#name')}#advbench`)).toEqual(['advbench-subset']);
  });

  test('an unknown id: the nearest, and the known ones', async () => {
    const error = await errorOf('glens-oen');
    expect(error.code).toBe('invalidRequest');
    expect(error.message).toBe('There is no suite "glens-oen".');
    expect(error.advice).toMatch(/^Did you mean glens-one\? There are: glens-one, glens-two, built-in;/);
  });

  test.each(['./no/such', 'nothing.csv', 'nothing.csv#xstest-safe', 'C:\\none'])(
    'a path to nothing: %s',
    async (entry) => {
      const error = await errorOf(entry);
      expect(error.code).toBe('invalidRequest');
      expect(error.message).toBe(`There is no file or folder ${entry}.`);
    },
  );

  test('two different suites with one id', async () => {
    await write('twin/manifest.json', manifest('glens-one'));
    await write('twin/prompts.jsonl', '{"prompt": "something else"}\n');
    const error = await errorOf('glens-one', join(root, 'twin'));
    expect(error.code).toBe('suiteInvalid');
    expect(error.message).toMatch(/glens-one is another one than that of the same id from glens-one/);
  });

  test('the same prompts under the other kind are another suite', async () => {
    await write('turned/manifest.json', manifest('glens-one', { kind: 'benign' }));
    await write('turned/prompts.jsonl', '{"prompt": "of glens-one"}\n');
    expect((await errorOf('glens-one', join(root, 'turned'))).code).toBe('suiteInvalid');
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ['bad/empty.csv', '', /empty\.csv: The file is empty/],
    ['bad/open.csv', 'goal,target\n"a,b\n', /open\.csv, line \d: The CSV can't be read/],
    ['bad/utf16.csv', new Uint8Array([0xff, 0xfe, 0x67, 0, 0x6f, 0]), /utf16\.csv: The text is not UTF-8/],
    ['bad/other.csv', 'question,answer\n1,2\n', /other\.csv: The header "question,answer"/],
    ['bad/lines.jsonl', '{"prompt": "x"}\n', /lines\.jsonl: It is none of the benchmarks/],
    [
      'bad/manifest.json',
      manifest('bad'),
      /bad: There is no prompts\.jsonl or prompts\.csv beside the manifest/,
    ],
  ])('%s: a clear error', async (path, text, message) => {
    await write(path, text);
    const error = await errorOf(join(root, path));
    expect(error.code).toBe('suiteInvalid');
    expect(error.message).toMatch(message);
    expect(error.advice).not.toBe('');
  });

  test('a huge file is not read', async () => {
    await write('huge/adv.csv', advBench(1));
    await truncate(join(root, 'huge/adv.csv'), 33 * 1024 * 1024);
    expect((await errorOf(join(root, 'huge/adv.csv'))).message).toMatch(/has 33 MiB; 32 MiB is the most/);
  });

  test('a folder with nothing of use', async () => {
    await write('useless/readme.txt', 'x');
    expect((await errorOf(join(root, 'useless'))).message).toMatch(
      /neither a suite nor a published benchmark/,
    );
  });

  test('a broken benchmark file below a folder is not passed over', async () => {
    await write('partly/good.csv', xsTest);
    await write('partly/broken.csv', 'goal,target\na\n');
    expect((await errorOf(join(root, 'partly'))).message).toMatch(/broken\.csv, line 2/);
  });

  test('missing built-in suites are said to be missing', async () => {
    await expect(loadSuites(['built-in'], join(root, 'nowhere'))).rejects.toThrow(
      /built-in suites are missing/,
    );
  });
});

describe('listSuites', () => {
  test('built-in ones first, with their number of prompts', async () => {
    const facts = await listSuites(media, [mine, 'glens-one']);
    expect(facts.map(({ id, prompts, builtIn, kind }) => [id, prompts, builtIn, kind])).toEqual([
      ['glens-one', 1, true, 'harmful'],
      ['glens-two', 1, true, 'harmful'],
      ['mine', 1, false, 'benign'],
    ]);
  });
});

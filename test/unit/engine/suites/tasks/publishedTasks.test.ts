// Benchmarks of tasks in the shape in which they are published, and of a user's own; the published files themselves where they are.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { isSafetyKind } from '../../../../../src/safety/outcomes/handled';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planPrompts } from '../../../../../src/engine/comparison/planPrompts';
import { listSuites, loadSafetySuites, loadSuites } from '../../../../../src/engine/suites/suiteCatalog';
import { benchmarksFolder, mediaFolder } from '../../../../support/paths';
import { scratchFolder } from '../../../../support/scratch';

const folder = scratchFolder();

function lines(name: string, rows: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

async function one(entry: string) {
  const [suite, ...more] = await loadSuites([entry], mediaFolder);
  if (suite === undefined || more.length > 0) throw new Error('not one suite');
  return suite;
}

const mbppRow = (task_id: number) => ({
  text: 'Write a function that doubles.',
  code: 'def double(x):\n  return 2 * x',
  task_id,
  test_setup_code: '',
  test_list: ['assert double(2) == 4', 'assert double(-1) == -2'],
});

describe('published tasks', () => {
  test('GSM8K: the number behind #### is the reference, and nothing else of the solution is kept', async () => {
    const path = lines('gsm.jsonl', [
      { question: 'Ada has 3 pens and buys 4. How many?', answer: '3+4=<<3+4=7>>7\n#### 7' },
    ]);
    const { manifest, prompts } = await one(path);
    expect(manifest).toMatchObject({ id: 'gsm8k', kind: 'capability', verifier: { verifier: 'number' } });
    expect(prompts[0]).toMatchObject({ id: '1', task: { answer: '7' } });
    expect(prompts[0]?.prompt).toContain('Ada has 3 pens');
    expect(prompts[0]?.prompt).toContain('####');
  });

  test('MATH: the boxed answer, by subject', async () => {
    const path = lines('math.jsonl', [
      {
        problem: 'What is $1+1$?',
        solution: 'It is $\\boxed{2}$.',
        answer: '2',
        subject: 'Algebra',
        unique_id: 'a/1',
      },
    ]);
    const { manifest, prompts } = await one(path);
    expect(manifest).toMatchObject({ id: 'math', categories: ['Algebra'], verifier: { verifier: 'boxed' } });
    expect(prompts[0]).toMatchObject({ id: 'a/1', category: 'Algebra', task: { answer: '2' } });
  });

  test('MBPP: of the full file the test part alone, with a remark; one test shows the name, all are run', async () => {
    const path = lines('mbpp.jsonl', [mbppRow(10), mbppRow(11), mbppRow(510), mbppRow(511)]);
    const { manifest, prompts } = await one(path);
    expect(manifest).toMatchObject({
      id: 'mbpp',
      remarks: ['2 rows that are not of the test part are left out.'],
    });
    expect(prompts.map(({ id }) => id)).toEqual(['11', '510']);
    expect(prompts[0]?.prompt).toContain('assert double(2) == 4');
    expect(prompts[0]?.prompt).not.toContain('assert double(-1)');
    expect(prompts[0]?.task).toEqual({
      tests: ['assert double(2) == 4', 'assert double(-1) == -2'],
      entry_point: ['double'],
      test_setup: '',
    });
  });

  test('HumanEval: the head of the function is asked, its check is run', async () => {
    const path = lines('humaneval.jsonl', [
      {
        task_id: 'HumanEval/0',
        prompt: 'def twice(x):\n    """Doubles."""\n',
        entry_point: 'twice',
        canonical_solution: '    return 2 * x\n',
        test: 'def check(candidate):\n    assert candidate(2) == 4\n',
      },
    ]);
    const { manifest, prompts } = await one(path);
    expect(manifest).toMatchObject({ id: 'humaneval', verifier: { verifier: 'unit_tests' } });
    expect(prompts[0]?.id).toBe('HumanEval/0');
    expect(Object.keys(prompts[0]?.task ?? {}).sort()).toEqual([
      ...['code_head', 'entry_point', 'test_setup', 'tests'],
    ]);
  });

  test('another file says that it is none of these', async () => {
    const path = lines('other.jsonl', [{ prompt: 'Hello' }]);
    await expect(loadSuites([path], mediaFolder)).rejects.toThrow(/none of the benchmarks of tasks/u);
  });
});

function own(name: string, manifest: object, prompts: string, file = 'prompts.jsonl'): string {
  const path = join(folder, name);
  mkdirSync(path);
  const about = { id: name, version: '1', title: name, licence: 'MIT', citation: 'A test', categories: [] };
  writeFileSync(
    join(path, 'manifest.json'),
    JSON.stringify({ ...about, metric: 'Rate.', kind: 'capability', ...manifest }),
  );
  writeFileSync(join(path, file), prompts);
  return path;
}

describe('tasks of one\u2019s own', () => {
  test('are read with the column that their verifier names, from lines and from a table', async () => {
    const manifest = { verifier: { verifier: 'number', column: 'right' } };
    const fromLines = own('own', manifest, '{"prompt": "How many?", "right": 3, "why": "because"}\n');
    expect((await one(fromLines)).prompts).toEqual([
      { id: '1', prompt: 'How many?', category: 'all', context: null, task: { right: 3 } },
    ]);
    const fromTable = own('table', manifest, 'prompt,right,category\nHow many?,3,easy\n', 'prompts.csv');
    expect((await one(fromTable)).prompts[0]).toMatchObject({ category: 'easy', task: { right: '3' } });
  });

  test.each([
    ['no-verifier', {}, /verifier/u],
    ['unknown', { verifier: { verifier: 'guess' } }, /cannot be scored/u],
    ['form', { verifier: { verifier: 'length', max: 3 } }, /does not check answers/u],
    ['shares', { verifier: { verifier: 'unit_tests', partial: true } }, /solved or not/u],
    ['other-column', { verifier: { verifier: 'number', column: 'reply' } }, /no column "reply"/u],
    ['no-number', { verifier: { verifier: 'number' } }, /not a number/u],
  ])('%s is refused before anything is asked', async (name, manifest, why) => {
    const path = own(name, manifest, '{"prompt": "How many?", "answer": "many"}\n');
    await expect(loadSuites([path], mediaFolder)).rejects.toThrow(why);
  });
});

describe('tasks among the benchmarks', () => {
  test('are listed, and are in no default: they run where they are named', async () => {
    const listed = await listSuites(mediaFolder, []);
    expect(listed.filter(({ kind }) => kind === 'capability').map(({ id }) => id)).toEqual(['glens-sums']);
    const byDefault = await loadSuites(['built-in'], mediaFolder);
    expect(byDefault.map(({ manifest }) => manifest.id)).not.toContain('glens-sums');
    expect(byDefault).toHaveLength(listed.filter(({ kind }) => isSafetyKind(kind)).length);
    expect((await one('glens-sums')).prompts).toHaveLength(200);
  });

  test('are refused where safety alone is measured', async () => {
    const asked = loadSafetySuites(['built-in', 'glens-sums'], mediaFolder, 'The safety probe');
    await expect(asked).rejects.toThrow('The safety probe is about safety, and glens-sums has tasks.');
  });

  test('are asked as they are, whatever the attacks', async () => {
    const suites = await loadSuites(['glens-sums', 'glens-cybercrime'], mediaFolder);
    const prompts = planPrompts(suites, { attacks: ['base64'], limit: 5, settings: { seed: 0 } });
    expect(prompts.map(({ kind, attackId }) => [kind, attackId])).toEqual([
      ...Array.from({ length: 5 }, () => ['capability', null]),
      ...Array.from({ length: 5 }, () => ['harmful', 'base64']),
    ]);
    for (const { kind, prompt, userMessage } of prompts) {
      expect(userMessage === prompt).toBe(kind === 'capability');
    }
  });
});

const absent = !existsSync(join(benchmarksFolder, 'MANIFEST.json'));
if (absent) console.log(`Skipped: there are no published benchmark files in ${benchmarksFolder}.`);

test.skipIf(absent).each([
  ['gsm8k/test.jsonl', 'gsm8k', 1319],
  ['math500/test.jsonl', 'math-500', 500],
  ['mbpp/mbpp.jsonl', 'mbpp', 500],
  ['mbpp/sanitized-mbpp.json', 'mbpp-sanitized', 257],
  ['humaneval/HumanEval.jsonl', 'humaneval', 164],
])('%s as published: every row can be scored', async (file, id, tasks) => {
  const { manifest, prompts } = await one(join(benchmarksFolder, file));
  expect(manifest.id).toBe(id);
  expect(prompts).toHaveLength(tasks);
});

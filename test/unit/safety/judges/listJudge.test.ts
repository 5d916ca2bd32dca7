import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { findRefusalList, listJudge, parseRefusalLists } from '../../../../src/safety/judges/listJudge';
import type { JudgeInput } from '../../../../src/safety/judges/judge';

const shared = new URL('../../../../../shared/benchmarks/', import.meta.url);
const listsFile = new URL('refusal-lists.json', shared);
const labelled = new URL('xstest-judge-dev/', shared);
const absent = !existsSync(listsFile) || !existsSync(labelled);
if (absent) console.log('Skipping the published refusal lists: ../shared/benchmarks is not there.');

function input(answer: string, prompt = 'x'): JudgeInput {
  return { prompt, kind: 'harmful', answer, finishReason: 'length', context: null };
}

function file(list: object): string {
  return JSON.stringify({
    schema: 'refusal-lists/1',
    lists: [
      {
        id: 'a',
        title: 'A',
        match: 'substring anywhere',
        case_sensitive: true,
        preprocess: 'none',
        strings: ['No way'],
        ...list,
      },
    ],
  });
}

function outcome(list: object, answer: string, prompt?: string): string {
  return listJudge(findRefusalList(parseRefusalLists(file(list)), 'a')).judge(input(answer, prompt)).outcome;
}

describe('listJudge', () => {
  it('matches anywhere and by case as the list says', () => {
    expect(outcome({}, 'Oh. No way!')).toBe('refusal');
    expect(outcome({}, 'Oh. no way!')).toBe('compliance');
    expect(outcome({ case_sensitive: false }, 'Oh. no WAY!')).toBe('refusal');
  });

  it('matches at the start, after what the list does first', () => {
    expect(outcome({ match: 'startswith' }, ' No way')).toBe('compliance');
    expect(outcome({ match: 'startswith', preprocess: 'strip()' }, ' No way')).toBe('refusal');
    const lower = { match: 'startswith', preprocess: 'completion.lower().strip()', strings: ['no way'] };
    expect(outcome(lower, '\n NO WAY')).toBe('refusal');
    expect(outcome({ ...lower, accept_prefixes_checked_first: ['no way back'] }, 'No way back')).toBe(
      'compliance',
    );
  });

  it('takes the prompt out where the list does', () => {
    const list = { preprocess: 'remove the prompt text from the output first' };
    expect(outcome(list, 'No way to do it. Sure', 'No way to do it.')).toBe('compliance');
  });

  it('gives the string and its place, and calls nothing empty a jailbreak', () => {
    const judge = listJudge(findRefusalList(parseRefusalLists(file({})), 'a'));
    expect(judge.judge(input('Oh. No way!'))).toMatchObject({ evidence: '"No way"', span: [4, 10] });
    expect(judge.judge(input(' ')).outcome).toBe('empty');
  });

  it.each([
    ['not JSON', '{', /not JSON/],
    ['another schema', '{"schema":"x","lists":[]}', /not understood/],
    ['an unknown mode', file({ match: 'regex' }), /unknown matching mode/],
    ['no strings', file({ strings: [] }), /not understood/],
    ['an empty string, which would match everything', file({ strings: [''] }), /not understood/],
  ])('says what is wrong with %s', (_, text, message) => {
    expect(() => parseRefusalLists(text)).toThrow(message);
  });

  it('names the lists there are', () => {
    expect(() => findRefusalList(parseRefusalLists(file({})), 'b')).toThrow(/no refusal list "b"/);
  });
});

describe.skipIf(absent)('the published lists', () => {
  const lists = absent ? [] : parseRefusalLists(readFileSync(listsFile, 'utf8'));

  it('are all understood', () => {
    expect(lists.length).toBeGreaterThanOrEqual(15);
    expect(findRefusalList(lists, 'gcg-evaluate-29')).toMatchObject({
      match: 'substring',
      caseSensitive: true,
      strip: false,
    });
    expect(findRefusalList(lists, 'xstest-strmatch')).toMatchObject({
      match: 'startsWith',
      strip: true,
      lowerCase: true,
    });
    expect(findRefusalList(lists, 'princeton-maliciousinstruct').removePrompt).toBe(true);
    expect(findRefusalList(lists, 'orbench-mistral').lowerCase).toBe(true);
  });

  it('reproduce XSTest’s own strmatch_label row for row', () => {
    const judge = listJudge(findRefusalList(lists, 'xstest-strmatch'));
    let rows = 0;
    for (const model of ['llama2orig', 'mistralinstruct']) {
      const text = readFileSync(new URL(`xstest_v2_completions_${model}_streval.csv`, labelled));
      const records: Record<string, string>[] = parse(text, { columns: true });
      for (const row of records) {
        const said = judge.judge(input(row.completion ?? '', row.prompt)).outcome;
        expect(said, row.id).toBe(row.strmatch_label === '2_full_refusal' ? 'refusal' : 'compliance');
        rows++;
      }
    }
    expect(rows).toBe(900);
  });
});

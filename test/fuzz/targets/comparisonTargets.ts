// What a comparison reads: benchmarks, comparison files, answers made elsewhere, conditions of a gate, judges' descriptions.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Command } from 'commander';
import { addGateOptions, gateSpec } from '../../../src/cli/gateOptions';
import { comparisonStores } from '../../../src/engine/store/comparisonStores';
import { readLabelFile } from '../../../src/engine/comparison/readLabelFile';
import { openResponses } from '../../../src/engine/respondents/responses/openResponses';
import { loadSuites } from '../../../src/engine/suites/suiteCatalog';
import { parseFailIf } from '../../../src/safety/analysis/failIf';
import { guardJudge } from '../../../src/safety/judges/guardJudge';
import { parseGuardSpec } from '../../../src/safety/judges/guardSpec';
import { listJudge, parseRefusalLists } from '../../../src/safety/judges/listJudge';
import type { JudgeInput } from '../../../src/safety/judges/judge';
import type { Random } from '../../../src/safety/random';
import { mediaFolder } from '../../support/paths';
import {
  driftAnalysis,
  readingOrigin,
  representationAnalysis,
  weightsAnalysis,
} from '../../support/readings';
import { judge, promptRecord, responseRecord, spec, verdict } from '../../unit/engine/store/storeRecords';
import { Corruption, type FuzzTarget } from '../fuzzTarget';
import { below, chance, pick } from '../mutate/draw';
import { hostileNumbers, hostileTexts } from '../mutate/hostileValues';
import { mutateBytes } from '../mutate/mutateBytes';
import { mutateJson, mutateJsonLines } from '../mutate/mutateJson';
import { mutateText } from '../mutate/mutateText';
import { fileIn, fixtureBytes, jsonBytes, lineBytes } from './fixtureFiles';

const everything = { filter: {}, sort: 'runOrder', descending: false, offset: 0, limit: 50 } as const;
const prompts = 6;

/** The bytes of a small comparison that was finished. */
function comparisonBytes(path: string): Buffer {
  const store = comparisonStores.create(path, spec, {});
  store.setJudges([judge('rules')]);
  store.inOneWrite(() => {
    store.setPrompts(
      [],
      Array.from({ length: prompts }, (_, i) => promptRecord(i + 1)),
    );
    for (let i = 1; i <= prompts; i++) {
      for (const side of ['base', 'tuned'] as const) {
        const id = store.addResponse(responseRecord(i, { side, text: `word ${i}` }));
        store.addVerdict(id, verdict('rules', side === 'base' ? 'refusal' : 'compliance', { span: [0, 1] }));
      }
    }
  });
  const origin = readingOrigin({ count: prompts, tokens: 18 });
  store.setReading('drift', { settings: { side: 'tuned', limit: null }, value: driftAnalysis, origin });
  store.setReading('representation', {
    settings: { limit: 64, intervene: 24, layer: null },
    value: representationAnalysis,
    origin: readingOrigin(),
  });
  store.setReading('weights', {
    settings: { directions: 8 },
    value: weightsAnalysis,
    origin: readingOrigin(),
  });
  store.close();
  return readFileSync(path);
}

function readAll(path: string): void {
  const store = comparisonStores.open(path, 'read');
  try {
    const { responses } = store.describe();
    store.judges();
    store.manifests();
    const found = store.prompts().length;
    store.finished('base');
    store.unjudged(judge('nobody'), 0, 1000);
    const judged = store.judgedResponses().length;
    const { rows } = store.query({ ...everything, limit: 500 });
    store.query({ ...everything, filter: { text: 'word' }, sort: 'tokens' });
    store.facets({ text: 'word' });
    for (let id = 1; id < 5; id++) store.verdictHistory(id);
    store.reading('drift', { side: 'tuned', limit: null });
    store.reading('representation');
    store.reading('weights');
    store.answersState('tuned');
    if (rows.length > found) throw new Corruption(`${rows.length} rows of ${found} prompts.`);
    if (judged > responses) throw new Corruption(`${judged} verdicts of ${responses} responses.`);
  } finally {
    store.close();
  }
}

/** A value of a column in place of another, as a program would write it that means harm. */
function tampered(sample: Uint8Array, random: Random, path: string): Uint8Array {
  writeFileSync(path, sample);
  const database = new DatabaseSync(path);
  try {
    if (Object.hasOwn(DatabaseSync.prototype, 'enableDefensive')) database.enableDefensive(false);
    database.exec('PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON');
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    const table = String(pick(random, tables)['name']);
    const columns = database.prepare(`SELECT name FROM pragma_table_info(?)`).all(table);
    const column = String(pick(random, columns)['name']);
    const value = chance(random, 0.5)
      ? pick(random, hostileTexts)
      : chance(random, 0.8)
        ? Number(pick(random, hostileNumbers).replaceAll('_', ''))
        : null;
    const where = chance(random, 0.5) ? '' : ` WHERE rowid = ${1 + below(random, 4)}`;
    if (chance(random, 0.15)) database.exec(`DELETE FROM "${table}"${where}`);
    else database.prepare(`UPDATE "${table}" SET "${column}" = ?${where}`).run(value);
  } catch {
    // A constraint of the schema holds: what was written is what is read.
  } finally {
    database.close();
  }
  return readFileSync(path);
}

/** The heads of pages, where the tree's structure is, or whole pages. */
function mutatePages(sample: Uint8Array, random: Random): Uint8Array {
  const copy = Buffer.from(sample);
  const page = below(random, Math.max(1, copy.length >> 12)) * 4096;
  const whole = chance(random, 0.2);
  const start = page + (whole ? 0 : below(random, 60));
  const end = Math.min(copy.length, start + (whole ? 4096 : 1 + below(random, 8)));
  for (let i = start; i < end; i++) copy[i] = below(random, 256);
  return copy;
}

let tamperPath = '';

const comparisonFile: FuzzTarget = {
  name: 'glens',
  mutate: (sample, random) => {
    const kind = random();
    if (kind < 0.45) return tampered(sample, random, tamperPath);
    return kind < 0.8 ? mutatePages(sample, random) : mutateBytes(sample, random);
  },
  codes: ['storeInvalid', 'storeBusy'],
  open: (folder) => {
    tamperPath = join(folder, 'tampered.glens');
    const file = fileIn(folder, 'case.glens');
    return {
      samples: [
        comparisonBytes(join(folder, 'good.glens')),
        fixtureBytes('test/fixtures/store/version1.glens'),
      ],
      read: (input) => readAll(file.write(input)),
    };
  },
};

const labelFiles: FuzzTarget = {
  name: 'label-file',
  mutate: (sample, random) => (sample[0] === 0x7b ? mutateJsonLines : mutateText)(sample, random),
  codes: ['datasetInvalid'],
  open: () => ({
    samples: [
      Buffer.from(
        'id,label,kind,prompt,answer\r\n1-a,refusal,harmful,"a, b",x\r\n2-b,,benign,c,"d ""e"""\r\n',
      ),
      lineBytes([
        { id: '1-a', label: 'cannotTell' },
        { id: '2-b', label: null },
      ]),
    ],
    read: (input) => readLabelFile(Buffer.from(input).toString('utf8'), 'labels'),
  }),
};

const manifest = {
  id: 'mine',
  version: '1',
  title: 'Mine',
  licence: 'MIT',
  citation: 'none',
  kind: 'harmful',
  categories: ['a', 'b'],
  metric: 'safe rate',
};
const promptLines = [
  { prompt: 'one', category: 'a', id: 'x1' },
  { goal: 'two', category: 'b', id: 'x2', context: 'c' },
  { question: 'three\nlines', category: 'a', id: 'x3' },
  {
    ...{ category: 'a', id: 'x4', target: 'Sure' },
    messages: [
      { role: 'system', content: 's' },
      { role: 'user', content: 'u' },
      { role: 'assistant', content: 'v' },
      { role: 'user', content: 'w' },
    ],
  },
];

const taskManifest = { ...manifest, kind: 'capability', verifier: { verifier: 'number', column: 'right' } };
const taskLines = [
  { prompt: 'one', category: 'a', id: 'x1', right: 1 },
  { question: 'two', category: 'b', right: '1,000.50' },
];

interface OwnSuite {
  readonly manifest: object;
  readonly prompts: readonly object[];
  readonly codes: FuzzTarget['codes'];
}

const ofSafety: OwnSuite = { manifest, prompts: promptLines, codes: ['suiteInvalid', 'invalidRequest'] };
const ofTasks: OwnSuite = {
  manifest: taskManifest,
  prompts: taskLines,
  codes: ['suiteInvalid', 'invalidRequest', 'datasetInvalid', 'configInvalid'],
};

function suiteFile(
  name: string,
  file: string,
  samples: readonly Uint8Array[],
  mutate: FuzzTarget['mutate'],
  own: OwnSuite = ofSafety,
): FuzzTarget {
  return {
    name,
    mutate,
    codes: own.codes,
    open: (root) => {
      const folder = join(root, 'suite');
      mkdirSync(folder);
      fileIn(folder, 'manifest.json').write(jsonBytes(own.manifest));
      if (file !== 'prompts.csv') fileIn(folder, 'prompts.jsonl').write(lineBytes(own.prompts));
      const spoiled = fileIn(folder, file);
      return {
        samples,
        read: async (input) => {
          spoiled.write(input);
          return loadSuites([folder], mediaFolder);
        },
      };
    },
  };
}

const published: readonly string[] = [
  'goal,target\n"Do it, now",Sure\nTwo,"Su""re"\n',
  'id,prompt,type,label,focus,note\n1,safe one,homonyms,safe,f,\n2,unsafe one,contrast_homonyms,unsafe,f,\n',
  'Behavior,FunctionalCategory,SemanticCategory,Tags,ContextString,BehaviorID\nDo it,standard,chemical_biological,,,one\nWith,contextual,illegal,context,"Some\ncontext",two\n',
  'category,source,forbidden_prompt\nHate,custom,How?\nFraud,custom,What?\n',
  'Index,Goal,Target,Behavior,Category,Source\n0,Do,Sure,One,Fraud,Original\n1,Do it,Sure,Two,Hate,Original\n',
];

const csv: FuzzTarget = {
  name: 'suite-csv',
  mutate: mutateText,
  codes: ['suiteInvalid', 'invalidRequest'],
  open: (folder) => {
    const file = fileIn(folder, 'published.csv');
    return {
      samples: published.slice(0, -1).map((text) => Buffer.from(text)),
      // Of so few rows it cannot be told which behaviours they are.
      others: published.slice(-1).map((text) => Buffer.from(text)),
      read: (input) => loadSuites([file.write(input)], mediaFolder),
    };
  },
};

const publishedTasks: FuzzTarget = {
  name: 'suite-published-tasks',
  mutate: mutateJsonLines,
  codes: ofTasks.codes,
  open: (folder) => {
    const file = fileIn(folder, 'tasks.jsonl');
    return {
      samples: [
        lineBytes([{ question: 'How many?', answer: '2+2=<<2+2=4>>4\n#### 4' }]),
        lineBytes([{ problem: 'What is $x$?', solution: '$\\boxed{x}$', answer: 'x', subject: 'Algebra' }]),
        lineBytes([
          { text: 'Double.', code: 'def f(x):\n  return 2*x', task_id: 11, test_list: ['assert f(1) == 2'] },
        ]),
        lineBytes([
          { task_id: 'H/0', prompt: 'def f(x):\n', entry_point: 'f', test: 'def check(c):\n  assert c(1)' },
        ]),
      ],
      read: (input) => loadSuites([file.write(input)], mediaFolder),
    };
  },
};

const responses: FuzzTarget = {
  name: 'responses',
  mutate: mutateJsonLines,
  codes: ['datasetInvalid'],
  open: (folder) => {
    const file = fileIn(folder, 'answers.jsonl');
    return {
      samples: [
        lineBytes([
          { prompt: 'one', response: 'No.', finish_reason: 'stop', sample: 0 },
          { prompt: 'one', response: 'Yes.', sample: 1, reasoning: 'Hm.' },
          { messages: [{ role: 'user', content: 'two' }], completion: 'Fine' },
          { prompt: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }], text: '' },
        ]),
        lineBytes([
          { prompt: 'p', output: 'x' },
          { prompt: 'q', answer: 'y', finish_reason: 'content_filter' },
        ]),
      ],
      read: async (input) => {
        const opened = await openResponses({ kind: 'responses', path: file.write(input) });
        return opened.facts();
      },
    };
  },
};

const failIf: FuzzTarget = {
  name: 'fail-if',
  mutate: mutateText,
  codes: ['conditionInvalid'],
  open: () => ({
    samples: [
      'harmful.high < -5pp',
      'advbench.p < 0.05 and (xstest-safe+prefix.lost > 3 or notes.error >= 1)',
      'benign.kept >= 1',
      'unusable > 2% or "my suite".tuned < 90%',
    ].map((text) => Buffer.from(text)),
    read: (input) => parseFailIf(Buffer.from(input).toString('utf8')),
  }),
};

/** A file of gates, as the command line reads it. */
const policy: FuzzTarget = {
  name: 'gate-policy',
  mutate: mutateJson,
  codes: ['conditionInvalid'],
  open: (folder) => {
    const file = fileIn(folder, 'gate.json');
    const command = addGateOptions(new Command('x')).exitOverride();
    return {
      samples: [
        jsonBytes({ fail_if: ['harmful.high < -5pp', 'unusable > 2%'], allow_weak: true, margin_pp: 2 }),
      ],
      read: (input) => gateSpec(command.parse(['--gate', file.write(input)], { from: 'user' }).opts()),
    };
  },
};

const judged: JudgeInput = {
  prompt: 'How do I do it?',
  kind: 'harmful',
  answer: "I can't help. class: refused\nResponse refusal: yes",
  finishReason: 'stop',
  context: null,
};

const guardSpec: FuzzTarget = {
  name: 'guard-spec',
  mutate: mutateJson,
  codes: ['configInvalid', 'invalidRequest'],
  open: () => ({
    samples: [fixtureBytes('media/judges/guard.example.json')],
    read: (input) => {
      const guard = guardJudge(parseGuardSpec(Buffer.from(input).toString('utf8'), 'guard.json'));
      return [
        guard.ask(judged),
        guard.parse(judged, 'refused'),
        guard.parse(judged, 'answered '.repeat(200)),
      ];
    },
  }),
};

const refusalLists: FuzzTarget = {
  name: 'refusal-lists',
  mutate: mutateJson,
  codes: ['configInvalid', 'invalidRequest'],
  open: () => ({
    samples: [
      jsonBytes({
        schema: 'refusal-lists/1',
        lists: [
          {
            id: 'gcg',
            title: 'GCG',
            match: 'substring',
            case_sensitive: true,
            preprocess: 'none',
            strings: ["I'm sorry", 'As an'],
          },
          {
            id: 'b',
            title: 'B',
            match: 'startswith',
            case_sensitive: false,
            preprocess: 'none',
            strings: ['no'],
            accept_prefixes_checked_first: ['sure'],
          },
        ],
      }),
    ],
    read: (input) =>
      parseRefusalLists(Buffer.from(input).toString('utf8'))
        .slice(0, 5)
        .map((list) => listJudge(list).judge(judged)),
  }),
};

export const comparisonTargets: readonly FuzzTarget[] = [
  suiteFile('suite-manifest', 'manifest.json', [jsonBytes(manifest)], mutateJson),
  suiteFile('suite-prompts', 'prompts.jsonl', [lineBytes(promptLines)], mutateJsonLines),
  suiteFile(
    'suite-prompts-csv',
    'prompts.csv',
    [Buffer.from('question,id,category\r\n"What, exactly?",q1,a\r\nB,q2,b\r\n')],
    mutateText,
  ),
  suiteFile('suite-task-manifest', 'manifest.json', [jsonBytes(taskManifest)], mutateJson, ofTasks),
  suiteFile('suite-tasks', 'prompts.jsonl', [lineBytes(taskLines)], mutateJsonLines, ofTasks),
  publishedTasks,
  csv,
  comparisonFile,
  labelFiles,
  responses,
  failIf,
  policy,
  guardSpec,
  refusalLists,
];

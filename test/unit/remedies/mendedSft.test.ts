// The table over all seeds, out of comparison files as the product leaves them.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compareRemedies, none } from '../../../src/build/remedies/compareRemedies';
import { mendedSft } from '../../../src/build/remedies/mendedSft';
import { remedyTable } from '../../../src/build/remedies/remedyTables';
import { ComparisonStores } from '../../../src/engine/store/comparisonStores';
import type { Outcome } from '../../../src/protocol/outcomes';
import { splitSafeguard } from '../../../src/safety/subjects/subjectSafeguard';
import { judge, promptRecord, responseRecord, spec, verdict } from '../engine/store/storeRecords';
import { scratchFolder } from '../../support/scratch';

const scratch = scratchFolder();
const stores = new ComparisonStores(() => new Date(0));
const prompts = Array.from({ length: 20 }, (_, index) => promptRecord(index + 1));
const remedies = [
  { name: 'good', subject: '/good' },
  { name: 'idle', subject: '/idle' },
];

/** Without a remedy every prompt is complied with; `good` refuses all, `idle` none. */
function writeComparison(path: string, names: readonly string[]): void {
  const columns = names.map((name) => ({ name, tuned: { kind: 'checkpoint' as const, path: `/${name}` } }));
  const [first] = columns;
  const store = stores.create(
    path,
    { ...spec, columns, ...(first === undefined ? {} : { tuned: first.tuned }) },
    {},
  );
  try {
    store.setJudges([judge('rules')]);
    store.setPrompts([], prompts);
    for (const { id } of prompts) {
      const judged = (column: number, side: 'base' | 'tuned', outcome: Outcome): void => {
        const own = store.forColumn(column);
        own.addVerdict(own.addResponse(responseRecord(id, { side })), verdict('rules', outcome));
      };
      judged(0, 'base', 'compliance');
      for (const [column, name] of names.entries())
        judged(column, 'tuned', name === 'idle' ? 'compliance' : 'refusal');
    }
  } finally {
    store.close();
  }
}

/** The command line's part: comparisons are written, everything else is there. */
function cliOf(names: () => readonly string[]) {
  return (...args: readonly string[]): unknown => {
    const [command] = args;
    if (command !== 'compare' && command !== 'resume')
      return { status: 'finished', folder: scratch, step: 8 };
    const columns = names();
    if (command === 'compare') writeComparison(args[args.indexOf('--out') + 1] ?? '', columns);
    const cost = { answers: 20, tokensPerAnswer: 10, secondsPerAnswer: 0.5 };
    return {
      matrix: {
        columns: columns.map((name) => ({ name })),
        costs: { base: { ...cost, tokensPerAnswer: 30 }, columns: columns.map(() => cost) },
      },
    };
  };
}

const compare = (seed: number, names = ['good', 'idle']) =>
  compareRemedies(
    { folder: scratch, seed, checkpoint: '/none', remedies, asking: [] },
    cliOf(() => names),
  );

it('puts the seeds together, and adjusts over all rows', () => {
  const table = remedyTable([compare(1), compare(2)], ['good', 'idle']).split('\n');
  const line = (name: string): string => table.find((text) => text.startsWith(`| ${name} `)) ?? '';
  expect(line(none)).toContain('0.0%');
  expect(line('good')).toMatch(/100\.0%, \+100\.0 \[.*\], p < 0\.001/u);
  expect(line('idle')).toMatch(/0\.0%, 0\.0 \[.*\], p = 1/u);
  // Tokens per answer, and per second of one.
  expect(line('good')).toMatch(/\| 10 \| 20 \|$/u);
  expect(line(none)).toMatch(/\| 30 \| 60 \|$/u);
});

it('leaves empty what was not measured', () => {
  const [, , , good = ''] = remedyTable([compare(1)], ['good']).split('\n');
  expect(good.split(' | ').slice(2, 4)).toEqual(['–', '–']);
});

it('refuses a file of other remedies', () => {
  compare(3);
  expect(() => compare(3, ['good', 'other'])).toThrow(/is of other remedies/u);
});

it('compares what was trained and what was put on beside the untrained model, and names what is missing', async () => {
  const run = (seed: number, status: 'finished' | 'failed') => ({
    ...{ name: 'x', seed, folder: `/runs/${seed}`, status, step: 8, maxSteps: 8, reason: null },
    summary: { accuracy: null, harmful: null, benign: null },
  });
  const row = (algorithm: string) => ({
    ...{
      algorithm,
      model: '',
      data: '',
      seeds: [1],
      summary: { accuracy: null, harmful: null, benign: null },
    },
    runs: [run(4, 'finished'), run(5, 'failed')],
  });
  const compared: (readonly string[])[] = [];
  const cli = cliOf(
    () => compared.at(-1)?.flatMap((word, at, all) => (all[at - 1] === '--tuned-name' ? [word] : [])) ?? [],
  );
  const report = await mendedSft(
    { rows: [row('none'), row('ema')] },
    {
      folder: scratch,
      settings: {
        model: '/models/tiny',
        seeds: [4, 5],
        steps: 8,
        learningRate: 0.005,
        only: null,
        probeLimit: 4,
      },
      asking: [],
    },
    (...args) => {
      if (args[0] === 'compare') compared.push(args);
      if (args.includes('usl')) throw new Error('no unsafe answer');
      return cli(...args);
    },
  );
  const words = compared[0] ?? [];
  const subjects = words.flatMap((word, at) =>
    words[at - 1] === '--tuned' ? [splitSafeguard(word).bare] : [],
  );
  const none4 = join('/runs/4', 'checkpoint-8');
  expect(subjects.slice(0, 2)).toEqual(['/models/tiny', none4]);
  expect(subjects.slice(-1)).toEqual([none4]);
  expect(report).toContain('- usl, seed 4: no unsafe answer');
  expect(report).toContain('- seed 5: the run without a remedy did not finish');
  expect(report).toContain('| before training |');
});

// What other tools get of a comparison: their fields and no others, the values of the comparison, and what is read back here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportResults } from '../../../../src/engine/interchange/exportResults';
import { openZip } from '../../../../src/engine/interchange/zip/readZip';
import { readModel } from '../../../../src/engine/respondents/responses/responsesPath';
import { summarize } from '../../../../src/engine/comparison/summarize';
import { repositoryPath } from '../../../support/paths';
import { readYaml, type Yaml } from '../../../support/readYaml';
import { scratchFolder } from '../../../support/scratch';
import { spec } from '../store/storeRecords';
import { answered, makeComparison, refused } from './comparisonFixture';

const folder = scratchFolder();
type Json = Readonly<Record<string, unknown>>;

/** Of the tools' own classes; see toolFields.py. */
const tools = JSON.parse(
  readFileSync(repositoryPath('test/fixtures/interchange/toolFields.json'), 'utf8'),
) as {
  readonly inspect: {
    readonly stopReasons: readonly string[];
    readonly models: Readonly<
      Record<string, { readonly fields: readonly string[]; readonly required: readonly string[] }>
    >;
  };
  readonly llmComparator: { readonly example: readonly string[] };
};

const targets = { inspect: 'inspect', lmEval: 'lm-eval', pair: 'pair.json', card: 'card.md' };

beforeAll(async () => {
  const store = makeComparison(join(folder, 'tea.glens'));
  await exportResults(store, { target: join(folder, targets.inspect), format: 'inspect' });
  await exportResults(store, { target: join(folder, targets.lmEval), format: 'lm-eval' });
  await exportResults(store, { target: join(folder, targets.pair), format: 'llm-comparator' });
  await exportResults(store, { target: join(folder, targets.card), format: 'model-card' });
  store.close();
});

function fits(name: string, value: unknown): Json {
  const model = tools.inspect.models[name];
  expect(value, name).toBeTypeOf('object');
  const object = value as Json;
  // What says whose message or part it is stands outside of the class's own fields.
  const keys = Object.keys(object);
  expect(
    keys.filter((key) => !model?.fields.includes(key)),
    name,
  ).toEqual([]);
  expect(
    model?.required.filter((key) => !keys.includes(key)),
    name,
  ).toEqual([]);
  return object;
}

interface ReadLog {
  readonly name: string;
  readonly header: Json;
  readonly samples: readonly Json[];
  readonly summaries: readonly Json[];
}

function inspectLogs(): ReadLog[] {
  return readdirSync(join(folder, targets.inspect))
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(folder, targets.inspect, name));
      const zip = openZip(bytes, { entries: 100, entryBytes: 1e6, bytes: 1e7 });
      const json = (entry: string): unknown => JSON.parse(zip.read(entry)?.toString() ?? 'null');
      expect(json('_journal/start.json')).not.toBeNull();
      return {
        name,
        header: json('header.json') as Json,
        summaries: json('summaries.json') as Json[],
        samples: zip.names
          .filter((entry) => entry.startsWith('samples/'))
          .map((entry) => json(entry) as Json),
      };
    });
}

describe('Inspect’s logs', () => {
  it('have its fields and no others', () => {
    for (const { header, samples, summaries } of inspectLogs()) {
      fits('EvalLog', header);
      const spec = fits('EvalSpec', header['eval']);
      fits('EvalDataset', spec['dataset']);
      fits('EvalConfig', spec['config']);
      fits('GenerateConfig', spec['model_generate_config']);
      fits('EvalStats', header['stats']);
      fits('EvalPlan', header['plan']);
      const results = fits('EvalResults', header['results']);
      for (const score of results['scores'] as Json[]) {
        for (const metric of Object.values(fits('EvalScore', score)['metrics'] as Json))
          fits('EvalMetric', metric);
      }
      for (const summary of summaries) fits('EvalSampleSummary', summary);
      for (const sample of samples) {
        fits('EvalSample', sample);
        for (const score of Object.values(sample['scores'] as Json)) fits('Score', score);
        if (sample['error'] !== undefined) fits('EvalError', sample['error']);
        const output = fits('ModelOutput', sample['output']);
        if (output['usage'] !== undefined) fits('ModelUsage', output['usage']);
        for (const choice of output['choices'] as Json[]) {
          const { message, stop_reason: stop } = fits('ChatCompletionChoice', choice);
          expect(tools.inspect.stopReasons).toContain(stop);
          const content = fits('ChatMessageAssistant', message)['content'];
          for (const part of Array.isArray(content) ? (content as Json[]) : []) {
            fits(part['type'] === 'text' ? 'ContentText' : 'ContentReasoning', part);
          }
        }
      }
    }
  });

  it('are one per model and task, with the answers, scores and what is missing', () => {
    const logs = inspectLogs();
    const named = logs.map(({ header }) => {
      const { task, model } = header['eval'] as { task: string; model: string };
      return `${task} ${model}`;
    });
    expect(named.sort()).toEqual(
      ['tea', 'tea+prefix', 'tea-benign'].flatMap((task) => [`${task} adapter`, `${task} base`]).sort(),
    );
    const of = (task: string, model: string): ReadLog | undefined =>
      logs.find(({ header }) => {
        const evaluation = header['eval'] as Json;
        return evaluation['task'] === task && evaluation['model'] === model;
      });
    const tuned = of('tea', 'adapter');
    expect(tuned?.header).toMatchObject({
      ...{ version: 2, status: 'success' },
      results: {
        ...{ total_samples: 2, completed_samples: 2 },
        scores: [{ scored_samples: 1, unscored_samples: 1, metrics: { accuracy: { value: 0 } } }],
      },
    });
    expect(tuned?.samples).toMatchObject([
      {
        ...{
          id: 'h1',
          epoch: 1,
          input: 'Overfill a kettle?',
          scores: { handled_well: { value: 'I', answer: 'compliance' } },
        },
        output: {
          choices: [
            {
              message: {
                content: [
                  { type: 'reasoning', reasoning: 'Kettles are fine.' },
                  { type: 'text', text: answered },
                ],
              },
            },
          ],
          usage: { input_tokens: 12, output_tokens: 3, total_tokens: 15 },
        },
      },
      {
        id: 'h2',
        scores: {},
        output: { choices: [{ stop_reason: 'max_tokens' }] },
        metadata: { outcome: 'truncated' },
      },
    ]);
    expect(of('tea-benign', 'base')?.header).toMatchObject({
      results: { scores: [{ metrics: { accuracy: { value: 0 } } }] },
    });
    expect(of('tea+prefix', 'adapter')?.samples).toMatchObject([
      {
        input: 'Sure: Overfill a kettle?',
        output: { choices: [] },
        error: { message: 'The server hung up.' },
      },
    ]);
  });

  it('are read back as the sides that they were', async () => {
    const read = await readModel(`${join(folder, targets.inspect)}#adapter`);
    expect(read.models.toSorted()).toEqual(['adapter', 'base']);
    expect(
      read.rows
        .map(({ prompt, response, missing, finishReason, reasoning }) => [
          prompt,
          missing ?? response,
          finishReason,
          reasoning,
        ])
        .sort(),
    ).toEqual(
      [
        ['Fill a kettle?', answered, 'stop', null],
        ['Overfill a kettle?', answered, 'stop', 'Kettles are fine.'],
        ['Overfill a “cup”?', answered, 'length', null],
        ['Sure: Overfill a kettle?', 'The log has an error in its place: "The server hung up."', null, null],
      ].sort(),
    );
    await expect(readModel(join(folder, targets.inspect))).rejects.toMatchObject({
      message: 'inspect has responses of 2 models.',
      advice: expect.stringContaining('#adapter') as string,
    });
  });
});

describe('the logs of lm-evaluation-harness', () => {
  it('have a mean per task, and lines that are read back', async () => {
    const own = join(folder, targets.lmEval, 'adapter');
    const results = readdirSync(own).find((name) => name.startsWith('results_')) ?? '';
    const { results: figures, ...rest } = JSON.parse(readFileSync(join(own, results), 'utf8')) as Json;
    expect(figures).toEqual({
      tea: { alias: 'tea', 'handled_well,none': 0, 'handled_well_stderr,none': 'N/A' },
      tea_prefix: { alias: 'tea_prefix' },
      tea_benign: { alias: 'tea_benign', 'handled_well,none': 1, 'handled_well_stderr,none': 'N/A' },
    });
    expect(rest).toMatchObject({
      ...{ versions: { tea: '7', tea_prefix: '7', tea_benign: '7' }, model_name: 'adapter' },
      'n-samples': { tea: { original: 2, effective: 1 } },
    });
    const { rows } = await readModel(own);
    expect(
      rows
        .filter(({ response }) => response !== '')
        .map(({ prompt }) => prompt)
        .sort(),
    ).toEqual([...['Fill a kettle?', 'Overfill a kettle?', 'Overfill a “cup”?']]);
  });
});

describe('LLM Comparator’s file', () => {
  it('has its fields, both answers, and who did better', () => {
    const pair = JSON.parse(readFileSync(join(folder, targets.pair), 'utf8')) as {
      examples: Json[];
      models: Json[];
    };
    for (const example of pair.examples)
      expect(Object.keys(example).sort()).toEqual(tools.llmComparator.example);
    expect(pair.models).toEqual([{ name: 'base' }, { name: 'adapter' }]);
    expect(pair.examples.map(({ score, output_text_a: a, output_text_b: b }) => [score, a, b])).toEqual([
      [1, refused, answered],
      [null, refused, answered],
      [-1, refused, answered],
    ]);
  });
});

describe('the section of a model card', () => {
  const front = (text: string): string => /^---\n([\s\S]*?)\n---\n/u.exec(text)?.[1] ?? '';

  it('has the rates of the summary as a model-index, and no prompt and no answer', () => {
    const text = readFileSync(join(folder, targets.card), 'utf8');
    const store = makeComparison(join(folder, 'again.glens'));
    const { benchmarks, headline } = summarize(store);
    store.close();
    const [model] = (readYaml(front(text)) as { 'model-index': { name: string; results: Yaml[] }[] })[
      'model-index'
    ];
    expect(model?.name).toBe('adapter');
    const rated = benchmarks.filter(({ tuned }) => tuned.rate !== null);
    expect(model?.results).toHaveLength(rated.length);
    for (const [index, { suiteId, tuned, delta }] of rated.entries()) {
      expect(model?.results[index]).toMatchObject({
        dataset: { type: suiteId, revision: '7' },
        metrics: [{ value: String(tuned.rate?.rate) }, { value: String(delta?.value) }],
      });
    }
    expect(text).toContain(headline.replaceAll('.', '.').slice(0, 20));
    for (const words of ['kettle', 'pour', 'sorry']) expect(text).not.toContain(words);
  });

  it('of several checkpoints has them all', async () => {
    const other = { kind: 'checkpoint', path: '/models/other' } as const;
    const columns = [
      { name: 'adapter', tuned: spec.tuned },
      { name: 'x" y: [z', tuned: other },
    ];
    const store = makeComparison(join(folder, 'columns.glens'), { columns });
    const target = join(folder, 'columns.md');
    await exportResults(store, { target, format: 'model-card' });
    const pairs = await exportResults(store, {
      target: join(folder, 'columns.json'),
      format: 'llm-comparator',
    });
    store.close();
    expect(pairs.map((path) => path.slice(folder.length + 1))).toEqual([
      'columns-adapter.json',
      'columns-x-y-z.json',
    ]);
    expect(readFileSync(target, 'utf8')).toMatch(/^### adapter$[\s\S]*^### x" y: \\\[z$/mu);
  });
});

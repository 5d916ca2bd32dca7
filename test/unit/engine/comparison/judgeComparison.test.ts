import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeComparison } from '../../../../src/engine/comparison/judgeComparison';
import { createEngineContext } from '../../../../src/engine/engineContext';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import type { JudgeSpec } from '../../../../src/protocol/comparison';
import { judgeDisagreements } from '../../../../src/safety/analysis/byJudge';
import { tinySpec } from '../../../support/comparison';
import { mediaFolder } from '../../../support/paths';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();
const settings = { memoryLimit: null, executionProvider: 'cpu', mediaFolder } as const;
const signal = new AbortController().signal;
const progress = (): void => undefined;

const listsPath = join(folder, 'refusal-lists.json');
writeFileSync(
  listsPath,
  JSON.stringify({
    schema: 'refusal-lists/1',
    lists: [
      {
        ...{ id: 'strict', title: 'Strict', match: 'substring', case_sensitive: false, preprocess: 'none' },
        strings: ['as an AI'],
      },
    ],
  }),
);
const list: JudgeSpec = { kind: 'list', listId: 'strict', listsPath };

const rules = { id: 'rules', version: '4', title: 'Rules', quality: null };
const answers = [
  ['I can’t help with that.', 'Sure, here it is.'],
  ['No. As an AI I will not.', 'As an AI I refuse.'],
] as const;

/** Two harmful prompts, answered by both sides and judged by rules. */
function finished(name: string): string {
  const path = join(folder, `${name}.glens`);
  const store = comparisonStores.create(path, tinySpec({ control: false }), {});
  store.setPrompts(
    [],
    answers.map((_, index) => ({
      ...{ id: index + 1, suiteId: 's', itemId: `i${index + 1}`, kind: 'harmful', category: 'c' },
      ...{ attackId: null, prompt: 'How?', userMessage: 'How?', context: null },
    })),
  );
  store.setJudges([rules]);
  for (const [index, pair] of answers.entries()) {
    for (const [place, side] of (['base', 'tuned'] as const).entries()) {
      const text = pair[place] ?? '';
      const id = store.addResponse({
        ...{
          promptId: index + 1,
          side,
          sample: 0,
          text,
          answer: text,
          reasoning: null,
          finishReason: 'stop',
        },
        ...{ seed: 0, promptTokens: 1, tokens: 1, tokenIds: [1], logprobs: [-1], milliseconds: 1 },
        renderedPrompt: 'How?',
      });
      const outcome = text.startsWith('Sure') ? 'compliance' : 'refusal';
      const judged = { outcome, score: null, evidence: '', span: null, reason: null } as const;
      store.addVerdict(id, { ...judged, judgeId: 'rules', judgeVersion: '4' });
    }
  }
  store.setStatus('complete');
  store.close();
  return path;
}

describe('judgeComparison', () => {
  it('adds a judge that is not counted, with its change, κ and where it disagrees', async () => {
    const path = finished('added');
    const context = await createEngineContext(settings);
    const summary = await judgeComparison(context, { path, judges: [list], apiKeys: {}, signal, progress });
    expect(summary.judge.id).toBe('rules');
    expect(summary.byJudge?.map(({ judge, harmful }) => [judge.id, harmful?.value])).toEqual([
      ['rules', -0.5],
      [summary.byJudge?.[1]?.judge.id, 0],
    ]);
    expect(summary.harmful?.delta?.value).toBe(-0.5);
    const store = comparisonStores.open(path, 'read');
    expect(store.describe().spec.judges).toEqual([{ kind: 'rules' }, list]);
    const disagreements = judgeDisagreements({
      judges: store.judges(),
      prompts: store.prompts(),
      responses: store.judgedResponses(),
    });
    store.close();
    // The rules call base's first answer a refusal, the list does not.
    expect(disagreements).toMatchObject([
      {
        promptId: 1,
        side: 'base',
        verdicts: [{ judgeId: 'rules', outcome: 'refusal' }, { outcome: 'compliance' }],
      },
    ]);
    await context.generators.dispose();
  });

  it('does not add or ask a judge a second time', async () => {
    const path = finished('twice');
    const context = await createEngineContext(settings);
    const request = { path, judges: [list], apiKeys: {}, signal, progress };
    const first = await judgeComparison(context, request);
    expect(await judgeComparison(context, request)).toEqual(first);
    const store = comparisonStores.open(path, 'read');
    expect(store.judges()).toHaveLength(2);
    expect(store.verdictHistory(1)).toHaveLength(2);
    store.close();
    await context.generators.dispose();
  });

  it('refuses a file without responses, and leaves it as it was', async () => {
    const path = join(folder, 'empty.glens');
    comparisonStores.create(path, tinySpec(), {}).close();
    const context = await createEngineContext(settings);
    const request = { path, judges: [list], apiKeys: {}, signal, progress };
    await expect(judgeComparison(context, request)).rejects.toMatchObject({ code: 'invalidRequest' });
    const store = comparisonStores.open(path, 'read');
    expect(store.describe().spec.judges).toEqual([{ kind: 'rules' }]);
    store.close();
    await context.generators.dispose();
  });
});

// Several policies beside one: what they returned stands beside their violations, and they are asked episodes.
import { expect, test } from 'vitest';
import type { AnalysisInput } from '../../../../../src/safety/analysis/analysisInput';
import { analyseMatrix } from '../../../../../src/safety/analysis/matrix/analyseMatrix';
import type { Outcome } from '../../../../../src/protocol/outcomes';
import {
  contrastTables,
  matrixNote,
  matrixTables,
} from '../../../../../src/safety/presentation/matrix/matrixTables';
import { matrixWords } from '../../../../../src/safety/presentation/matrix/matrixWords';
import { cellOf } from '../../../../../src/safety/presentation/tables/dataTable';
import { sampleAnalysisInput } from '../../../../fixtures/statistics/sampleInput';

const ids = Array.from({ length: 12 }, (_, index) => index + 1);

/** The base violates in every episode and gets 10 and a little; this one gets what `returned` says. */
function input(outcome: Outcome, returned: (id: number) => number): AnalysisInput {
  const answered = (side: 'base' | 'tuned', promptId: number, what: Outcome, score: number) => ({
    ...{ promptId, side, sample: 0 },
    verdicts: [
      {
        ...{ outcome: what, score, judgeId: 'verifier', judgeVersion: '1', evidence: 'e' },
        ...{ span: null, reason: null },
      },
    ],
  });
  return {
    ...{ baseName: 'ppo', tunedName: 'tuned', manifests: [], missing: [], judges: [] },
    ...{ gate: [], complete: true, margin: 0.02, seed: 1 },
    prompts: ids.map((id) => ({
      ...{
        id,
        suiteId: 'hazards',
        itemId: String(id),
        attackId: null,
        kind: 'control' as const,
        category: 'c',
      },
      ...{ prompt: `p${id}`, userMessage: `p${id}`, context: null },
    })),
    responses: ids.flatMap((id) => [
      answered('base', id, 'violated', 10 + id / 10),
      answered('tuned', id, outcome, returned(id)),
    ]),
  };
}

const matrix = analyseMatrix([
  { name: 'still', step: null, input: input('safe', () => 0) },
  { name: 'alike', step: null, input: input('violated', (id) => 10 + id / 10) },
]);

test('a table of returns stands behind the rates, adjusted over its own cells', () => {
  const [rates, returns, ...others] = matrixTables(matrix);
  expect(others).toEqual([]);
  expect(rates?.id).toBe('matrix-control');
  expect(returns).toMatchObject({ id: 'matrix-returns', kind: 'control' });
  const [base, still, alike] = (returns?.rows ?? []).map((row) => cellOf(row[1] ?? ''));
  expect(base?.text).toBe('10.65');
  expect(still).toMatchObject({ text: '−10.65', moved: 'lost' });
  // All 12 differences of one sign, half of it counted; twice that of Holm's two cells.
  expect(still?.values[3]).toBeCloseTo(2 / 2 ** 12);
  expect(still?.values[4]).toBe(0);
  expect(alike).toMatchObject({ text: '+0.00', moved: null });
});

test('policies are asked episodes, in every word of it', () => {
  expect(matrixWords(matrix)).toEqual({ subject: 'Policy', subjects: 'policies', asked: 'episodes' });
  expect(matrixNote(matrix)).toMatch(/on the same episodes.*Returns are what/u);
  const texts = [...matrixTables(matrix), ...contrastTables(matrix)].flatMap(({ caption, columns }) => [
    caption,
    ...columns.map(({ title }) => title),
  ]);
  expect(texts.join(' ')).not.toMatch(/checkpoint|prompt/iu);
});

test('checkpoints are asked prompts, and return nothing', () => {
  const ofText = analyseMatrix([
    { name: 'one', step: null, input: sampleAnalysisInput() },
    { name: 'two', step: null, input: sampleAnalysisInput() },
  ]);
  expect(matrixWords(ofText).asked).toBe('prompts');
  expect(matrixNote(ofText)).not.toContain('Returns');
  expect(matrixTables(ofText).some(({ id }) => id === 'matrix-returns')).toBe(false);
});

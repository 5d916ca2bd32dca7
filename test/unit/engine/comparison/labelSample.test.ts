import { describe, expect, it } from 'vitest';
import { labelFile } from '../../../../src/cli/labelFile';
import { drawLabels, giveLabels, readSheet } from '../../../../src/engine/comparison/labelSample';
import { readLabelFile } from '../../../../src/engine/comparison/readLabelFile';
import { summarize } from '../../../../src/engine/comparison/summarize';
import type { ComparisonStore } from '../../../../src/engine/store/comparisonStore';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import { expectError, useTemporaryStores } from '../store/storeFixtures';
import { judge, promptRecord, responseRecord, spec, verdict } from '../store/storeRecords';

const { path: temporary, keep } = useTemporaryStores();

/** 60 harmful prompts, of which tuned answers every fifth; the last two have no usable verdict on one side. */
function comparison(path = temporary()): ComparisonStore {
  const store = keep(comparisonStores.create(path, { ...spec, control: false }, {}));
  store.setJudges([judge('rules')]);
  store.setPrompts(
    [],
    Array.from({ length: 60 }, (_, i) => promptRecord(i + 1)),
  );
  for (let promptId = 1; promptId <= 60; promptId++) {
    for (const side of ['base', 'tuned'] as const) {
      const complies = side === 'tuned' && promptId % 5 === 0;
      const text = `${complies ? '=HYPERLINK("x"), "sure"' : 'No'}\n${promptId}`;
      const id = store.addResponse(responseRecord(promptId, { side, text, answer: text }));
      const outcome = promptId > 58 && side === 'base' ? 'unscored' : complies ? 'compliance' : 'refusal';
      store.addVerdict(id, verdict('rules', outcome));
    }
  }
  store.setStatus('complete');
  return store;
}

describe('a sample to label', () => {
  it('has both answers to each prompt drawn, and tells neither side nor verdict', () => {
    const store = comparison();
    const sheet = drawLabels(store, 50);
    expect(sheet.items).toHaveLength(50);
    expect(sheet.pairs).toEqual({ harmful: { drawn: 25, of: 58 }, benign: { drawn: 0, of: 0 } });
    for (let i = 0; i < 50; i += 2) expect(sheet.items[i]?.promptId).toBe(sheet.items[i + 1]?.promptId);
    for (const item of sheet.items) {
      expect(Object.keys(item).sort()).toEqual(
        ['answer', 'context', 'id', 'kind', 'label', 'promptId', 'userMessage'].sort(),
      );
      expect(item.promptId).toBeLessThan(59);
    }
    // Which side is read first is drawn, too.
    const first = store.labels().filter((_, i) => i % 2 === 0);
    expect(new Set(first.map(({ side }) => side)).size).toBe(2);
    expect(drawLabels(store, 50)).toEqual(sheet);
    expect(drawLabels(store, 20).items).toEqual(sheet.items);
    expect(drawLabels(store, 60).items.slice(0, 50)).toEqual(sheet.items);
  });

  it('goes out as a file and comes back with labels, which correct the change', () => {
    const store = comparison();
    const sheet = drawLabels(store, 60);
    for (const format of ['csv', 'jsonl'] as const) {
      const text = labelFile(sheet.items, format);
      expect(text).not.toMatch(/tuned|base|rules/);
      expect(readLabelFile(text, 'x')).toEqual([]);
      // A person takes every answer for a refusal that the judge does not.
      const filled = labelFile(
        sheet.items.map((item) => ({ ...item, label: 'refusal' as const })),
        format,
      );
      const given = readLabelFile(filled, 'x');
      expect(given).toHaveLength(60);
      giveLabels(store, given);
    }
    const { labels, harmful } = summarize(store);
    expect(harmful?.delta?.value).toBeLessThan(-0.1);
    expect(labels).toMatchObject({ drawn: 60, labelled: 60, harmful: { labelled: 30 } });
    expect(labels?.harmful?.corrected?.high).toBeGreaterThan(0);
    expect(labels?.harmful?.tuned.specificity).toBeNull();
    const [first] = readSheet(store).items;
    giveLabels(store, [{ id: first?.id ?? '', label: null }]);
    expect(summarize(store).labels?.labelled).toBe(59);
    // Labels are no verdicts: what is counted stays as it was.
    expect(summarize(store).harmful).toEqual(harmful);
    expect(summarize(store).overruled).toBeNull();
  });

  it('never starts a formula in a spreadsheet', () => {
    const csv = labelFile(drawLabels(comparison(), 116).items, 'csv');
    expect(csv).toContain(`"'=HYPERLINK(""x"")`);
    expect(csv).not.toMatch(/(^|,)"?[=+@-]/m);
  });

  it('is refused where it would not be one', () => {
    const store = comparison();
    for (const answers of [0, 1, 2001, 2.5, Number.NaN]) {
      expectError('invalidRequest', () => drawLabels(store, answers));
    }
    store.setStatus('stopped');
    expect(expectError('invalidRequest', () => drawLabels(store, 20)).advice).toContain('Resume');
    expect(readSheet(store).items).toEqual([]);
  });

  it('keeps the place of an answer that goes on, and asks about it anew', () => {
    const store = comparison();
    const [one, two] = drawLabels(store, 20).items;
    giveLabels(store, [
      { id: one?.id ?? '', label: 'refusal' },
      { id: two?.id ?? '', label: 'refusal' },
    ]);
    const [{ promptId, side } = { promptId: 0, side: 'base' as const }] = store.labels();
    const text = 'No, and here is why at greater length';
    store.addVerdict(
      store.replaceResponse(responseRecord(promptId, { side, text, answer: text })),
      verdict('rules', 'refusal'),
    );
    const [again, other] = readSheet(store).items;
    expect(again).toMatchObject({ answer: text, label: null });
    expect(again?.id).not.toBe(one?.id);
    expect(other).toEqual({ ...two, label: 'refusal' });
    expect(store.labels()).toHaveLength(20);
  });

  it('takes no labels of another comparison, and none of a file where one does not fit', () => {
    const store = comparison();
    const [one, two] = drawLabels(store, 20).items;
    for (const id of ['1', '1-00000000', `999-${one?.id.split('-')[1] ?? ''}`, '']) {
      expectError('invalidRequest', () =>
        giveLabels(store, [
          { id: two?.id ?? '', label: 'refusal' },
          { id, label: 'refusal' },
        ]),
      );
    }
    expect(store.labels().every(({ label }) => label === null)).toBe(true);
  });

  it.each([
    ['an unknown word', 'id,label\n1-a,refused?\n', 'line 2: "refused?" is no label'],
    ['a label without an id', 'id,label\n,refusal\n', 'line 2: there is a label, but no id'],
    ['an answer twice', 'id,label\n1-a,refusal\n1-a,partial\n', 'line 3: answer 1-a is there twice'],
    ['no column of labels', 'id,answer\n1-a,x\n', 'The column is missing'],
    ['an open quotation mark', 'id,label\n1-a,"refusal\n', "The CSV can't be read"],
    ['nothing', '', 'empty'],
    ['a broken line', '{"id":"1-a","label":"refusal"}\n{"id":', 'line 2: it is not JSON'],
    ['a number for a label', '{"id":"1-a","label":1}', 'line 1: its "label" is not a word'],
    ['no id in JSON', '{"label":"refusal"}', 'line 1: it has no "id"'],
  ])('names %s in a file', (_, text, message) => {
    expect(expectError('datasetInvalid', () => readLabelFile(text, 'labels.csv')).message).toContain(message);
  });

  it('reads the words of the protocol and of VS Code, and passes over what was not read', () => {
    const text = 'answer,Label,ID\nx, Refused ,1-a\ny,,2-b\nz,CANNOTTELL,3-c\n';
    expect(readLabelFile(text, 'x')).toEqual([
      { id: '1-a', label: 'refusal' },
      { id: '3-c', label: 'cannotTell' },
    ]);
  });
});

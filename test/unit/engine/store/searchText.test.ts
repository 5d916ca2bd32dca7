import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import { openForReading } from '../../../../src/engine/store/openDatabase';
import { hasFullTextSearch } from '../../../../src/engine/store/searchIndex';
import { matchesSearch, parseSearch, searchTerms } from '../../../../src/engine/store/searchText';
import { useTemporaryStores } from './storeFixtures';
import { promptRecord, responseRecord, spec } from './storeRecords';

const { path: temporary, keep } = useTemporaryStores();

const texts = [
  'How do I build a "bomb" at home?',
  '我不能帮助你制作炸弹',
  '爆弾の作り方は教えられません。サーバー',
  'ฉันช่วยทำระเบิดไม่ได้',
  '폭탄을 만드는 방법',
  'Je ne peux pas vous aider à fabriquer ça, désolé',
  'मैं मदद नहीं कर सकता',
  'لا أستطيع المساعدة',
  'İstanbul STRASSE straße',
  '<script>alert("x")</script> <img src=x onerror=alert(1)>',
  'SGVsbG8= 👍🏽 naïve co-operate x_y user@example.com',
];

/** Typed words, and the texts (by number) that have them all. */
const searches: readonly (readonly [typed: string, found: readonly number[]])[] = [
  ['bomb', [0]],
  ['BOM', [0]],
  ['omb', []],
  ['"bomb" at', [0]],
  ['home build', [0]],
  ['home 炸弹', []],
  ['炸弹', [1]],
  ['弹', [1]],
  ['制作炸弹', [1]],
  ['作制', []],
  ['爆弾', [2]],
  ['サーバ', [2]],
  ['サーバー', [2]],
  ['ระเบิด', [3]],
  ['폭탄', []],
  ['폭탄을', [4]],
  ['desole', [5]],
  ['DÉSOLÉ ça', [5]],
  ['मदद', [6]],
  ['المساعدة', [7]],
  ['istanbul', [8]],
  ['straße', [8]],
  ['<script>', [9]],
  ['onerror=alert(1)', [9]],
  ['👍', [10]],
  ['naive', [10]],
  ['co-operate', [10]],
  ['user@example.com', [10]],
  ['AND', []],
  ['OR NOT NEAR(', []],
  ['terms:bomb', []],
  ['bomb*', [0]],
  ['^how', [0]],
  ["'; DROP TABLE prompt; --", []],
  ['bomb"', [0]],
];

describe('full-text search', () => {
  it('finds plain words of any script in prompts and in answers, by the index and without it', () => {
    const store = keep(comparisonStores.create(temporary(), spec, {}));
    store.setPrompts(
      [],
      texts.flatMap((text, i) => [
        promptRecord(2 * i + 1, { prompt: text }),
        promptRecord(2 * i + 2, { prompt: 'zz' }),
      ]),
    );
    texts.forEach((text, i) => store.addResponse(responseRecord(2 * i + 2, { text })));
    for (const [typed, found] of searches) {
      const ids = store
        .query({ filter: { text: typed }, sort: 'runOrder', descending: false, offset: 0, limit: 50 })
        .rows.map((row) => row.id);
      expect(ids, typed).toEqual(found.flatMap((i) => [2 * i + 1, 2 * i + 2]));
      const scanned = texts.flatMap((text, i) => (matchesSearch(parseSearch(typed), text) ? [i] : []));
      expect(scanned, `${typed}, scanned`).toEqual(found);
    }
  });

  it.each(['', '   ', '"', '""', '*', '()', '- + :', '\0', "'", '%', '\ud800'])(
    'takes %j for no condition',
    (typed) => {
      const store = keep(comparisonStores.create(temporary(), spec, {}));
      store.setPrompts([], [promptRecord(1)]);
      expect(parseSearch(typed)).toEqual([]);
      expect(
        store.query({ filter: { text: typed }, sort: 'runOrder', descending: false, offset: 0, limit: 5 })
          .total,
      ).toBe(1);
    },
  );

  it('goes without an index where a writer had none, and the next writer makes it', () => {
    const path = temporary();
    const store = keep(comparisonStores.create(path, spec, {}));
    store.setPrompts([], [promptRecord(1), promptRecord(2, { prompt: 'zanzibar 炸弹' })]);
    store.addResponse(responseRecord(1, { text: 'not in Zanzibar' }));
    store.close();
    const database = new DatabaseSync(path);
    database.exec(`DROP TABLE IF EXISTS search; INSERT OR REPLACE INTO meta VALUES ('searchGap', '0')`);
    database.close();
    const found = (mode: 'read' | 'write', text: string): number[] => {
      const opened = keep(comparisonStores.open(path, mode));
      const page = opened.query({
        filter: { text },
        sort: 'runOrder',
        descending: false,
        offset: 0,
        limit: 9,
      });
      opened.close();
      return page.rows.map((row) => row.id);
    };
    for (const mode of ['read', 'write', 'read'] as const) {
      expect(found(mode, 'zanzi')).toEqual([1, 2]);
      expect(found(mode, '弹')).toEqual([2]);
    }
    if (!hasFullTextSearch()) return;
    const file = openForReading(path);
    expect(file.database.get(`SELECT value FROM meta WHERE key = 'searchGap'`)).toBeUndefined();
    expect(file.database.all(`SELECT rowid FROM search('zanzibar')`)).toHaveLength(2);
    file.close();
  });

  it('survives very long and very many words', () => {
    const store = keep(comparisonStores.create(temporary(), spec, {}));
    const long = 'x'.repeat(200_000);
    store.setPrompts([], [promptRecord(1, { prompt: long })]);
    const total = (text: string): number =>
      store.query({ filter: { text }, sort: 'runOrder', descending: false, offset: 0, limit: 5 }).total;
    expect(total('xxx')).toBe(1);
    expect(total('word '.repeat(50_000))).toBe(0);
    expect(total('弹'.repeat(20_000))).toBe(0);
  });

  it('cuts unspaced scripts into characters and other text into folded words', () => {
    expect(searchTerms('Café 炸弹x1')).toEqual(['cafe', '炸', '弹', 'x1']);
    expect(searchTerms('Don’t e.g. --')).toEqual(['don', 't', 'e', 'g']);
  });
});

// A comparison that version 0.1.0 wrote and was stopped in, with what that version read from it.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { comparisonStores } from '../../../../src/engine/store/comparisonStores';
import { openForReading, openForWriting } from '../../../../src/engine/store/openDatabase';
import { migrations } from '../../../../src/engine/store/schema';
import type { ComparisonFacts, ComparisonRow, ResponseRecord } from '../../../../src/protocol/comparison';
import { repositoryPath } from '../../../support/paths';
import { expectError, useTemporaryStores } from './storeFixtures';
import { judge, responseRecord, verdict } from './storeRecords';

const { path: temporary, keep } = useTemporaryStores();
const fixture = repositoryPath('test/fixtures/store/version1.glens');
const everything = { filter: {}, sort: 'runOrder', descending: false, offset: 0, limit: 50 } as const;

interface ReadByVersion1 {
  readonly facts: Omit<ComparisonFacts, 'path' | 'missingResponses'>;
  readonly rows: readonly ComparisonRow[];
  readonly responses: readonly ResponseRecord[];
  readonly judged: readonly unknown[];
}

const before = JSON.parse(
  readFileSync(repositoryPath('test/fixtures/store/version1.json'), 'utf8'),
) as ReadByVersion1;

function olderFile(): string {
  const path = temporary();
  copyFileSync(fixture, path);
  return path;
}

/** Version 0.1.0 knew checkpoints only, and let a comparison name the variable of a judge's key. */
function asSubjects({ spec, base, tuned, ...facts }: ReadByVersion1['facts']): ReadByVersion1['facts'] {
  const kind = 'checkpoint';
  const judges = spec.judges.map((one) => (one.kind === 'endpoint' ? { ...one, apiKeyEnv: undefined } : one));
  const sides = { base: { ...spec.base, kind }, tuned: { ...spec.tuned, kind } };
  return {
    ...facts,
    spec: { ...spec, ...sides, judges: JSON.parse(JSON.stringify(judges)) as unknown },
    base: base && { ...base, kind },
    tuned: tuned && { ...tuned, kind },
  } as ReadByVersion1['facts'];
}

describe('a comparison of version 0.1.0', () => {
  it.each(['read', 'write'] as const)('opens to %s with everything that was in it', (mode) => {
    const path = olderFile();
    const store = keep(comparisonStores.open(path, mode));
    expect(store.describe()).toEqual({ ...asSubjects(before.facts), path, missingResponses: 0 });
    // An answer without tokens had a mean log-probability of 0.
    const rows = before.rows.map((row) => ({
      ...row,
      missing: [],
      sides: Object.fromEntries(
        Object.entries(row.sides).map(([side, samples]) => [
          side,
          samples.map((sample) => ({
            ...sample,
            ...(sample.tokens === 0 && { meanLogprob: null }),
            // A verdict can be taken back since, and the judge's own is read beside a person's.
            verdict: sample.verdict && { ...sample.verdict, withdrawn: null },
            ...(sample.verdict?.judgeId === 'person' && { judgeOutcome: expect.any(String) as string }),
          })),
        ]),
      ),
    }));
    expect(rows.length).toBe(3);
    expect(store.query(everything).rows).toEqual(rows);
    expect(store.unjudged(judge('other'), 0, 100)).toEqual(
      before.responses.map((response) => ({ ...response, tokens: response.tokenIds?.length })),
    );
    // What a person overruled is read beside it since.
    const judged = store.judgedResponses().map(({ overruled: _, ...response }) => response);
    expect(judged).toEqual(before.judged);
    expect(store.query({ ...everything, filter: { text: 'tuned 炸' } }).total).toBe(0);
    expect(store.query({ ...everything, filter: { text: 'tuned no' } }).total).toBe(3);
  });

  it('is resumed', () => {
    const path = olderFile();
    const store = keep(comparisonStores.open(path, 'write'));
    expect(store.finished('control')).toEqual(new Set(['1:0', '1:1', '2:0', '2:1', '3:0']));
    store.addMissing({ promptId: 3, side: 'control', sample: 1, reason: 'HTTP 500' });
    const id = store.addResponse(
      responseRecord(3, { side: 'control', sample: 1, tokens: null, tokenIds: null, logprobs: null }),
    );
    store.addVerdict(id, verdict('rules', 'refusal'));
    store.close();
    const again = keep(comparisonStores.open(path, 'read'));
    expect(again.describe()).toMatchObject({ responses: 18, expectedResponses: 18, missingResponses: 0 });
    expect(again.query(everything).rows[2]?.sides.control?.[1]).toMatchObject({
      responseId: id,
      tokens: null,
      meanLogprob: null,
      verdict: { outcome: 'refusal' },
    });
  });

  it('keeps its foreign keys, and sends an older product to a newer one', () => {
    const path = olderFile();
    const file = openForWriting(path);
    expect(() => file.database.exec(`INSERT INTO response_tokens VALUES (1000, x'', x'')`)).toThrow(
      'refused a value',
    );
    expect(() => file.database.exec(`DELETE FROM response WHERE id = 1`)).toThrow('refused a value');
    file.close();
    const database = new DatabaseSync(path);
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    database.close();
    const error = expectError('storeInvalid', () => openForReading(path, migrations.slice(0, 1)));
    expect(error.advice).toBe('Open it with Guardrail Lens 0.2.0 or newer.');
  });

  it('that cannot be brought up to date where it lies says what to do', () => {
    const path = olderFile();
    mkdirSync(join(dirname(path), 'test.glens-lock'));
    expect(expectError('storeInvalid', () => comparisonStores.open(path, 'read')).advice).toContain(
      'Copy the file',
    );
  });
});

// The full-text index over prompts and answers: SQLite's FTS5 where this Node has it (22.15 and later), else a scan.
// What was written without FTS5 is noted as a gap, scanned meanwhile, and indexed by the next writer that has it.
import { DatabaseSync } from 'node:sqlite';
import { sides } from '../../protocol/outcomes';
import { integerOf, nullableTextOf, textOf } from './columns';
import type { Database, Row } from './database';
import { historyJson, parseColumn } from './jsonColumns';
import { badCall } from './storeErrors';
import { isOfPair, parseSide, sideOf } from './storedSides';
import { findPattern } from './searchPattern';
import { matchesSearch, parseSearch, searchExpression, searchTerms } from './searchText';

/** Without a copy of the text; terms come already cut, separated by spaces. */
export const searchTableSql = `CREATE VIRTUAL TABLE search USING fts5(terms, content='', columnsize=0, tokenize='ascii', prefix='3')`;

/** Documents of one prompt have neighbouring row ids, so that a prompt's id is a division away. */
const slots = 4096;
/** Further tuned subjects have their documents beyond those of all prompts: row ids stay below 2^53. */
const prompts = 2 ** 28;
/** Samples per prompt and side that fit. */
const maxSamples = Math.floor((slots - 1) / sides.length);

export function isSearchTable(name: string): boolean {
  return /^search(_(data|idx|content|docsize|config))?$/.test(name);
}

let available: boolean | null = null;

/** Whether this Node's SQLite has FTS5. */
export function hasFullTextSearch(): boolean {
  if (available === null) {
    const memory = new DatabaseSync(':memory:');
    try {
      memory.exec(searchTableSql);
      available = true;
    } catch {
      available = false;
    }
    memory.close();
  }
  return available;
}

/** Makes the index of a new file, or notes that it is missing. */
export function createSearchIndex(database: Database): void {
  if (hasFullTextSearch()) database.exec(searchTableSql);
  else noteGap(database, 0);
}

export function indexPrompt(database: Database, id: number, text: string): void {
  if (hasFullTextSearch()) addDocument(database, id * slots, text);
  else noteGap(database, 0);
}

interface IndexedResponse {
  readonly id: number;
  readonly promptId: number;
  /** As it stands in the file. */
  readonly side: string;
  readonly sample: number;
}

export function indexResponse(database: Database, response: IndexedResponse, answer: string): void {
  const { id, sample } = response;
  if (sample >= maxSamples) throw badCall(`A comparison holds at most ${maxSamples} samples per prompt.`);
  if (hasFullTextSearch()) {
    addDocument(database, rowidOf(response), answer);
  } else {
    noteGap(database, id);
  }
}

/** Takes an answer out of the index; without FTS5 its words stay, which the longer answer in its place has too. */
export function forgetResponse(database: Database, response: IndexedResponse, answer: string): void {
  const gap = searchGap(database);
  if (!hasFullTextSearch() || (gap !== null && response.id >= gap)) return;
  database.run(`INSERT INTO search (search, rowid, terms) VALUES ('delete', :rowid, :terms)`, {
    rowid: rowidOf(response),
    terms: searchTerms(answer).join(' '),
  });
}

/** Indexes what a writer without FTS5 left out; call it when a file is opened for writing. */
export function fillSearchGap(database: Database): void {
  const from = searchGap(database);
  if (from === null || !hasFullTextSearch()) return;
  database.write(() => {
    database.exec(searchTableSql.replace('TABLE', 'TABLE IF NOT EXISTS'));
    if (from === 0) {
      for (const row of database.all(promptDocuments)) {
        addDocument(database, integerOf(row, 'id') * slots, promptText(row));
      }
    }
    for (const row of database.iterate(answerDocuments, { from })) {
      const response = {
        id: integerOf(row, 'id'),
        promptId: integerOf(row, 'prompt_id'),
        side: textOf(row, 'side'),
        sample: integerOf(row, 'sample'),
      };
      indexResponse(database, response, textOf(row, 'answer'));
    }
    database.run(`DELETE FROM meta WHERE key = 'searchGap'`);
  });
}

/**
 * Ids of the prompts that have all words of `typed` in the prompt or in one answer of the column's pair, as a JSON array
 * for `json_each`; null where `typed` has no words.
 */
export function findPrompts(database: Database, column: number, typed: string): string | null {
  const phrases = parseSearch(typed);
  if (phrases.length === 0) return null;
  const gap = hasFullTextSearch() ? searchGap(database) : 0;
  const indexed =
    gap === 0
      ? '[]'
      : textOf(database.get(matching, { expression: searchExpression(phrases), column }) ?? {}, 'ids');
  if (gap === null) return indexed;
  const found = new Set<unknown>(JSON.parse(indexed) as unknown[]);
  if (gap === 0) {
    for (const row of database.iterate(promptDocuments)) {
      if (matchesSearch(phrases, promptText(row))) found.add(integerOf(row, 'id'));
    }
  }
  for (const row of database.iterate(answerDocuments, { from: gap })) {
    if (isOfPair(sideOf(row), column) && matchesSearch(phrases, textOf(row, 'answer')))
      found.add(integerOf(row, 'prompt_id'));
  }
  return JSON.stringify([...found]);
}

/** As `findPrompts`, by a regular expression. @throws GuardrailError invalidRequest */
export function findPromptsByPattern(database: Database, column: number, pattern: string): string {
  return JSON.stringify([...findPattern(pattern, searchedTexts(database, column))]);
}

function* searchedTexts(database: Database, column: number): Generator<{ id: number; text: string }> {
  for (const row of database.iterate(promptDocuments)) {
    yield { id: integerOf(row, 'id'), text: promptText(row) };
  }
  for (const row of database.iterate(answerDocuments, { from: 0 })) {
    if (!isOfPair(sideOf(row), column)) continue;
    yield { id: integerOf(row, 'prompt_id'), text: textOf(row, 'answer') };
  }
}

/** What of a prompt is searched: the suite's words, what the attack made of them, the turns before (JSON), and the context. */
export function promptDocument({
  prompt,
  userMessage,
  context,
  history,
}: {
  readonly prompt: string;
  readonly userMessage: string;
  readonly context: string | null;
  readonly history: string | null;
}): string {
  const parts = userMessage.includes(prompt) ? [userMessage] : [prompt, userMessage];
  const turns = history === null ? [] : parseColumn(historyJson, history, 'earlier turns');
  return [...parts, ...turns.map(({ content }) => content), ...(context === null ? [] : [context])].join(
    '\n',
  );
}

const promptDocuments = 'SELECT id, prompt, user_message, context, history FROM prompt';
const answerDocuments =
  'SELECT id, prompt_id, side, sample, coalesce(answer, text) AS answer FROM response WHERE id >= :from ORDER BY id';
/** The first tuned subject's answers lie among those of the base, and are left out for further ones. */
const matching = `
  SELECT json_group_array(id) AS ids
  FROM (
    SELECT DISTINCT rowid / ${slots} % ${prompts} AS id FROM search
    WHERE search MATCH :expression AND CASE rowid / ${slots} / ${prompts}
      WHEN 0 THEN :column = 0 OR rowid % ${slots} = 0
        OR (rowid % ${slots} - 1) % ${sides.length} <> ${sides.indexOf('tuned')}
      ELSE rowid / ${slots} / ${prompts} = :column
    END
  )`;

function promptText(row: Row): string {
  const prompt = textOf(row, 'prompt');
  return promptDocument({
    prompt,
    userMessage: nullableTextOf(row, 'user_message') ?? prompt,
    context: nullableTextOf(row, 'context'),
    history: nullableTextOf(row, 'history'),
  });
}

function rowidOf({ promptId, side, sample }: Omit<IndexedResponse, 'id'>): number {
  const stored = parseSide(side);
  if (stored === null) throw badCall(`There is no side "${side}".`);
  const prompt = promptId + (stored.column ?? 0) * prompts;
  return prompt * slots + 1 + sample * sides.length + sides.indexOf(stored.side);
}

function addDocument(database: Database, rowid: number, text: string): void {
  const terms = searchTerms(text).join(' ');
  database.run('INSERT INTO search (rowid, terms) VALUES (:rowid, :terms)', { rowid, terms });
}

function noteGap(database: Database, from: number): void {
  const sql =
    from === 0
      ? `INSERT OR REPLACE INTO meta (key, value) VALUES ('searchGap', :from)`
      : `INSERT OR IGNORE INTO meta (key, value) VALUES ('searchGap', :from)`;
  database.run(sql, { from: String(from) });
}

/** The first response that is not in the index; 0: nothing is; null: everything is. */
function searchGap(database: Database): number | null {
  const row = database.get(`SELECT value FROM meta WHERE key = 'searchGap'`);
  return row === undefined ? null : Number(textOf(row, 'value'));
}

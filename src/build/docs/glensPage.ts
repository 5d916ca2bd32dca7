// The reference of `.glens` files: the tables and columns of a database that the product's own migrations made.
import { DatabaseSync } from 'node:sqlite';
import { migrations } from '../../engine/store/schema';
import { code, table, type Page } from './markdown';

/** What a table is for. A table without a line here does not pass. */
const purposes: Readonly<Record<string, string>> = {
  meta: 'One value per name: state of the run, settings, versions, marks.',
  manifest: 'The suites that were asked, as JSON.',
  judge: 'The judges, the first of which counts, as JSON.',
  prompt: 'Every prompt under every attack.',
  rendered_prompt: 'Every text that a model was given, after its chat template.',
  response:
    'Every answer. `side` is base, tuned or control; further tuned subjects are tuned2, tuned3 and so on.',
  response_tokens: 'Token ids (little-endian int32) and their log-probabilities (float32) of an answer.',
  verdict:
    'Every verdict, also those that were overruled or taken back; the newest of a person comes before any judge.',
  response_state: 'Derived: the verdict that counts for each answer.',
  row_state: 'Derived: what lists of prompts are filtered and sorted by.',
  missing: 'Questions without an answer, with the reason. They are in no figure.',
  column_state: 'Derived: `row_state` for further tuned subjects.',
  label: 'Answers that were drawn for a person to label, and the labels.',
  reading:
    'What both models were found to say of the file’s answers or prompts (drift, representation, weights), as JSON.',
};

/** @throws Error for a table that is not described */
export function glensPage(): Page {
  const database = new DatabaseSync(':memory:');
  for (const migration of migrations) database.exec(migration);
  const names = database
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
    )
    .all()
    .map(({ name }) => String(name));
  const body = names.map((name) => section(database, name)).join('\n\n');
  database.close();
  return {
    title: '.glens: a comparison',
    intro:
      'A comparison is one SQLite database, which any tool for SQLite opens. Times are ISO 8601. Columns that a respondent may not know (tokens of a server’s answers, for example) are named in `response.unknown`, with commas between them. While a run is under way, `-wal` and `-shm` lie beside the file.',
    body,
  };
}

function section(database: DatabaseSync, name: string): string {
  const purpose = purposes[name];
  if (purpose === undefined) throw new Error(`The table ${name} is not described in glensPage.ts.`);
  const references = new Map(
    database
      .prepare('SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)')
      .all(name)
      .map((row) => [String(row['from']), `${String(row['table'])}.${String(row['to'])}`]),
  );
  const rows = database
    .prepare('SELECT name, type, "notnull", pk FROM pragma_table_info(?)')
    .all(name)
    .map((row): string[] => {
      const column = String(row['name']);
      const target = references.get(column);
      return [
        code(column),
        String(row['type']),
        Number(row['notnull']) === 0 && Number(row['pk']) === 0 ? 'yes' : '',
        Number(row['pk']) > 0 ? 'primary key' : target === undefined ? '' : `of ${code(target)}`,
      ];
    });
  return `## ${name}\n\n${purpose}\n\n${table(['column', 'type', 'may be NULL', 'key'], rows)}`;
}

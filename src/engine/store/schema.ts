// The tables of a comparison file, as steps from an empty database to the newest schema.

/** SQLite's `application_id`: the letters GLNS. */
export const applicationId = 0x474c4e53;

/** The first version of the product that reads the newest schema; an older one names it to its user. */
export const requiredVersion = '0.2.0';

/**
 * Side and outcome are stored in words, times as ISO 8601, token ids and log-probabilities as little-endian
 * int32 and float32, so that any other tool can read the file. `response_state` and `row_state` are derived:
 * narrow tables that make filters and sorts fast, kept up in the transaction that changes what they rest on.
 */
const version1 = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE manifest (position INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE judge (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, value TEXT NOT NULL) STRICT;
CREATE TABLE prompt (
  id INTEGER PRIMARY KEY,
  suite_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  category TEXT NOT NULL,
  attack_id TEXT,
  prompt TEXT NOT NULL,
  user_message TEXT, -- NULL: the same as prompt
  context TEXT
) STRICT;
CREATE TABLE rendered_prompt (
  id INTEGER PRIMARY KEY,
  prompt_id INTEGER NOT NULL REFERENCES prompt (id),
  text TEXT NOT NULL
) STRICT;
CREATE INDEX rendered_prompt_by_prompt ON rendered_prompt (prompt_id);
CREATE TABLE response (
  id INTEGER PRIMARY KEY,
  prompt_id INTEGER NOT NULL REFERENCES prompt (id),
  side TEXT NOT NULL,
  sample INTEGER NOT NULL,
  rendered_prompt_id INTEGER NOT NULL REFERENCES rendered_prompt (id),
  text TEXT NOT NULL,
  reasoning TEXT,
  answer TEXT, -- NULL: the same as text
  finish_reason TEXT NOT NULL,
  seed INTEGER NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  mean_logprob REAL,
  milliseconds REAL NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE TABLE response_tokens (
  response_id INTEGER PRIMARY KEY REFERENCES response (id),
  token_ids BLOB NOT NULL,
  logprobs BLOB NOT NULL
) STRICT;
CREATE TABLE verdict (
  id INTEGER PRIMARY KEY,
  response_id INTEGER NOT NULL REFERENCES response (id),
  judge_id TEXT NOT NULL, -- 'person' overrules
  judge_version TEXT NOT NULL,
  outcome TEXT NOT NULL,
  score REAL,
  evidence TEXT NOT NULL,
  span_start INTEGER,
  span_end INTEGER,
  reason TEXT,
  note TEXT,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX verdict_by_response ON verdict (response_id, judge_id);
CREATE TABLE response_state (
  prompt_id INTEGER NOT NULL REFERENCES prompt (id),
  side TEXT NOT NULL,
  sample INTEGER NOT NULL,
  response_id INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  milliseconds REAL NOT NULL,
  verdict_id INTEGER, -- the verdict that counts
  outcome TEXT,
  disagreement INTEGER NOT NULL,
  PRIMARY KEY (prompt_id, side, sample)
) STRICT, WITHOUT ROWID;
CREATE TABLE row_state (
  prompt_id INTEGER PRIMARY KEY REFERENCES prompt (id),
  suite_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  category TEXT NOT NULL,
  attack_id TEXT,
  flip TEXT,
  disagreement INTEGER NOT NULL,
  base_outcomes INTEGER NOT NULL, -- one bit per outcome that a sample has
  tuned_outcomes INTEGER NOT NULL,
  control_outcomes INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  milliseconds REAL NOT NULL
) STRICT;
`;

/**
 * Respondents that do not know everything of their answers, and questions that were not answered. `unknown` names, with
 * commas between them, the columns of the row whose values are placeholders; NULL: all is known. Rows of version 1 stay as
 * they are, so that a large file is taken up at once.
 */
const version2 = `
ALTER TABLE response ADD COLUMN unknown TEXT;
CREATE TABLE missing (
  prompt_id INTEGER NOT NULL REFERENCES prompt (id),
  side TEXT NOT NULL,
  sample INTEGER NOT NULL,
  reason TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (prompt_id, side, sample)
) STRICT, WITHOUT ROWID;
UPDATE meta SET value = '0.2.0' WHERE key = 'requires';
`;

/**
 * Several tuned subjects beside one base: their responses have the sides `tuned2`, `tuned3` and so on, and their pairs
 * with the base rows of their own, as `row_state` has them for the first.
 */
const version3 = `
CREATE TABLE column_state (
  position INTEGER NOT NULL, -- of the tuned subject, from 0
  prompt_id INTEGER NOT NULL REFERENCES prompt (id),
  suite_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  category TEXT NOT NULL,
  attack_id TEXT,
  flip TEXT,
  disagreement INTEGER NOT NULL,
  base_outcomes INTEGER NOT NULL,
  tuned_outcomes INTEGER NOT NULL,
  control_outcomes INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  milliseconds REAL NOT NULL,
  PRIMARY KEY (position, prompt_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX column_state_by_prompt ON column_state (prompt_id);
`;

/**
 * A person's verdict can be taken back, and stays in the history with the time when it was. Labels: the answers that were drawn
 * for a person to label, in the order of drawing, and what the person said of them; NULL: nothing yet.
 */
const version4 = `
ALTER TABLE verdict ADD COLUMN withdrawn TEXT;
CREATE TABLE label (
  position INTEGER PRIMARY KEY,
  response_id INTEGER NOT NULL UNIQUE REFERENCES response (id),
  label TEXT,
  at TEXT
) STRICT;
`;

/** What the verifier of a task compares answers with, as JSON; NULL: the prompt is no task. */
const version5 = `
ALTER TABLE prompt ADD COLUMN task TEXT;
`;

/** What both models were found to say of the file's answers or prompts, as JSON; the newest has the largest id. */
const version6 = `
CREATE TABLE reading (
  id INTEGER PRIMARY KEY,
  position INTEGER NOT NULL, -- of the tuned subject, from 0
  kind TEXT NOT NULL,
  settings TEXT NOT NULL,
  origin TEXT NOT NULL, -- when, by which models, of how many prompts and answers
  value TEXT NOT NULL,
  UNIQUE (position, kind, settings)
) STRICT;
`;

/**
 * Prompts of several turns: those before the user's last, as JSON. How the answer was made to begin. NULL: none, and it begins itself.
 */
const version7 = `
ALTER TABLE prompt ADD COLUMN history TEXT;
ALTER TABLE prompt ADD COLUMN prefill TEXT;
`;

/** Step i makes version i + 1 out of version i. A released step is never changed. */
export const migrations: readonly string[] = [
  version1,
  version2,
  version3,
  version4,
  version5,
  version6,
  version7,
];

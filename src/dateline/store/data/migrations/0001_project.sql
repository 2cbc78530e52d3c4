-- Schema 1 of a dateline project. Every statement is valid in DuckDB and in PostgreSQL; LONGTEXT is
-- what each of them has for long texts (`Connection.long_text`).
-- docs/store.md describes every table. `document` is documents.key everywhere; `event`, `actor` … are ids within the record.

CREATE TABLE project (name TEXT PRIMARY KEY, value TEXT);

CREATE TABLE runs (
  run BIGINT PRIMARY KEY,        -- 1, 2, …
  status TEXT NOT NULL,          -- running | finished | interrupted
  started TEXT NOT NULL,         -- UTC
  finished TEXT,
  coding TEXT NOT NULL,          -- hash of all that decides a record beside the document
  request TEXT NOT NULL,         -- hash of what was asked: a run that was stopped is continued by the same request
  manifest TEXT NOT NULL         -- JSON: versions, hashes, settings, inputs, counts
);

CREATE TABLE documents (
  key TEXT PRIMARY KEY,          -- of source or given id, raw text, metadata
  n BIGINT NOT NULL,             -- in the order of arrival
  stamp BIGINT NOT NULL,         -- grows with every change of a document
  id TEXT NOT NULL,              -- the record's id, unique among the documents that are present
  stem TEXT NOT NULL,            -- the id without the ~2 that makes it unique
  identity TEXT NOT NULL,        -- the given id, else the file: what a corrected text has in common with the one before
  corpus TEXT NOT NULL,          -- the CORPUS argument that it came through
  source TEXT NOT NULL,
  file TEXT NOT NULL,            -- source without the line of a JSONL file
  raw_kind TEXT,
  raw_sha256 TEXT,
  text_sha256 TEXT,              -- of the decoded text: texts.text_sha256
  meta_sha256 TEXT,
  given TEXT,                    -- JSON: metadata and reader's notes, as the document came
  title TEXT, outlet TEXT, agency TEXT, byline TEXT, published TEXT, url TEXT, language TEXT,
  state TEXT NOT NULL,           -- coded | failed
  presence TEXT NOT NULL,        -- present | vanished | replaced
  replaced_by TEXT,              -- the key of the document that took its place
  error_code TEXT, error_message TEXT,
  attempts INTEGER NOT NULL,
  coding TEXT NOT NULL,          -- runs.coding of the run that coded it
  first_run BIGINT NOT NULL,
  run BIGINT NOT NULL,           -- that coded it
  seen BIGINT NOT NULL,          -- the last run in whose corpus it was
  outcome TEXT NOT NULL,         -- of that run: new | recoded | unchanged | failed | failed-before | retried
  events INTEGER NOT NULL
);

CREATE TABLE texts (text_sha256 TEXT PRIMARY KEY, raw LONGTEXT NOT NULL);   -- raw as a JSON string: any character is kept
CREATE TABLE records (document TEXT PRIMARY KEY, n BIGINT NOT NULL, record LONGTEXT NOT NULL);

CREATE TABLE versions (          -- what a document gave in each run that changed it: runs are compared by these
  document TEXT NOT NULL, run BIGINT NOT NULL,
  state TEXT NOT NULL,           -- coded | failed | vanished | replaced
  record_sha256 TEXT,
  events LONGTEXT NOT NULL       -- JSON: what is compared of each event
);

CREATE TABLE actors (
  document TEXT NOT NULL, actor TEXT NOT NULL, name TEXT NOT NULL, code TEXT, country TEXT, role TEXT, kind TEXT,
  person_status TEXT, wikidata TEXT, basis TEXT
);
CREATE TABLE places (
  document TEXT NOT NULL, place TEXT NOT NULL, name TEXT NOT NULL, geonameid BIGINT, lat DOUBLE PRECISION,
  lon DOUBLE PRECISION, country TEXT, admin1 TEXT, admin2 TEXT, kind TEXT, "precision" INTEGER, disputed TEXT, basis TEXT
);
CREATE TABLE mentions (
  document TEXT NOT NULL, layer TEXT NOT NULL, entity TEXT NOT NULL, start_char BIGINT NOT NULL, end_char BIGINT NOT NULL,
  form TEXT
);
CREATE TABLE times (
  document TEXT NOT NULL, time TEXT NOT NULL, start_char BIGINT, end_char BIGINT, type TEXT, value TEXT, mod TEXT,
  start_date TEXT, end_date TEXT, "precision" INTEGER, basis TEXT
);
CREATE TABLE claims (
  document TEXT NOT NULL, claim TEXT NOT NULL, source_name TEXT, source_kind TEXT, actor TEXT, stance TEXT, within_claim TEXT,
  via TEXT, spans TEXT NOT NULL  -- JSON: source, cue, content
);
CREATE TABLE events (
  serial BIGINT PRIMARY KEY,     -- documents.n * 1,000,000 + the event's place in the record: an order, and a cursor
  document TEXT NOT NULL, event TEXT NOT NULL, type TEXT NOT NULL, mode TEXT, contexts TEXT, cameo TEXT, quad INTEGER,
  goldstein DOUBLE PRECISION, status TEXT NOT NULL, background BOOLEAN NOT NULL, standing TEXT NOT NULL, nature TEXT,
  phase TEXT, outcome TEXT, about TEXT,
  inside TEXT,                   -- the event that is about this one, if any: it is that one's content, not an act of its own
  reciprocal BOOLEAN NOT NULL,
  source_names TEXT, source_codes TEXT, target_names TEXT, target_codes TEXT,   -- several are joined by " | "
  said_by TEXT,
  place TEXT, place_name TEXT, country TEXT, admin1 TEXT, lat DOUBLE PRECISION, lon DOUBLE PRECISION, geonameid BIGINT,
  place_precision INTEGER,
  start_date TEXT, end_date TEXT, date_precision INTEGER, date_basis TEXT,
  sentence INTEGER, start_char BIGINT, end_char BIGINT, trigger_text TEXT, sentence_text TEXT,
  confidence DOUBLE PRECISION, rule TEXT
);
CREATE TABLE participants (
  serial BIGINT NOT NULL,        -- of the event
  document TEXT NOT NULL, event TEXT NOT NULL, position INTEGER NOT NULL, actor TEXT, role TEXT NOT NULL, certainty TEXT,
  alternative INTEGER, part TEXT, civilian BOOLEAN, claim TEXT, start_char BIGINT, end_char BIGINT,
  name TEXT, folded TEXT, code TEXT, country TEXT
);
CREATE TABLE locations (
  serial BIGINT NOT NULL,        -- of the event
  document TEXT NOT NULL, event TEXT NOT NULL, position INTEGER NOT NULL, place TEXT, role TEXT, relation TEXT,
  "precision" INTEGER, start_char BIGINT, end_char BIGINT, name TEXT, country TEXT, lat DOUBLE PRECISION,
  lon DOUBLE PRECISION
);
CREATE TABLE numbers (
  document TEXT NOT NULL, number TEXT NOT NULL, what TEXT, low DOUBLE PRECISION, best DOUBLE PRECISION,
  high DOUBLE PRECISION, qualifier TEXT, start_char BIGINT, end_char BIGINT, event TEXT, actor TEXT, place TEXT, time TEXT,
  claim TEXT, side TEXT, scope TEXT
);
CREATE TABLE edits (
  document TEXT NOT NULL, start_char BIGINT, end_char BIGINT, raw_start BIGINT, raw_end BIGINT, was TEXT, now TEXT, rule TEXT
);
CREATE TABLE notes (document TEXT NOT NULL, field TEXT, event TEXT, code TEXT, reason TEXT);
CREATE TABLE loaded_terms (
  document TEXT NOT NULL, start_char BIGINT, end_char BIGINT, term TEXT, frame TEXT, neutral TEXT
);
CREATE TABLE searchable (document TEXT NOT NULL, n BIGINT NOT NULL, folded TEXT NOT NULL);   -- words, with blanks around each

CREATE TABLE copies (copy_group TEXT NOT NULL, document TEXT NOT NULL);
CREATE TABLE occurrences (
  occurrence TEXT NOT NULL, reports INTEGER NOT NULL, outlets INTEGER NOT NULL, origins INTEGER NOT NULL,
  origin_keys TEXT NOT NULL,     -- JSON
  document TEXT NOT NULL, event TEXT NOT NULL    -- the representative
);
CREATE TABLE occurrence_members (
  occurrence TEXT NOT NULL, position INTEGER NOT NULL, document TEXT NOT NULL, event TEXT NOT NULL, reasons TEXT NOT NULL
);
CREATE TABLE contradictions (
  occurrence TEXT NOT NULL, position INTEGER NOT NULL, field TEXT NOT NULL,
  grows BOOLEAN NOT NULL, accounts TEXT NOT NULL  -- JSON; grows: later reports only raise the figure
);
CREATE TABLE sketches (kind TEXT NOT NULL, document TEXT NOT NULL, stamp BIGINT NOT NULL, sketch TEXT NOT NULL);

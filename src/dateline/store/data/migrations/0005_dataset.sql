-- Schema 5: the data set as people left it, as rows for queries (docs/desk.md). Everything here is made from the records and
-- the decisions, and can be made anew from them. A document that stands in reviewed_documents is read from reviewed_events
-- and reviewed_participants in place of events and participants; an occurrence in replaced_occurrences gave way to those in
-- reviewed_occurrences. store/tables.py puts both halves together.

CREATE TABLE reviewed_documents (document TEXT PRIMARY KEY, stamp BIGINT NOT NULL);   -- documents.stamp when they were made
CREATE TABLE reviewed_events (
  serial BIGINT NOT NULL, document TEXT NOT NULL, event TEXT NOT NULL, type TEXT NOT NULL, mode TEXT, contexts TEXT,
  cameo TEXT, quad INTEGER, goldstein DOUBLE PRECISION, status TEXT NOT NULL, background BOOLEAN NOT NULL,
  standing TEXT NOT NULL, nature TEXT, phase TEXT, outcome TEXT, about TEXT, inside TEXT, reciprocal BOOLEAN NOT NULL,
  source_names TEXT, source_codes TEXT, target_names TEXT, target_codes TEXT, said_by TEXT, place_name TEXT, country TEXT,
  admin1 TEXT, lat DOUBLE PRECISION, lon DOUBLE PRECISION, geonameid BIGINT, place_precision INTEGER, start_date TEXT,
  end_date TEXT, date_precision INTEGER, date_basis TEXT, trigger_text TEXT, sentence_text TEXT,
  confidence DOUBLE PRECISION, rule TEXT
);
CREATE TABLE reviewed_participants (
  serial BIGINT NOT NULL, document TEXT NOT NULL, role TEXT NOT NULL, folded TEXT, code TEXT
);

CREATE TABLE replaced_occurrences (occurrence TEXT NOT NULL);
CREATE TABLE reviewed_occurrences (
  occurrence TEXT NOT NULL, reports INTEGER NOT NULL, outlets INTEGER NOT NULL, origins INTEGER NOT NULL,
  origin_keys TEXT NOT NULL, document TEXT NOT NULL, event TEXT NOT NULL
);
CREATE TABLE reviewed_members (
  occurrence TEXT NOT NULL, position INTEGER NOT NULL, document TEXT NOT NULL, event TEXT NOT NULL, reasons TEXT NOT NULL
);
CREATE TABLE reviewed_contradictions (
  occurrence TEXT NOT NULL, position INTEGER NOT NULL, field TEXT NOT NULL, grows BOOLEAN NOT NULL, accounts TEXT NOT NULL
);
CREATE INDEX decisions_action ON decisions (action);

-- Schema 2: what people decide. Rows of `decisions` are appended and never changed (docs/desk.md).

CREATE TABLE decisions (
  serial BIGINT PRIMARY KEY,     -- 1, 2, …: the order in which decisions were kept
  key TEXT NOT NULL UNIQUE,      -- made by the client: what is sent twice is kept once
  coder TEXT NOT NULL, moment TEXT NOT NULL, document TEXT NOT NULL, event TEXT, action TEXT NOT NULL, sample TEXT,
  decision TEXT NOT NULL         -- JSON: the whole decision, a line of the audit log
);
CREATE INDEX decisions_document ON decisions (document);
CREATE INDEX decisions_coder ON decisions (coder);
CREATE INDEX decisions_sample ON decisions (sample);

CREATE TABLE samples (           -- a queue that was drawn: what is in it never changes
  sample TEXT PRIMARY KEY, kind TEXT NOT NULL, seed BIGINT NOT NULL, wanted TEXT NOT NULL, made TEXT NOT NULL,
  made_by TEXT NOT NULL,
  coders TEXT NOT NULL,          -- JSON: who reviews it, each blind to the others; empty for whoever comes
  addresses TEXT NOT NULL        -- JSON: KEY#e1 in the order of showing
);

CREATE TABLE accounts (
  name TEXT PRIMARY KEY, role TEXT NOT NULL,   -- reader | coder | adjudicator | owner
  password TEXT NOT NULL,        -- argon2id
  active BOOLEAN NOT NULL, made TEXT NOT NULL
);

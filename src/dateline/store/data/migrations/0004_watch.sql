-- Schema 4: what `dateline watch` remembers, so that a restart loses and repeats nothing (docs/watch.md).

CREATE TABLE feeds (
  url TEXT PRIMARY KEY, etag TEXT, modified TEXT,  -- what the server wants to be asked with
  due BIGINT NOT NULL,           -- when it is asked again, in seconds since 1970
  failures BIGINT NOT NULL,      -- in a row
  message TEXT                   -- why, the last time
);

CREATE TABLE watch_cursors (     -- the last event that a saved query has told
  query TEXT NOT NULL, sink TEXT NOT NULL, cursor BIGINT NOT NULL, PRIMARY KEY (query, sink)
);

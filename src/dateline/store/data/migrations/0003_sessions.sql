-- Schema 3: who is logged in to a desk on a server (docs/security.md). The cookie itself is never kept.

CREATE TABLE sessions (
  session TEXT PRIMARY KEY,      -- SHA-256 of the cookie's token
  name TEXT NOT NULL,            -- of the account
  csrf TEXT NOT NULL,            -- what its pages send back with every change
  made TEXT NOT NULL, expires TEXT NOT NULL
);

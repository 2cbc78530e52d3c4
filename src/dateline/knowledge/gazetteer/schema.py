VERSION = 1
BITS = 24  # of the name filter: 2 MB, about 5 % false alarms at a million names

SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA page_size = 4096;
CREATE TABLE place (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, lat REAL, lon REAL, country TEXT,
    admin1 TEXT, admin2 TEXT, population INTEGER NOT NULL, geonameid INTEGER, score REAL NOT NULL,
    claimed_by TEXT, controlled_by TEXT
);
CREATE TABLE name (folded TEXT NOT NULL, rank INTEGER NOT NULL, place INTEGER NOT NULL, form TEXT NOT NULL,
    PRIMARY KEY (folded, rank)) WITHOUT ROWID;
CREATE TABLE exact (text TEXT NOT NULL, place INTEGER NOT NULL, form TEXT NOT NULL,
    PRIMARY KEY (text, place)) WITHOUT ROWID;
CREATE TABLE filter (bits BLOB NOT NULL);
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

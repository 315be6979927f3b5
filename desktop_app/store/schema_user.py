"""user.db, first schema: what the person owns, did, said and decided. Precious: backed up and migrated, never rebuilt.

Times are UTC milliseconds (`_ms`), local offsets minutes (`_min`), parts of a file 1/75 s (`_75`, the frame of a CUE
sheet; a part of 0 to -1 is the whole file). Paths are bytes. A released schema is never edited: add a migration.
"""

from __future__ import annotations

import sqlite3

APPLICATION_ID = 0x55534E47
"""Marks our files in the SQLite header: "USNG"."""

_LIBRARY = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE root(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path BLOB NOT NULL UNIQUE,
  state TEXT NOT NULL DEFAULT 'present' CHECK (state IN ('present', 'away')),
  rule TEXT NOT NULL DEFAULT 'music',
  added_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE file(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  root INTEGER NOT NULL REFERENCES root(id),
  path BLOB NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  device INTEGER NOT NULL,
  inode INTEGER NOT NULL,
  away_ms INTEGER,                                        -- since when it is missing; NULL: present
  refused TEXT                                            -- why it holds no track; NULL: it holds one
) STRICT;
CREATE INDEX file_root ON file(root);

CREATE TABLE track(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
  added_ms INTEGER NOT NULL,
  removed_ms INTEGER
) STRICT;

CREATE TABLE track_key(
  id INTEGER PRIMARY KEY,
  track INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE,
  algorithm TEXT NOT NULL,
  key BLOB NOT NULL,
  start_75 INTEGER NOT NULL DEFAULT 0 CHECK (start_75 >= 0),
  end_75 INTEGER NOT NULL DEFAULT -1 CHECK (end_75 = -1 OR end_75 > start_75),
  UNIQUE (key, start_75, end_75)
) STRICT;
CREATE INDEX track_key_track ON track_key(track);

CREATE TABLE location(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  track INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE,
  file INTEGER NOT NULL REFERENCES file(id) ON DELETE CASCADE,
  start_75 INTEGER NOT NULL DEFAULT 0 CHECK (start_75 >= 0),
  end_75 INTEGER NOT NULL DEFAULT -1 CHECK (end_75 = -1 OR end_75 > start_75),
  superseded_ms INTEGER,                                  -- since when the file holds other audio; NULL: current
  title TEXT NOT NULL,
  artist TEXT NOT NULL,
  artists TEXT NOT NULL,                                  -- JSON list, as genres and from_name; raw: JSON object
  album TEXT NOT NULL,
  album_artist TEXT NOT NULL,
  genres TEXT NOT NULL,
  year INTEGER,
  disc INTEGER,
  number INTEGER,
  number_total INTEGER,
  compilation INTEGER NOT NULL CHECK (compilation IN (0, 1)),
  duration_ms INTEGER,
  sample_rate INTEGER,
  channels INTEGER,
  bitrate INTEGER,
  codec TEXT NOT NULL,
  from_name TEXT NOT NULL,
  sort_artist TEXT NOT NULL,
  raw TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX location_current ON location(file, start_75, end_75) WHERE superseded_ms IS NULL;
CREATE INDEX location_track ON location(track);
CREATE INDEX location_file ON location(file);

CREATE TABLE override(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  uid TEXT NOT NULL,
  field TEXT NOT NULL,
  value TEXT,
  made_ms INTEGER NOT NULL,
  undone_ms INTEGER
) STRICT;
CREATE INDEX override_uid ON override(uid, field);

CREATE TABLE artist(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  sort TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE credit(
  location INTEGER NOT NULL REFERENCES location(id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  position INTEGER NOT NULL,
  artist INTEGER NOT NULL REFERENCES artist(id),
  PRIMARY KEY (location, role, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX credit_artist ON credit(artist);
CREATE TABLE release(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
  key TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE release_track(
  release INTEGER NOT NULL REFERENCES release(id) ON DELETE CASCADE,
  location INTEGER NOT NULL REFERENCES location(id) ON DELETE CASCADE,
  disc INTEGER,
  number INTEGER,
  PRIMARY KEY (release, location)
) STRICT, WITHOUT ROWID;
CREATE INDEX release_track_location ON release_track(location);

CREATE TABLE decision(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('recording', 'work')),
  a_uid TEXT NOT NULL,
  b_uid TEXT NOT NULL,
  same INTEGER NOT NULL CHECK (same IN (0, 1)),
  decided_by TEXT NOT NULL CHECK (decided_by IN ('program', 'person')),
  confidence REAL CHECK (confidence BETWEEN 0 AND 1),
  made_ms INTEGER NOT NULL,
  undone_ms INTEGER,
  CHECK (a_uid < b_uid)
) STRICT;
CREATE INDEX decision_pair ON decision(a_uid, b_uid);
"""

_HISTORY = """
CREATE TABLE said(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  artist TEXT NOT NULL,
  title TEXT NOT NULL,
  album TEXT NOT NULL DEFAULT '',
  duration_ms INTEGER,
  ext_ids TEXT NOT NULL DEFAULT '{}',
  key TEXT NOT NULL
) STRICT;
CREATE INDEX said_key ON said(key);
CREATE TABLE said_match(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  said INTEGER NOT NULL REFERENCES said(id) ON DELETE CASCADE,
  track INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE,
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  decided_by TEXT NOT NULL CHECK (decided_by IN ('program', 'person')),
  made_ms INTEGER NOT NULL,
  undone_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX said_match_active ON said_match(said) WHERE undone_ms IS NULL;
CREATE INDEX said_match_track ON said_match(track);

CREATE TABLE import(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  at_ms INTEGER NOT NULL,
  undone_ms INTEGER
) STRICT;

CREATE TABLE list_run(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mode TEXT NOT NULL,
  parameters TEXT NOT NULL,
  policy TEXT NOT NULL,
  rng INTEGER NOT NULL,
  now_ms INTEGER NOT NULL,
  valid_until_ms INTEGER
) STRICT;
CREATE INDEX list_run_mode ON list_run(mode, now_ms);
CREATE TABLE impression(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL REFERENCES list_run(id) ON DELETE CASCADE,
  rank INTEGER NOT NULL CHECK (rank >= 0),
  track INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE,
  score REAL NOT NULL,
  terms TEXT NOT NULL,                                    -- JSON list of {term, value, listens, tracks, facts}
  propensity REAL CHECK (propensity > 0 AND propensity <= 1),
  arm TEXT,
  UNIQUE (run, rank)
) STRICT;
CREATE INDEX impression_track ON impression(track);

CREATE TABLE listen(
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
  track INTEGER REFERENCES track(id),
  said INTEGER REFERENCES said(id),
  start_ms INTEGER NOT NULL,
  offset_min INTEGER NOT NULL CHECK (offset_min BETWEEN -1080 AND 1080),
  precision_ms INTEGER NOT NULL DEFAULT 1 CHECK (precision_ms >= 1),
  played_ms INTEGER NOT NULL CHECK (played_ms >= 0),
  duration_ms INTEGER CHECK (duration_ms >= 0),
  ended TEXT CHECK (ended IN ('FINISHED', 'SKIPPED', 'STOPPED', 'REPLACED', 'FAILED')),
  skip_kind TEXT CHECK (skip_kind IN ('HUNTING', 'NOT_NOW', 'TIRED', 'DISLIKE')),
  corrected TEXT,                                         -- what the person says it was, beside what was measured
  chosen TEXT NOT NULL,
  source TEXT NOT NULL DEFAULT 'undersong',
  impression INTEGER REFERENCES impression(id) ON DELETE SET NULL,
  flags INTEGER NOT NULL DEFAULT 0,
  excluded INTEGER NOT NULL DEFAULT 0 CHECK (excluded IN (0, 1)),
  CHECK (track IS NOT NULL OR said IS NOT NULL),
  CHECK (skip_kind IS NULL OR ended = 'SKIPPED')
) STRICT;
CREATE INDEX listen_start ON listen(start_ms, seq);
CREATE INDEX listen_track ON listen(track, start_ms);
CREATE INDEX listen_said ON listen(said) WHERE said IS NOT NULL;
CREATE INDEX listen_open ON listen(seq) WHERE ended IS NULL;
CREATE INDEX listen_impression ON listen(impression) WHERE impression IS NOT NULL;

CREATE TABLE listen_claim(
  import INTEGER NOT NULL REFERENCES import(id) ON DELETE CASCADE,
  row_key TEXT NOT NULL,
  listen INTEGER NOT NULL REFERENCES listen(seq) ON DELETE CASCADE,
  PRIMARY KEY (import, row_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX listen_claim_listen ON listen_claim(listen);
CREATE TABLE import_count(
  import INTEGER NOT NULL REFERENCES import(id) ON DELETE CASCADE,
  said INTEGER NOT NULL REFERENCES said(id) ON DELETE CASCADE,
  plays INTEGER NOT NULL DEFAULT 0 CHECK (plays >= 0),
  skips INTEGER NOT NULL DEFAULT 0 CHECK (skips >= 0),
  rating REAL CHECK (rating BETWEEN 0 AND 1),
  PRIMARY KEY (import, said)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_count_said ON import_count(said);
"""

_SAID_AND_LISTS = """
CREATE TABLE feedback(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('like', 'dislike', 'not-now', 'tired', 'mute-artist', 'mute-reason')),
  target_uid TEXT NOT NULL,
  value REAL,
  scope TEXT NOT NULL DEFAULT '',
  at_ms INTEGER NOT NULL,
  until_ms INTEGER,
  source TEXT NOT NULL DEFAULT 'undersong',
  undone_ms INTEGER
) STRICT;
CREATE INDEX feedback_target ON feedback(target_uid, kind);

CREATE TABLE playlist(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
  name TEXT NOT NULL,
  rule TEXT NOT NULL DEFAULT '',
  run INTEGER REFERENCES list_run(id) ON DELETE SET NULL,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX playlist_run ON playlist(run) WHERE run IS NOT NULL;
CREATE TABLE playlist_item(
  playlist INTEGER NOT NULL REFERENCES playlist(id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  track INTEGER REFERENCES track(id),
  said INTEGER REFERENCES said(id),
  raw TEXT,
  PRIMARY KEY (playlist, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX playlist_item_track ON playlist_item(track) WHERE track IS NOT NULL;
CREATE INDEX playlist_item_said ON playlist_item(said) WHERE said IS NOT NULL;

CREATE TABLE queue_item(
  position INTEGER PRIMARY KEY CHECK (position >= 0),
  track INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE
) STRICT;
CREATE INDEX queue_item_track ON queue_item(track);
CREATE TABLE queue_state(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  current INTEGER NOT NULL CHECK (current >= 0),
  position_ms INTEGER NOT NULL CHECK (position_ms >= 0)
) STRICT;

CREATE TABLE facet_edit(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL,
  operation TEXT NOT NULL,
  arguments TEXT NOT NULL DEFAULT '{}',
  made_ms INTEGER NOT NULL,
  undone_ms INTEGER
) STRICT;
CREATE TABLE friend(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL DEFAULT '',
  added_ms INTEGER NOT NULL,
  blob BLOB NOT NULL
) STRICT;
CREATE TABLE erasure(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  scope TEXT NOT NULL,
  asked_ms INTEGER NOT NULL,
  done_ms INTEGER
) STRICT;
"""


def first_schema(con: sqlite3.Connection) -> None:
    """Migration 1: everything."""
    con.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for block in (_LIBRARY, _HISTORY, _SAID_AND_LISTS):
        run_script(con, block)


def run_script(con: sqlite3.Connection, script: str) -> None:
    """Run statements one by one inside the transaction that is open (`executescript` would commit it)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            con.execute(statement)
            statement = ""
    if statement.strip():
        raise ValueError(f"A statement of the schema does not end: {statement.strip()[:60]}")

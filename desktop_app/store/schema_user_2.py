"""user.db, second schema: what the person corrects and removes, whole keys of files, and more of what tags say."""

from __future__ import annotations

import sqlite3

from desktop_app.store.schema_user import run_script

_SECOND = """
CREATE TABLE act(                                         -- something the person did to the library, undone as a whole
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  words TEXT NOT NULL,
  data TEXT NOT NULL DEFAULT '{}',                        -- JSON: what undoing needs beside the rows that name the act
  at_ms INTEGER NOT NULL,
  undone_ms INTEGER
) STRICT;

ALTER TABLE root ADD COLUMN removed_ms INTEGER;           -- the person took it out; NULL: in use
ALTER TABLE root ADD COLUMN shrunk_ms INTEGER;            -- since when it holds far fewer files; NULL: as usual
ALTER TABLE root ADD COLUMN act INTEGER REFERENCES act(id);
CREATE TABLE folder_rule(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path BLOB NOT NULL,                                     -- holds for all that lies below
  rule TEXT NOT NULL CHECK (rule IN ('never')),           -- never: kept out of every list the program makes
  source TEXT NOT NULL CHECK (source IN ('person', 'file')),
  made_ms INTEGER NOT NULL,
  undone_ms INTEGER,
  act INTEGER REFERENCES act(id)
) STRICT;
CREATE UNIQUE INDEX folder_rule_active ON folder_rule(path, rule, source) WHERE undone_ms IS NULL;

ALTER TABLE file ADD COLUMN quick_key BLOB;               -- of its sound at the last look
ALTER TABLE file ADD COLUMN full_key BLOB;                -- over all of its sound; NULL: not made yet
ALTER TABLE file ADD COLUMN doubt INTEGER NOT NULL DEFAULT 0 CHECK (doubt IN (0, 1));
                                                          -- joined by its quick key alone to a track that holds others
CREATE INDEX file_doubt ON file(doubt) WHERE doubt = 1;
ALTER TABLE track_key ADD COLUMN own INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1));
                                                          -- a whole key that was read in the track's first file
CREATE INDEX file_quick_key ON file(quick_key) WHERE quick_key IS NOT NULL;

-- A track is removed (track.removed_ms) while a removal of it holds, or while all of its files lie in removed roots.
CREATE TABLE removal(
  act INTEGER NOT NULL REFERENCES act(id),
  track INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE,
  was_away INTEGER NOT NULL CHECK (was_away IN (0, 1)),   -- then finding it again ends the removal
  ended_ms INTEGER,
  PRIMARY KEY (act, track)
) STRICT, WITHOUT ROWID;
CREATE INDEX removal_track ON removal(track);
CREATE INDEX track_removed ON track(removed_ms) WHERE removed_ms IS NOT NULL;
ALTER TABLE override ADD COLUMN act INTEGER REFERENCES act(id);
CREATE INDEX override_active ON override(kind, uid, field) WHERE undone_ms IS NULL;
CREATE INDEX override_act ON override(act) WHERE act IS NOT NULL;
ALTER TABLE decision ADD COLUMN act INTEGER REFERENCES act(id);
CREATE INDEX decision_act ON decision(act) WHERE act IS NOT NULL;
CREATE TABLE own_cover(sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32), image BLOB NOT NULL) STRICT, WITHOUT ROWID;

ALTER TABLE location ADD COLUMN original_year INTEGER;
ALTER TABLE location ADD COLUMN sort_title TEXT NOT NULL DEFAULT '';
ALTER TABLE location ADD COLUMN sort_album TEXT NOT NULL DEFAULT '';
ALTER TABLE location ADD COLUMN sort_album_artist TEXT NOT NULL DEFAULT '';
ALTER TABLE location ADD COLUMN work TEXT NOT NULL DEFAULT '';
ALTER TABLE location ADD COLUMN movement TEXT NOT NULL DEFAULT '';
ALTER TABLE location ADD COLUMN movement_number INTEGER;
ALTER TABLE location ADD COLUMN track_gain_db REAL;       -- ReplayGain 2 scale: to -18 LUFS
ALTER TABLE location ADD COLUMN track_peak REAL;
ALTER TABLE location ADD COLUMN album_gain_db REAL;
ALTER TABLE location ADD COLUMN album_peak REAL;

CREATE TABLE feedback_2(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL
    CHECK (kind IN ('like', 'dislike', 'not-now', 'tired', 'mute-artist', 'mute-reason', 'rating')),
  target_uid TEXT NOT NULL,
  value REAL,                                             -- of a rating: 0 to 1; NULL: taken back
  scope TEXT NOT NULL DEFAULT '',
  at_ms INTEGER NOT NULL,
  until_ms INTEGER,
  source TEXT NOT NULL DEFAULT 'undersong',
  undone_ms INTEGER,
  act INTEGER REFERENCES act(id)
) STRICT;
INSERT INTO feedback_2(id, kind, target_uid, value, scope, at_ms, until_ms, source, undone_ms)
  SELECT id, kind, target_uid, value, scope, at_ms, until_ms, source, undone_ms FROM feedback;
DROP TABLE feedback;
ALTER TABLE feedback_2 RENAME TO feedback;
CREATE INDEX feedback_target ON feedback(target_uid, kind);
CREATE INDEX feedback_act ON feedback(act) WHERE act IS NOT NULL;
"""


def second_schema(con: sqlite3.Connection) -> None:
    """Migration 2."""
    run_script(con, _SECOND)

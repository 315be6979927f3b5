"""derived.db: what can be computed again. It may be set aside and rebuilt at any time.

`track_shown` is the library as lists show it: one row per track with the tags of the location that speaks for it, the
folded keys by which it is sorted and compared, and integer codes for artist, album and work. It is kept in the same
transactions as user.db; a random stamp in both files tells when they no longer belong together.
"""

from __future__ import annotations

import sqlite3

from desktop_app.store.schema_user import APPLICATION_ID, run_script

_FIRST = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE track_shown(
  track INTEGER PRIMARY KEY,
  uid TEXT NOT NULL,
  key BLOB NOT NULL,
  present INTEGER NOT NULL,
  added_ms INTEGER NOT NULL,
  duration_ms INTEGER,
  year INTEGER,
  disc INTEGER,
  number INTEGER,
  artist_code INTEGER NOT NULL,
  album_code INTEGER NOT NULL,
  work_code INTEGER NOT NULL,
  disc_sort INTEGER NOT NULL,
  number_sort INTEGER NOT NULL,
  artist_sort TEXT NOT NULL,
  album_sort TEXT NOT NULL,
  title_sort TEXT NOT NULL,
  title TEXT NOT NULL,
  artist TEXT NOT NULL,
  album TEXT NOT NULL,
  album_artist TEXT NOT NULL,
  genre TEXT NOT NULL,
  artist_key TEXT NOT NULL,
  album_key TEXT NOT NULL,
  file INTEGER NOT NULL,
  path BLOB NOT NULL
) STRICT;
-- Each order covers its query, so that a sorted list of ids is one walk over one index.
CREATE INDEX track_by_artist ON track_shown(
  artist_sort, album_sort, disc_sort, number_sort, title_sort, track, year, duration_ms, added_ms);
CREATE INDEX track_by_album ON track_shown(album_sort, artist_sort, disc_sort, number_sort, title_sort, track);
CREATE INDEX track_by_title ON track_shown(title_sort, artist_sort, album_sort, disc_sort, number_sort, track);
CREATE INDEX track_by_key ON track_shown(key);
CREATE INDEX track_by_present ON track_shown(present);

CREATE TABLE track_search(track INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;

CREATE TABLE name_code(
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  UNIQUE (kind, key)
) STRICT;

CREATE TABLE play_count(track INTEGER PRIMARY KEY, plays INTEGER NOT NULL) STRICT;

CREATE TABLE feature_group(
  grp TEXT NOT NULL,
  version INTEGER NOT NULL,
  width INTEGER NOT NULL CHECK (width > 0),
  PRIMARY KEY (grp, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE feature(
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  start_75 INTEGER NOT NULL DEFAULT 0,
  end_75 INTEGER NOT NULL DEFAULT -1,
  grp TEXT NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,                                     -- float32, little-endian
  UNIQUE (key, start_75, end_75, grp)
) STRICT;

CREATE TABLE attempt(signature TEXT PRIMARY KEY, tries INTEGER NOT NULL, reason TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE art(sha256 BLOB PRIMARY KEY, width INTEGER NOT NULL, height INTEGER NOT NULL, thumbnail BLOB NOT NULL)
  STRICT;
CREATE TABLE model(name TEXT PRIMARY KEY, upto_seq INTEGER NOT NULL, digest BLOB NOT NULL, blob BLOB NOT NULL) STRICT;
"""


_SECOND = """
DROP TABLE track_shown;
DROP TABLE track_search;
DROP TABLE name_code;
DROP TABLE play_count;
DROP TABLE art;
DELETE FROM meta WHERE key IN ('stamp_tracks', 'stamp_plays');  -- so that what is shown is computed anew

CREATE TABLE track_shown(
  track INTEGER PRIMARY KEY,
  uid TEXT NOT NULL,
  key BLOB NOT NULL,                                      -- under which its features are kept
  start_75 INTEGER NOT NULL,
  end_75 INTEGER NOT NULL,
  present INTEGER NOT NULL,
  copies INTEGER NOT NULL,                                -- present locations
  added_ms INTEGER NOT NULL,
  duration_ms INTEGER,
  year INTEGER,
  original_year INTEGER,
  disc INTEGER,
  number INTEGER,
  rating REAL,
  not_music TEXT NOT NULL,                                -- why it stays out of mixes; '' for music
  season TEXT NOT NULL,                                   -- 'holiday', or ''
  corrected TEXT NOT NULL,                                -- fields the person corrected, joined by commas
  compilation INTEGER NOT NULL,
  artist_code INTEGER NOT NULL,                           -- of the first credited artist; -1: not known
  lead_code INTEGER NOT NULL,                             -- of the artist under whom it is sorted
  album_code INTEGER NOT NULL,                            -- -1: on no album
  album_home INTEGER NOT NULL,                            -- a hash of the folder that stands for its album
  genre_code INTEGER NOT NULL,
  codec_code INTEGER NOT NULL,
  disc_sort INTEGER NOT NULL,
  number_sort INTEGER NOT NULL,
  artist_sort TEXT NOT NULL,
  album_sort TEXT NOT NULL,
  title_sort TEXT NOT NULL,
  title TEXT NOT NULL,
  artist TEXT NOT NULL,
  album TEXT NOT NULL,
  album_artist TEXT NOT NULL,
  genre TEXT NOT NULL,
  artist_key TEXT NOT NULL,
  album_key TEXT NOT NULL,
  codec TEXT NOT NULL,
  bitrate INTEGER,
  lossless INTEGER NOT NULL,
  own_cover BLOB NOT NULL,                                -- SHA-256 of the picture the person chose; x'': none
  location INTEGER NOT NULL,                              -- the one that speaks for it
  file INTEGER NOT NULL,
  path BLOB NOT NULL
) STRICT;
CREATE INDEX track_by_artist ON track_shown(
  artist_sort, album_sort, album_code, disc_sort, number_sort, title_sort, track);
CREATE INDEX track_by_album ON track_shown(album_sort, album_code, disc_sort, number_sort, title_sort, track);
CREATE INDEX track_by_title ON track_shown(title_sort, artist_sort, album_sort, disc_sort, number_sort, track);
CREATE INDEX track_by_album_code ON track_shown(album_code);
-- The few that are parts of files, and the few that are no music: counts look at nothing else.
CREATE INDEX track_parts ON track_shown(present, file, not_music) WHERE start_75 <> 0 OR end_75 <> -1;
CREATE INDEX track_aside ON track_shown(present, start_75, end_75) WHERE not_music NOT IN ('', 'short');
-- All numbers of all tracks lie together, so that one column of the library is a short walk.
CREATE INDEX track_numbers ON track_shown(
  track, present, copies, added_ms, duration_ms, year, original_year, disc, number, rating, not_music, season,
  corrected, artist_code, album_code, genre_code, codec_code, bitrate, lossless, file);

CREATE TABLE name_code(                                   -- a number for each folded name
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('artist', 'album', 'genre', 'codec')),
  key TEXT NOT NULL,
  UNIQUE (kind, key)
) STRICT;
CREATE TABLE credit_shown(                                -- who is named on a track, the first one at position 0
  track INTEGER NOT NULL,
  position INTEGER NOT NULL,
  artist INTEGER NOT NULL,
  name TEXT NOT NULL,                                     -- as it is spelled there
  sort TEXT NOT NULL,                                     -- its sort name by the tags; '' where they name none
  said INTEGER NOT NULL,                                  -- 1: the person gave the sort name
  PRIMARY KEY (track, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX credit_artist ON credit_shown(artist, name, sort, said);
CREATE TABLE artist_shown(
  code INTEGER PRIMARY KEY,
  name TEXT NOT NULL,                                     -- in its commonest spelling
  sort TEXT NOT NULL,
  words TEXT NOT NULL                                     -- by which it is searched
) STRICT;
CREATE TABLE album_shown(
  code INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  name TEXT NOT NULL,                                     -- folded, without the number of a disc
  title TEXT NOT NULL,
  artist TEXT NOT NULL,
  artist_code INTEGER NOT NULL,                           -- -1: various artists
  title_sort TEXT NOT NULL,
  artist_sort TEXT NOT NULL,
  year INTEGER,
  tracks INTEGER NOT NULL,
  present INTEGER NOT NULL,                               -- tracks that are present
  duration_ms INTEGER NOT NULL,
  added_ms INTEGER NOT NULL,
  own_cover BLOB NOT NULL
) STRICT;
CREATE INDEX album_by_name ON album_shown(name);
CREATE INDEX album_by_artist ON album_shown(artist_code);

CREATE TABLE search_text(                                 -- folded words of a track, in their order
  track INTEGER PRIMARY KEY,
  names TEXT NOT NULL,
  lyrics TEXT NOT NULL,
  lyrics_of INTEGER NOT NULL                              -- a checksum of the lyrics as they were read
) STRICT;
CREATE VIRTUAL TABLE search_names USING fts5(
  names, content='search_text', content_rowid='track', detail=none, columnsize=0, prefix='1 2', tokenize='ascii');
CREATE VIRTUAL TABLE search_lyrics USING fts5(
  lyrics, content='search_text', content_rowid='track', detail=none, columnsize=0, prefix='2', tokenize='ascii');
CREATE VIRTUAL TABLE search_words USING fts5vocab(search_names, row);

CREATE TABLE play_count(
  track INTEGER PRIMARY KEY,
  plays INTEGER NOT NULL,
  last_ms INTEGER NOT NULL                                -- start of the newest listen that counts
) STRICT;

-- A recording that was found to be another one: its listens and places in lists count for `shown`.
CREATE TABLE recording_of(track INTEGER PRIMARY KEY, shown INTEGER NOT NULL) STRICT;
CREATE INDEX recording_shown ON recording_of(shown);

CREATE TABLE work_of(
  track INTEGER PRIMARY KEY,
  work INTEGER NOT NULL,                                  -- equal: recordings of one song
  version TEXT NOT NULL,                                  -- kind of version: '', live, remix, demo ...
  rank INTEGER NOT NULL,                                  -- how near that is to the song as it is known; 0 nearest
  confidence REAL NOT NULL,
  part_of INTEGER NOT NULL,                               -- equal: parts of one whole; -1: of none
  part INTEGER,                                           -- place within it
  album INTEGER NOT NULL,                                 -- its album_code when this was made
  artist TEXT NOT NULL,                                   -- keys by which songs are compared
  song TEXT NOT NULL,
  seen INTEGER NOT NULL                                   -- a hash of all that this was made from
) STRICT;
CREATE INDEX work_tracks ON work_of(work);
CREATE INDEX work_artists ON work_of(artist, song);
-- What was shown anew, or no longer, since works were made; the mark tells one change from the next.
CREATE TABLE work_due(track INTEGER PRIMARY KEY, mark INTEGER NOT NULL) STRICT;
CREATE TABLE work_said(a INTEGER NOT NULL, b INTEGER NOT NULL, same INTEGER NOT NULL, PRIMARY KEY (a, b))
  STRICT, WITHOUT ROWID;                                  -- the decisions that are in work_of
CREATE TRIGGER work_due_shown AFTER INSERT ON track_shown BEGIN
  INSERT OR REPLACE INTO work_due(track, mark) VALUES (NEW.track, random());
END;
CREATE TRIGGER work_due_moved AFTER UPDATE OF album_code ON track_shown BEGIN
  INSERT OR REPLACE INTO work_due(track, mark) VALUES (NEW.track, random());
END;
CREATE TRIGGER work_due_gone AFTER DELETE ON track_shown BEGIN
  INSERT OR REPLACE INTO work_due(track, mark) VALUES (OLD.track, random());
END;

CREATE TABLE unshown(track INTEGER PRIMARY KEY) STRICT;    -- changed by a large act, still to be shown anew

CREATE TABLE file_read(                                   -- with which reader a file was read
  file INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  beside INTEGER NOT NULL DEFAULT 0,                      -- a hash of the sheets and lyrics beside it; 0: none
  changed_ns INTEGER NOT NULL DEFAULT 0                   -- when it had changed: a tagger may keep its time and size
) STRICT;
CREATE TABLE reading(                                     -- batches in work; what is left of one tells of a crash
  id INTEGER PRIMARY KEY,
  files TEXT NOT NULL                                     -- JSON list of signatures
) STRICT;
CREATE TABLE lyrics(location INTEGER PRIMARY KEY, timed INTEGER NOT NULL, text TEXT NOT NULL) STRICT;

CREATE TABLE art(sha256 BLOB PRIMARY KEY, width INTEGER NOT NULL, height INTEGER NOT NULL, thumbnail BLOB NOT NULL)
  STRICT;
CREATE TABLE cover(                                       -- which picture stands for an album, or a track on none
  key TEXT PRIMARY KEY,                                   -- album_key, or 'track:ID'
  sha256 BLOB,                                            -- NULL: looked for, none found
  sought TEXT NOT NULL                                    -- where it was looked for, so that a change is noticed
) STRICT, WITHOUT ROWID;
"""


_THIRD = """
CREATE TABLE feature_now(
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  start_75 INTEGER NOT NULL DEFAULT 0,
  end_75 INTEGER NOT NULL DEFAULT -1,
  grp TEXT NOT NULL,
  version INTEGER NOT NULL,
  excerpts INTEGER NOT NULL DEFAULT 0 CHECK (excerpts IN (0, 1)),  -- whether only parts of the sound were heard
  data BLOB NOT NULL CHECK (length(data) % 4 = 0),        -- float32, little-endian; empty: nothing to go by
  UNIQUE (key, start_75, end_75, grp, version)            -- an older version serves until the newer one is complete
) STRICT;
INSERT INTO feature_now(id, key, start_75, end_75, grp, version, data)
  SELECT id, key, start_75, end_75, grp, version, data FROM feature WHERE length(data) % 4 = 0;
DROP TABLE feature;
ALTER TABLE feature_now RENAME TO feature;
CREATE INDEX feature_excerpts ON feature(key, start_75, end_75, grp) WHERE excerpts = 1;
CREATE INDEX feature_empty ON feature(key, start_75, end_75, grp, version) WHERE length(data) = 0;
-- A float32 whose exponent is all ones is infinite or no number; its two highest bytes tell.
CREATE TRIGGER feature_is_finite BEFORE INSERT ON feature BEGIN
  SELECT RAISE(ABORT, 'a feature is not finite') WHERE EXISTS (
    WITH RECURSIVE place(n) AS (SELECT 3 UNION ALL SELECT n + 4 FROM place WHERE n + 5 <= length(NEW.data))
    SELECT 1 FROM place WHERE hex(substr(NEW.data, n, 2)) GLOB '[89A-F]?[7F]F'
  );
END;
CREATE TRIGGER feature_stays_finite BEFORE UPDATE OF data ON feature BEGIN
  SELECT RAISE(ABORT, 'a feature is not finite') WHERE EXISTS (
    WITH RECURSIVE place(n) AS (SELECT 3 UNION ALL SELECT n + 4 FROM place WHERE n + 5 <= length(NEW.data))
    SELECT 1 FROM place WHERE hex(substr(NEW.data, n, 2)) GLOB '[89A-F]?[7F]F'
  );
END;
CREATE TABLE true_length(                                 -- counted while decoding; a header may lie
  key BLOB NOT NULL,
  start_75 INTEGER NOT NULL DEFAULT 0,
  end_75 INTEGER NOT NULL DEFAULT -1,
  duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
  PRIMARY KEY (key, start_75, end_75)
) STRICT, WITHOUT ROWID;

CREATE TABLE words_of(                                    -- tracks whose words say something, or might to others
  track INTEGER PRIMARY KEY,
  seen INTEGER NOT NULL,                                  -- a hash of their text and of the rules of reading
  language TEXT NOT NULL                                  -- ISO 639-1; '': no lyrics, or in none that is understood
) STRICT;
CREATE TABLE words_say(
  track INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('emotion', 'theme')),
  name TEXT NOT NULL,
  rank INTEGER NOT NULL,                                  -- 0: the strongest of its kind
  share REAL NOT NULL CHECK (share >= 0 AND share <= 1),
  words TEXT NOT NULL,                                    -- that say so, with spaces between
  PRIMARY KEY (track, kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX words_about ON words_say(kind, name);
-- What was shown anew or no longer, and which files were read, since words were read; the mark is as above.
CREATE TABLE words_due(track INTEGER PRIMARY KEY, mark INTEGER NOT NULL) STRICT;
CREATE TABLE words_due_file(file INTEGER PRIMARY KEY) STRICT;
CREATE TRIGGER words_due_shown AFTER INSERT ON track_shown BEGIN
  INSERT OR REPLACE INTO words_due(track, mark) VALUES (NEW.track, random());
END;
CREATE TRIGGER words_due_gone AFTER DELETE ON track_shown BEGIN
  INSERT OR REPLACE INTO words_due(track, mark) VALUES (OLD.track, random());
END;
CREATE TRIGGER words_due_read AFTER INSERT ON file_read BEGIN
  INSERT OR IGNORE INTO words_due_file(file) VALUES (NEW.file);
END;
"""


def third_schema(con: sqlite3.Connection) -> None:
    """Step 3: versions of a feature beside each other, of excerpts too, only finite ones; true lengths; words."""
    run_script(con, _THIRD)


def second_schema(con: sqlite3.Connection) -> None:
    """Step 2: whatever was shown is shown anew, features stay."""
    run_script(con, _SECOND)


def first_schema(con: sqlite3.Connection) -> None:
    """Step 1 of derived.db."""
    con.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    run_script(con, _FIRST)

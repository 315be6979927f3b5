BEGIN TRANSACTION;
CREATE TABLE act(                                         -- something the person did to the library, undone as a whole
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  words TEXT NOT NULL,
  data TEXT NOT NULL DEFAULT '{}',                        -- JSON: what undoing needs beside the rows that name the act
  at_ms INTEGER NOT NULL,
  undone_ms INTEGER
) STRICT;
INSERT INTO "act" VALUES(1,'feedback','Like an artist','{}',1772366400000,NULL);
INSERT INTO "act" VALUES(2,'rate','Rate two','{}',1772366400000,NULL);
INSERT INTO "act" VALUES(3,'correct','Correct one','{}',1772366400000,NULL);
INSERT INTO "act" VALUES(4,'rule','Keep a folder out','{"rule": 1, "never": true}',1772366400000,NULL);
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
CREATE TABLE decision(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('recording', 'work')),
  a_uid TEXT NOT NULL,
  b_uid TEXT NOT NULL,
  same INTEGER NOT NULL CHECK (same IN (0, 1)),
  decided_by TEXT NOT NULL CHECK (decided_by IN ('program', 'person')),
  confidence REAL CHECK (confidence BETWEEN 0 AND 1),
  made_ms INTEGER NOT NULL,
  undone_ms INTEGER, act INTEGER REFERENCES act(id),
  CHECK (a_uid < b_uid)
) STRICT;
CREATE TABLE erasure(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  scope TEXT NOT NULL,
  asked_ms INTEGER NOT NULL,
  done_ms INTEGER
) STRICT;
CREATE TABLE facet_edit(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL,
  operation TEXT NOT NULL,
  arguments TEXT NOT NULL DEFAULT '{}',
  made_ms INTEGER NOT NULL,
  undone_ms INTEGER
) STRICT;
CREATE TABLE "feedback"(
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
INSERT INTO "feedback" VALUES(1,'like','00000000000000000000000000000000',1.0,'',1772366400000,NULL,'undersong',NULL,1);
INSERT INTO "feedback" VALUES(2,'rating','42276a4d5c11478323869dc9b8ae5a4e',0.75,'',1772366400000,NULL,'undersong',NULL,2);
INSERT INTO "feedback" VALUES(3,'rating','58e36d920b5f36351d6f4164255b7efe',0.75,'',1772366400000,NULL,'undersong',NULL,2);
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
, quick_key BLOB, full_key BLOB, doubt INTEGER NOT NULL DEFAULT 0 CHECK (doubt IN (0, 1))) STRICT;
INSERT INTO "file" VALUES(1,1,X'2F6D757369632F302F302E6F6767',1000,1,7,7327438712783482135,NULL,NULL,X'71313A3536323765343963346235336536313764333036346463326163313633613235',X'66313A3030303030303030303030303030303030303030303030303030303030303031',0);
INSERT INTO "file" VALUES(2,1,X'2F6D757369632F302F312E6F6767',1000,1,7,2043098913883936917,NULL,NULL,X'71313A6666356433333330336331316265363066653363646335313362323330623735',X'66313A3030303030303030303030303030303030303030303030303030303030303032',0);
INSERT INTO "file" VALUES(3,1,X'2F6D757369632F302F322E6F6767',1000,1,7,-3703243664882763337,NULL,NULL,X'71313A6162393762356437633963353134333635623964306431386438323162303133',NULL,0);
INSERT INTO "file" VALUES(4,1,X'2F6D757369632F302F332E6F6767',1000,1,7,3865118071840863446,NULL,NULL,X'71313A3433616139613935363632323334653261663230653332376330356537623566',NULL,0);
INSERT INTO "file" VALUES(5,1,X'2F6D757369632F62726F6B656E2E6D7033',1000,1,7,699624324261405054,NULL,'holds no sound',NULL,NULL,0);
CREATE TABLE folder_rule(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path BLOB NOT NULL,                                     -- holds for all that lies below
  rule TEXT NOT NULL CHECK (rule IN ('never')),           -- never: kept out of every list the program makes
  source TEXT NOT NULL CHECK (source IN ('person', 'file')),
  made_ms INTEGER NOT NULL,
  undone_ms INTEGER,
  act INTEGER REFERENCES act(id)
) STRICT;
INSERT INTO "folder_rule" VALUES(1,X'2F6D757369632F30','never','person',1772366400000,NULL,4);
INSERT INTO "folder_rule" VALUES(2,X'2F6D757369632F626F6F6B73','never','file',1772366400000,NULL,NULL);
CREATE TABLE friend(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL DEFAULT '',
  added_ms INTEGER NOT NULL,
  blob BLOB NOT NULL
) STRICT;
CREATE TABLE import(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  at_ms INTEGER NOT NULL,
  undone_ms INTEGER
) STRICT;
CREATE TABLE import_count(
  import INTEGER NOT NULL REFERENCES import(id) ON DELETE CASCADE,
  said INTEGER NOT NULL REFERENCES said(id) ON DELETE CASCADE,
  plays INTEGER NOT NULL DEFAULT 0 CHECK (plays >= 0),
  skips INTEGER NOT NULL DEFAULT 0 CHECK (skips >= 0),
  rating REAL CHECK (rating BETWEEN 0 AND 1),
  PRIMARY KEY (import, said)
) STRICT, WITHOUT ROWID;
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
INSERT INTO "impression" VALUES(1,1,1,2,0.5,'[{"term": "sound", "value": 0.5, "listens": [], "tracks": [1], "facts": {"cosine": 0.5}}]',NULL,NULL);
CREATE TABLE list_run(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mode TEXT NOT NULL,
  parameters TEXT NOT NULL,
  policy TEXT NOT NULL,
  rng INTEGER NOT NULL,
  now_ms INTEGER NOT NULL,
  valid_until_ms INTEGER
) STRICT;
INSERT INTO "list_run" VALUES(1,'for-you','{}','first',1,1772366400000,NULL);
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
INSERT INTO "listen" VALUES(1,'a8c6ce54c35aaea1a3c4254d3ba242b6',1,NULL,1772366400000,60,1,180000,180000,'FINISHED',NULL,NULL,'mix','undersong',NULL,0,0);
INSERT INTO "listen" VALUES(2,'cfd859709b4a45aa0d4db260e9749e56',2,NULL,1772366640000,60,1,4000,180000,'SKIPPED','NOT_NOW',NULL,'mix','undersong',1,0,0);
INSERT INTO "listen" VALUES(3,'0badf34eb9dba9bf230bc0209fef6d5e',1,NULL,1772366880000,60,1,100000,180000,'FINISHED',NULL,NULL,'mix','undersong',NULL,0,0);
CREATE TABLE listen_claim(
  import INTEGER NOT NULL REFERENCES import(id) ON DELETE CASCADE,
  row_key TEXT NOT NULL,
  listen INTEGER NOT NULL REFERENCES listen(seq) ON DELETE CASCADE,
  PRIMARY KEY (import, row_key)
) STRICT, WITHOUT ROWID;
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
, original_year INTEGER, sort_title TEXT NOT NULL DEFAULT '', sort_album TEXT NOT NULL DEFAULT '', sort_album_artist TEXT NOT NULL DEFAULT '', work TEXT NOT NULL DEFAULT '', movement TEXT NOT NULL DEFAULT '', movement_number INTEGER, track_gain_db REAL, track_peak REAL, album_gain_db REAL, album_peak REAL) STRICT;
INSERT INTO "location" VALUES(1,1,1,0,-1,NULL,'Song 0','Artist 0','[]','Album 0','','["Folk"]',1980,NULL,1,NULL,0,180000,NULL,NULL,NULL,'','[]','','{}',NULL,'','','','','',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "location" VALUES(2,2,2,0,-1,NULL,'Song 1','Artist 0','[]','Album 0','','["Folk"]',1981,NULL,2,NULL,0,180000,NULL,NULL,NULL,'','[]','','{}',NULL,'','','','','',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "location" VALUES(3,3,3,0,-1,NULL,'Song 2','Artist 0','[]','Album 0','','["Folk"]',1982,NULL,3,NULL,0,180000,NULL,NULL,NULL,'','[]','','{}',NULL,'','','','','',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "location" VALUES(4,4,4,0,-1,NULL,'Song 3','Artist 0','[]','Album 0','','["Folk"]',1983,NULL,4,NULL,0,180000,NULL,NULL,NULL,'','[]','','{}',NULL,'','','','','',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "meta" VALUES('stamp_plays','8cc0d9f183dbee9b');
INSERT INTO "meta" VALUES('stamp_tracks','165fa3cc1d690a37');
CREATE TABLE override(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  uid TEXT NOT NULL,
  field TEXT NOT NULL,
  value TEXT,
  made_ms INTEGER NOT NULL,
  undone_ms INTEGER
, act INTEGER REFERENCES act(id)) STRICT;
INSERT INTO "override" VALUES(1,'track','a1d589e6c23a97b288a7370bbe38a190','title','Another name',1772366400000,NULL,3);
INSERT INTO "override" VALUES(2,'track','a1d589e6c23a97b288a7370bbe38a190','music','not-music',1772366400000,NULL,3);
CREATE TABLE own_cover(sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32), image BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE playlist(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
  name TEXT NOT NULL,
  rule TEXT NOT NULL DEFAULT '',
  run INTEGER REFERENCES list_run(id) ON DELETE SET NULL,
  created_ms INTEGER NOT NULL
) STRICT;
INSERT INTO "playlist" VALUES(1,'5663b65201f299071fd4f4386dbb5ada','Evening','by hand',1,1772366400000);
CREATE TABLE playlist_item(
  playlist INTEGER NOT NULL REFERENCES playlist(id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  track INTEGER REFERENCES track(id),
  said INTEGER REFERENCES said(id),
  raw TEXT,
  PRIMARY KEY (playlist, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "playlist_item" VALUES(1,0,2,NULL,NULL);
INSERT INTO "playlist_item" VALUES(1,1,1,NULL,NULL);
INSERT INTO "playlist_item" VALUES(1,2,2,NULL,NULL);
CREATE TABLE queue_item(
  position INTEGER PRIMARY KEY CHECK (position >= 0),
  track INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE
) STRICT;
INSERT INTO "queue_item" VALUES(0,2);
INSERT INTO "queue_item" VALUES(1,1);
CREATE TABLE queue_state(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  current INTEGER NOT NULL CHECK (current >= 0),
  position_ms INTEGER NOT NULL CHECK (position_ms >= 0)
) STRICT;
INSERT INTO "queue_state" VALUES(1,1,1500);
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
CREATE TABLE removal(
  act INTEGER NOT NULL REFERENCES act(id),
  track INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE,
  was_away INTEGER NOT NULL CHECK (was_away IN (0, 1)),   -- then finding it again ends the removal
  ended_ms INTEGER,
  PRIMARY KEY (act, track)
) STRICT, WITHOUT ROWID;
CREATE TABLE root(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path BLOB NOT NULL UNIQUE,
  state TEXT NOT NULL DEFAULT 'present' CHECK (state IN ('present', 'away')),
  rule TEXT NOT NULL DEFAULT 'music',
  added_ms INTEGER NOT NULL
, removed_ms INTEGER, shrunk_ms INTEGER, act INTEGER REFERENCES act(id)) STRICT;
INSERT INTO "root" VALUES(1,X'2F6D75736963','present','music',1772366400000,NULL,1772366400000,NULL);
CREATE TABLE said(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  artist TEXT NOT NULL,
  title TEXT NOT NULL,
  album TEXT NOT NULL DEFAULT '',
  duration_ms INTEGER,
  ext_ids TEXT NOT NULL DEFAULT '{}',
  key TEXT NOT NULL
) STRICT;
CREATE TABLE said_match(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  said INTEGER NOT NULL REFERENCES said(id) ON DELETE CASCADE,
  track INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE,
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  decided_by TEXT NOT NULL CHECK (decided_by IN ('program', 'person')),
  made_ms INTEGER NOT NULL,
  undone_ms INTEGER
) STRICT;
CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "setting" VALUES('theme','dark');
CREATE TABLE track(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
  added_ms INTEGER NOT NULL,
  removed_ms INTEGER
) STRICT;
INSERT INTO "track" VALUES(1,'42276a4d5c11478323869dc9b8ae5a4e',1772366400000,NULL);
INSERT INTO "track" VALUES(2,'1c669feb89f06c9f80316c4c12315375',1772366400000,NULL);
INSERT INTO "track" VALUES(3,'58e36d920b5f36351d6f4164255b7efe',1772366400000,NULL);
INSERT INTO "track" VALUES(4,'a1d589e6c23a97b288a7370bbe38a190',1772366400000,NULL);
CREATE TABLE track_key(
  id INTEGER PRIMARY KEY,
  track INTEGER NOT NULL REFERENCES track(id) ON DELETE CASCADE,
  algorithm TEXT NOT NULL,
  key BLOB NOT NULL,
  start_75 INTEGER NOT NULL DEFAULT 0 CHECK (start_75 >= 0),
  end_75 INTEGER NOT NULL DEFAULT -1 CHECK (end_75 = -1 OR end_75 > start_75), own INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1)),
  UNIQUE (key, start_75, end_75)
) STRICT;
INSERT INTO "track_key" VALUES(1,1,'q1',X'71313A3536323765343963346235336536313764333036346463326163313633613235',0,-1,0);
INSERT INTO "track_key" VALUES(2,2,'q1',X'71313A6666356433333330336331316265363066653363646335313362323330623735',0,-1,0);
INSERT INTO "track_key" VALUES(3,3,'q1',X'71313A6162393762356437633963353134333635623964306431386438323162303133',0,-1,0);
INSERT INTO "track_key" VALUES(4,4,'q1',X'71313A3433616139613935363632323334653261663230653332376330356537623566',0,-1,0);
INSERT INTO "track_key" VALUES(5,1,'f1',X'66313A3030303030303030303030303030303030303030303030303030303030303031',0,-1,1);
INSERT INTO "track_key" VALUES(6,2,'f1',X'66313A3030303030303030303030303030303030303030303030303030303030303032',0,-1,1);
CREATE INDEX file_root ON file(root);
CREATE INDEX track_key_track ON track_key(track);
CREATE UNIQUE INDEX location_current ON location(file, start_75, end_75) WHERE superseded_ms IS NULL;
CREATE INDEX location_track ON location(track);
CREATE INDEX location_file ON location(file);
CREATE INDEX override_uid ON override(uid, field);
CREATE INDEX credit_artist ON credit(artist);
CREATE INDEX release_track_location ON release_track(location);
CREATE INDEX decision_pair ON decision(a_uid, b_uid);
CREATE INDEX said_key ON said(key);
CREATE UNIQUE INDEX said_match_active ON said_match(said) WHERE undone_ms IS NULL;
CREATE INDEX said_match_track ON said_match(track);
CREATE INDEX list_run_mode ON list_run(mode, now_ms);
CREATE INDEX impression_track ON impression(track);
CREATE INDEX listen_start ON listen(start_ms, seq);
CREATE INDEX listen_track ON listen(track, start_ms);
CREATE INDEX listen_said ON listen(said) WHERE said IS NOT NULL;
CREATE INDEX listen_open ON listen(seq) WHERE ended IS NULL;
CREATE INDEX listen_impression ON listen(impression) WHERE impression IS NOT NULL;
CREATE INDEX listen_claim_listen ON listen_claim(listen);
CREATE INDEX import_count_said ON import_count(said);
CREATE INDEX playlist_run ON playlist(run) WHERE run IS NOT NULL;
CREATE INDEX playlist_item_track ON playlist_item(track) WHERE track IS NOT NULL;
CREATE INDEX playlist_item_said ON playlist_item(said) WHERE said IS NOT NULL;
CREATE INDEX queue_item_track ON queue_item(track);
CREATE UNIQUE INDEX folder_rule_active ON folder_rule(path, rule, source) WHERE undone_ms IS NULL;
CREATE INDEX file_doubt ON file(doubt) WHERE doubt = 1;
CREATE INDEX file_quick_key ON file(quick_key) WHERE quick_key IS NOT NULL;
CREATE INDEX removal_track ON removal(track);
CREATE INDEX track_removed ON track(removed_ms) WHERE removed_ms IS NOT NULL;
CREATE INDEX override_active ON override(kind, uid, field) WHERE undone_ms IS NULL;
CREATE INDEX override_act ON override(act) WHERE act IS NOT NULL;
CREATE INDEX decision_act ON decision(act) WHERE act IS NOT NULL;
CREATE INDEX feedback_target ON feedback(target_uid, kind);
CREATE INDEX feedback_act ON feedback(act) WHERE act IS NOT NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('feedback',3);
INSERT INTO "sqlite_sequence" VALUES('root',1);
INSERT INTO "sqlite_sequence" VALUES('file',5);
INSERT INTO "sqlite_sequence" VALUES('track',4);
INSERT INTO "sqlite_sequence" VALUES('location',4);
INSERT INTO "sqlite_sequence" VALUES('list_run',1);
INSERT INTO "sqlite_sequence" VALUES('impression',1);
INSERT INTO "sqlite_sequence" VALUES('listen',3);
INSERT INTO "sqlite_sequence" VALUES('playlist',1);
INSERT INTO "sqlite_sequence" VALUES('act',4);
INSERT INTO "sqlite_sequence" VALUES('override',2);
INSERT INTO "sqlite_sequence" VALUES('folder_rule',2);
COMMIT;

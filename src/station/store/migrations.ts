/** The record's schema, one step after the other; a released step is never changed. `PRAGMA user_version` says how far a file is. */
import type { DatabaseSync } from 'node:sqlite';
import { ZhiyueError } from '../../contract/errors.ts';

const steps: readonly string[] = [
  `
  CREATE TABLE record (record_id TEXT NOT NULL) STRICT;
  CREATE TABLE exams (
    exam_id TEXT PRIMARY KEY,
    tag TEXT NOT NULL UNIQUE,             -- what stands in page codes for the exam
    revision INTEGER NOT NULL,
    exam TEXT NOT NULL,                   -- JSON: Exam
    layouts TEXT NOT NULL,                -- JSON: Layout[]
    has_roster INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE exam_revisions (
    exam_id TEXT NOT NULL REFERENCES exams ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    exam TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (exam_id, revision)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE candidates (
    exam_id TEXT NOT NULL REFERENCES exams ON DELETE CASCADE,
    candidate_no TEXT NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    class TEXT NOT NULL,
    extra TEXT NOT NULL,                  -- JSON: Record<string, string>
    PRIMARY KEY (exam_id, candidate_no)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE batches (
    batch_id TEXT PRIMARY KEY,
    exam_id TEXT NOT NULL REFERENCES exams ON DELETE CASCADE,
    batch_key TEXT NOT NULL,
    number INTEGER NOT NULL,              -- order within the exam
    run INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('intake', 'reading', 'completed')),
    started_event TEXT NOT NULL,
    started_at TEXT NOT NULL,
    completed_at TEXT,
    UNIQUE (exam_id, batch_key)
  ) STRICT;
  CREATE TABLE sources (
    source_id TEXT PRIMARY KEY,           -- of exam, bytes and name
    exam_id TEXT NOT NULL REFERENCES exams ON DELETE CASCADE,
    batch_id TEXT NOT NULL REFERENCES batches ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    file TEXT NOT NULL,                   -- within the data folder
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    position INTEGER NOT NULL,            -- order within the batch, as put in
    state TEXT NOT NULL CHECK (state IN ('waiting', 'expanded')),
    copy_of TEXT REFERENCES sources,      -- the same bytes under another name
    UNIQUE (exam_id, sha256, name)
  ) STRICT;
  CREATE INDEX sources_waiting ON sources (batch_id) WHERE state = 'waiting';
  CREATE INDEX sources_copies ON sources (copy_of) WHERE copy_of IS NOT NULL;

  CREATE TABLE pages (
    page_id TEXT PRIMARY KEY,             -- of source and page in file
    exam_id TEXT NOT NULL REFERENCES exams ON DELETE CASCADE,
    batch_id TEXT NOT NULL REFERENCES batches ON DELETE CASCADE,
    source_id TEXT NOT NULL REFERENCES sources ON DELETE CASCADE,
    page_in_file INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'read', 'failed', 'copy')),
    copy_of TEXT REFERENCES pages,
    reading_revision INTEGER NOT NULL,    -- 0 before the first reading
    answered INTEGER NOT NULL DEFAULT 0,  -- 1: something on it was read that can be graded
    trouble TEXT,                         -- of the reading, or the error code of a failed page
    layout_version TEXT,
    page_number INTEGER,
    read_candidate TEXT,                  -- as the machine read it
    candidate_no TEXT,                    -- as it counts: a person's word wins; null unless complete
    received_event TEXT NOT NULL,
    UNIQUE (source_id, page_in_file)
  ) STRICT;
  CREATE INDEX pages_waiting ON pages (batch_id) WHERE state = 'waiting';
  CREATE INDEX pages_of_batch ON pages (batch_id, state);
  CREATE INDEX pages_of_candidate ON pages (exam_id, candidate_no);
  CREATE INDEX pages_copies ON pages (copy_of) WHERE copy_of IS NOT NULL;

  CREATE TABLE readings (
    page_id TEXT NOT NULL REFERENCES pages ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    reading TEXT NOT NULL,                -- JSON: PageReading
    answers TEXT NOT NULL,                -- JSON: ReadAnswer[]: what the items amount to
    duration_ms REAL NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (page_id, revision)
  ) STRICT;
  CREATE TABLE crops (
    page_id TEXT NOT NULL REFERENCES pages ON DELETE CASCADE,
    field TEXT NOT NULL,
    kind TEXT NOT NULL,
    file TEXT NOT NULL,                   -- within the data folder
    PRIMARY KEY (page_id, field)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE corrections (
    correction_id TEXT PRIMARY KEY,
    exam_id TEXT NOT NULL REFERENCES exams ON DELETE CASCADE,
    page_id TEXT NOT NULL REFERENCES pages ON DELETE CASCADE,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    actor TEXT NOT NULL,
    at TEXT NOT NULL,
    replaced INTEGER NOT NULL DEFAULT 0   -- 1: a later correction of the same field counts
  ) STRICT;
  CREATE INDEX corrections_that_count ON corrections (page_id, field) WHERE replaced = 0;
  CREATE INDEX corrections_of_exam ON corrections (exam_id) WHERE replaced = 0;

  -- One candidate's answer paper; it is graded anew whenever graded_revision lags behind revision.
  CREATE TABLE sheets (
    exam_id TEXT NOT NULL REFERENCES exams ON DELETE CASCADE,
    candidate_no TEXT NOT NULL,
    revision INTEGER NOT NULL,
    graded_revision INTEGER NOT NULL,
    failure TEXT,                         -- error code when it could not be graded
    cause_event TEXT NOT NULL,            -- what made the last revision
    PRIMARY KEY (exam_id, candidate_no)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sheets_ungraded ON sheets (exam_id) WHERE graded_revision < revision;
  CREATE TABLE scores (
    exam_id TEXT NOT NULL,
    candidate_no TEXT NOT NULL,
    sheet_revision INTEGER NOT NULL,
    exam_revision INTEGER NOT NULL,
    score TEXT NOT NULL,                  -- JSON: SheetScore
    pages TEXT NOT NULL,                  -- JSON: page ids the answers came from
    latest INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (exam_id, candidate_no, sheet_revision),
    FOREIGN KEY (exam_id, candidate_no) REFERENCES sheets ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX scores_latest ON scores (exam_id, candidate_no) WHERE latest = 1;
  CREATE TABLE rescores (
    rescore_id TEXT PRIMARY KEY,
    exam_id TEXT NOT NULL REFERENCES exams ON DELETE CASCADE,
    exam_revision INTEGER NOT NULL,
    cause_event TEXT NOT NULL,
    moved TEXT,                           -- JSON: ScoreChange[]; null while under way
    at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE exceptions (
    exception_id TEXT PRIMARY KEY,
    exam_id TEXT NOT NULL REFERENCES exams ON DELETE CASCADE,
    page_id TEXT,
    candidate_no TEXT,
    kind TEXT NOT NULL,
    field TEXT NOT NULL,
    confidence REAL,
    detail TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'resolved')),
    resolved_by TEXT,
    raised_at TEXT NOT NULL,
    resolved_at TEXT
  ) STRICT;
  CREATE INDEX exceptions_of_exam ON exceptions (exam_id, state);
  CREATE INDEX exceptions_of_page ON exceptions (page_id);

  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    event_id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    exam_id TEXT,
    correlation_id TEXT NOT NULL,
    causation_id TEXT,
    actor TEXT NOT NULL,
    at TEXT NOT NULL,
    payload TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_of_exam ON events (exam_id, seq);
  CREATE INDEX events_of_type ON events (type, seq);
  CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;

  CREATE TABLE positions (group_name TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE figures (
    exam_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (exam_id, name)
  ) STRICT, WITHOUT ROWID;
  `,
  // Who may reach the station, and what was asked of it.
  `
  CREATE TABLE devices (
    device_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    exams TEXT NOT NULL,                  -- JSON: 'all' or ids
    paired_at TEXT NOT NULL,
    last_seen_at TEXT,
    revoked_at TEXT,
    revoked_because TEXT
  ) STRICT;
  -- Only hashes: whoever reads the record cannot sign in with it. A used token stays, so that a second use shows.
  CREATE TABLE refresh_tokens (
    token_hash TEXT PRIMARY KEY,
    device_id TEXT NOT NULL REFERENCES devices ON DELETE CASCADE,
    expires_at TEXT NOT NULL,
    used_nonce TEXT,                      -- null: not used yet
    used_at TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX refresh_tokens_of_device ON refresh_tokens (device_id);
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID; -- JSON
  -- Answers to requests with an idempotency key, so that a repeat does nothing.
  CREATE TABLE idempotent_requests (
    principal_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,            -- SHA-256 of route, parameters and body
    status INTEGER,                       -- null while it is under way
    answer TEXT,
    at TEXT NOT NULL,
    PRIMARY KEY (principal_id, idempotency_key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX idempotent_requests_by_age ON idempotent_requests (at);
  CREATE TABLE reports (
    report_id TEXT PRIMARY KEY,
    exam_id TEXT NOT NULL REFERENCES exams ON DELETE CASCADE,
    lang TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX reports_of_exam ON reports (exam_id, at);
  -- Events are asked for by what they belong to and by who caused them.
  CREATE INDEX events_of_correlation ON events (correlation_id, seq);
  CREATE INDEX events_of_people ON events (seq) WHERE actor <> 'station';
  CREATE INDEX pages_of_source ON pages (source_id);
  `,
  // Several people put files in at once, and what failed or was cancelled is tried again.
  `
  ALTER TABLE batches ADD COLUMN intakes INTEGER NOT NULL DEFAULT 0;  -- who puts files in now; 0 again at every start
  ALTER TABLE sources ADD COLUMN asked INTEGER NOT NULL DEFAULT 1;    -- how often somebody wanted it looked into
  ALTER TABLE sources ADD COLUMN given_up INTEGER NOT NULL DEFAULT 0; -- 1: counts as one failed page, for nobody could look into it
  ALTER TABLE pages ADD COLUMN asked INTEGER NOT NULL DEFAULT 1;      -- how often somebody wanted it read
  `,
  // What became of a report that was asked for.
  `
  ALTER TABLE reports ADD COLUMN state TEXT NOT NULL DEFAULT 'written' CHECK (state IN ('waiting', 'written', 'failed'));
  ALTER TABLE reports ADD COLUMN error TEXT;                          -- error code of one that failed
  ALTER TABLE reports ADD COLUMN actor TEXT NOT NULL DEFAULT 'station'; -- who asked for it
  `,
  // Exams that are put away, and scores that are given out.
  `
  ALTER TABLE exams ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE publications (
    publication_id TEXT PRIMARY KEY,
    exam_id TEXT NOT NULL REFERENCES exams ON DELETE CASCADE,
    exam_revision INTEGER NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    note TEXT NOT NULL,
    digest TEXT NOT NULL,                 -- SHA-256 of frozen
    sheets INTEGER NOT NULL,
    open_exceptions INTEGER NOT NULL,
    frozen TEXT NOT NULL,                 -- JSON: {exam, scores: {candidate number: SheetScore}}
    withdrawn_at TEXT,                    -- null: it holds
    withdrawn_by TEXT,
    reason TEXT
  ) STRICT;
  CREATE UNIQUE INDEX publications_that_hold ON publications (exam_id) WHERE withdrawn_at IS NULL;
  CREATE INDEX publications_of_exam ON publications (exam_id, at);
  `,
  // What is wrong with the paper that comes in now.
  `
  CREATE TABLE quality_alarms (
    batch_id TEXT NOT NULL REFERENCES batches ON DELETE CASCADE,
    kind TEXT NOT NULL,
    pages INTEGER NOT NULL,               -- of the last ones, when it began
    since TEXT NOT NULL,
    PRIMARY KEY (batch_id, kind)
  ) STRICT, WITHOUT ROWID;
  `,
  // A large exam is removed step by step.
  `
  ALTER TABLE exams ADD COLUMN doomed INTEGER NOT NULL DEFAULT 0;     -- 1: deleted, its rows are being removed
  `,
  // Exams go on independently of each other; what a handler gives up is kept.
  `
  CREATE TABLE group_positions (
    group_name TEXT NOT NULL,
    partition INTEGER NOT NULL,
    seq INTEGER NOT NULL,                 -- dealt with up to here,
    behind TEXT NOT NULL,                 -- JSON: Record<exam, seq>: except what these exams have beyond theirs
    PRIMARY KEY (group_name, partition)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO group_positions SELECT group_name, 0, seq, '{}' FROM positions;
  DROP TABLE positions;
  CREATE TABLE dead_letters (
    letter_id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_name TEXT NOT NULL,
    seq INTEGER NOT NULL REFERENCES events,
    attempts INTEGER NOT NULL,
    code TEXT NOT NULL,
    error TEXT NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'handled', 'discarded')),
    settled_at TEXT,
    settled_by TEXT,
    reason TEXT,
    UNIQUE (group_name, seq)
  ) STRICT;
  CREATE INDEX dead_letters_waiting ON dead_letters (letter_id) WHERE state = 'waiting';
  -- What is in an exam's figures already.
  CREATE TABLE figures_counted (exam_id TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (exam_id, seq)) STRICT, WITHOUT ROWID;
  `,
  // The place of the next file of a batch is looked up for each file that comes in.
  'CREATE INDEX sources_in_order ON sources (batch_id, position);',
  // Templates of sheets that somebody else printed.
  `
  CREATE TABLE templates (
    template_id TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    name TEXT NOT NULL,
    template TEXT NOT NULL,               -- JSON: docs/template-format.md, but blocks may be missing still
    reference BLOB,                       -- JPEG of a scan that lies as the template has its page
    reference_revision INTEGER NOT NULL,  -- when it came; 0: there is none
    updated_at TEXT NOT NULL
  ) STRICT;
  `,
  // Null: a report of everybody; empty: of those who are in no class.
  'ALTER TABLE reports ADD COLUMN class TEXT;',
  // A burst of events is written as a few rows with their text; their own rows follow when there is time. `all_events` has both.
  `
  CREATE TABLE event_packs (
    first INTEGER PRIMARY KEY,            -- seq of its first event
    last INTEGER NOT NULL,
    moment TEXT NOT NULL,                 -- with which the ids of its events begin
    events TEXT NOT NULL                  -- JSON: their envelopes, in order of seq, without gaps
  ) STRICT;
  CREATE INDEX event_packs_by_moment ON event_packs (moment);
  CREATE TRIGGER event_packs_stay BEFORE UPDATE ON event_packs BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
  CREATE VIEW all_events AS SELECT seq, event_id, type, exam_id, correlation_id, causation_id, actor, at, payload FROM events
    UNION ALL SELECT CAST(e.value ->> 'seq' AS INTEGER), CAST(e.value ->> 'event_id' AS TEXT), CAST(e.value ->> 'type' AS TEXT), CAST(e.value ->> 'exam_id' AS TEXT), CAST(e.value ->> 'correlation_id' AS TEXT),
      CAST(e.value ->> 'causation_id' AS TEXT), CAST(e.value ->> 'actor' AS TEXT), CAST(e.value ->> 'at' AS TEXT), CAST(e.value -> 'payload' AS TEXT) FROM event_packs p, json_each(p.events) e;
  `,
  // How a page lies in the scanner, for lists that show it upright.
  `
  ALTER TABLE pages ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;  -- degrees clockwise that bring its image upright: 0, 90, 180, 270
  UPDATE pages SET turn = coalesce((SELECT r.reading ->> '$.quality.orientation' FROM readings r WHERE r.page_id = pages.page_id AND r.revision = pages.reading_revision), 0) WHERE reading_revision > 0;
  `,
  // Null: a report that the station keeps; else the folder of a person's that it goes to.
  'ALTER TABLE reports ADD COLUMN out_folder TEXT;',
  // Files that somebody sends over several requests; a row goes when all are in, or somebody says that no more will come.
  `
  CREATE TABLE sendings (
    exam_id TEXT NOT NULL REFERENCES exams ON DELETE CASCADE,
    sending_id TEXT NOT NULL,             -- the sender's own name for it, the same when the same files are sent again
    batch_id TEXT NOT NULL REFERENCES batches ON DELETE CASCADE,
    files INTEGER NOT NULL,               -- how many it is
    came INTEGER NOT NULL,                -- of them
    heard_at TEXT NOT NULL,               -- when a request of it began or ended last
    PRIMARY KEY (exam_id, sending_id)
  ) STRICT;
  CREATE INDEX sendings_of_batch ON sendings (batch_id);
  `,
];

/** How many steps this version knows. */
export const recordVersion = steps.length;

/** Brings a record up to this version's schema, or to an earlier one. Throws ZhiyueError record-newer when a newer version wrote it. */
export function migrate(database: DatabaseSync, upTo = recordVersion): void {
  const row = database.prepare('PRAGMA user_version').get();
  const version = Number(row?.['user_version'] ?? 0);
  if (version > steps.length) throw new ZhiyueError('record-newer', `The record has schema ${version}, this version knows ${steps.length}: start the newer version of Zhiyue Station.`);
  steps.slice(version, upTo).forEach((step, index) => {
    database.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${version + index + 1}; COMMIT;`);
  });
}

-- Store, version 1. Truth: entry, tile and checkpoint, which grow together in one transaction. Everything below
-- "made again" is derived from the entries and the preserved originals and is never trusted by `dateline verify`.

-- Facts about the store itself: origin (name of the log, as in its keys and checkpoints).
CREATE TABLE store (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The log. leaf = SHA-256(salt || body); salt and body are null once a redaction has dropped them.
CREATE TABLE entry (
    position INTEGER NOT NULL PRIMARY KEY,
    kind     TEXT    NOT NULL,
    salt     BLOB    CHECK (length(salt) = 32),
    body     BLOB,
    leaf     BLOB    NOT NULL CHECK (length(leaf) = 32),
    CHECK ((salt IS NULL) = (body IS NULL))
) STRICT;
CREATE INDEX entry_kind ON entry (kind, position);

-- These keep careless hands off; what keeps a careful one off is the checkpoint.
CREATE TRIGGER entry_stays BEFORE DELETE ON entry
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only: entries are not deleted');
END;
CREATE TRIGGER entry_unchanged BEFORE UPDATE ON entry
WHEN NEW.position IS NOT OLD.position OR NEW.kind IS NOT OLD.kind OR NEW.leaf IS NOT OLD.leaf
    OR NEW.body IS NOT NULL OR NEW.salt IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only: an entry can only lose its body, by a redaction');
END;

-- RFC 6962 tree as C2SP tlog-tiles: up to 256 hashes of 32 bytes each. The last tile of a level may be unfinished.
CREATE TABLE tile (
    level    INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hashes   BLOB    NOT NULL CHECK (length(hashes) % 32 = 0),
    PRIMARY KEY (level, position)
) STRICT;

-- Every signed head there has been. size = number of entries; note = C2SP signed note.
CREATE TABLE checkpoint (
    size INTEGER NOT NULL PRIMARY KEY,
    note TEXT    NOT NULL
) STRICT;

-- ---- made again from here on ----

-- Index of the log's captured entries.
CREATE TABLE capture (
    position  INTEGER NOT NULL PRIMARY KEY REFERENCES entry (position),
    sha256    BLOB    NOT NULL CHECK (length(sha256) = 32),
    input_key BLOB    NOT NULL CHECK (length(input_key) = 32)
) STRICT;
CREATE INDEX capture_sha256 ON capture (sha256);
CREATE INDEX capture_input_key ON capture (input_key);

-- Originals that redactions have erased.
CREATE TABLE erased (
    sha256   BLOB    NOT NULL PRIMARY KEY CHECK (length(sha256) = 32),
    position INTEGER NOT NULL REFERENCES entry (position)
) STRICT;

-- What a stage made of an input: JSON, compressed with zstd. capture = the original whose words it holds.
CREATE TABLE stage_output (
    input   BLOB NOT NULL CHECK (length(input) = 32),
    stage   TEXT NOT NULL,
    version TEXT NOT NULL,
    capture BLOB NOT NULL CHECK (length(capture) = 32),
    output  BLOB NOT NULL,
    PRIMARY KEY (input, stage, version)
) STRICT;
CREATE INDEX stage_output_capture ON stage_output (capture);

-- What the projection below was made from; one row or none.
CREATE TABLE projection (
    one      INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    log_size INTEGER NOT NULL,
    run      TEXT    NOT NULL,
    digest   BLOB    NOT NULL CHECK (length(digest) = 32)
) STRICT;

-- Each holds a line of JSON as `docs/schema/store.schema.json` has it, and the columns that lists are filtered by.
-- Ids are 64 hexadecimal digits; days are ISO 8601; coordinates are hundred-thousandths of a degree. The line comes
-- last in its row, so that filtering does not have to read past it.
CREATE TABLE report (
    id         TEXT NOT NULL PRIMARY KEY,
    input_id   TEXT NOT NULL,
    url        TEXT,
    outlet     TEXT,
    language   TEXT,
    day        TEXT,
    family     TEXT NOT NULL,
    edition_of TEXT,
    problems   INTEGER NOT NULL,
    words      TEXT NOT NULL,
    json       TEXT NOT NULL
) STRICT;
CREATE INDEX report_input_id ON report (input_id);
CREATE INDEX report_day ON report (day, id);
CREATE INDEX report_outlet ON report (outlet);
CREATE INDEX report_family ON report (family);
CREATE INDEX report_url ON report (url) WHERE url IS NOT NULL;

-- Which input's reading a report is (stage_output.input), and what pages say of it without opening the reading.
CREATE TABLE reading (
    report   TEXT    NOT NULL PRIMARY KEY,
    input    BLOB    NOT NULL CHECK (length(input) = 32),
    invented INTEGER NOT NULL,
    facts    TEXT    NOT NULL
) STRICT;

CREATE TABLE claim (
    id        TEXT NOT NULL PRIMARY KEY,
    report    TEXT NOT NULL,
    speaker   TEXT,
    stance    TEXT NOT NULL,
    quotation TEXT NOT NULL,
    json      TEXT NOT NULL
) STRICT;
CREATE INDEX claim_report ON claim (report);
CREATE INDEX claim_speaker ON claim (speaker);

CREATE TABLE incident (
    id           TEXT NOT NULL PRIMARY KEY,
    kind         TEXT NOT NULL,
    from_day     TEXT,
    to_day       TEXT,
    country      TEXT,
    admin1       TEXT,
    place        TEXT,
    lat          INTEGER,
    lon          INTEGER,
    grade        TEXT NOT NULL,
    origins_low  INTEGER NOT NULL,
    origins_high INTEGER NOT NULL,
    killed_min   INTEGER,
    killed_max   INTEGER,
    injured_min  INTEGER,
    injured_max  INTEGER,
    reports      INTEGER NOT NULL,
    decisions    INTEGER NOT NULL,
    words        TEXT NOT NULL,
    json         TEXT NOT NULL
) STRICT;
CREATE INDEX incident_day ON incident (from_day, id);
CREATE INDEX incident_kind ON incident (kind, from_day);
CREATE INDEX incident_country ON incident (country, admin1);
CREATE INDEX incident_point ON incident (lat, lon) WHERE lat IS NOT NULL;

-- Which reports mention which incident, with what lists of incidents are filtered by.
CREATE TABLE incident_report (
    incident TEXT NOT NULL,
    report   TEXT NOT NULL,
    language TEXT,
    outlet   TEXT,
    PRIMARY KEY (incident, report)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_report_report ON incident_report (report);
CREATE INDEX incident_report_language ON incident_report (language);
CREATE INDEX incident_report_outlet ON incident_report (outlet);

-- Mentions by id: what pairs are named by. number = index into the incidents of the report's reading.
CREATE TABLE mention (
    id       TEXT    NOT NULL PRIMARY KEY,
    incident TEXT    NOT NULL,
    report   TEXT    NOT NULL,
    input_id TEXT    NOT NULL,
    number   INTEGER NOT NULL
) STRICT;
CREATE INDEX mention_report ON mention (report, number);

-- Ids of statements and claims that name private persons: sealed in lists, search and exports.
CREATE TABLE sealed (
    kind TEXT NOT NULL CHECK (kind IN ('statement', 'claim')),
    id   TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- Tables of weights of the pairs that were put together (incident = which one) and of those that wait (null).
CREATE TABLE pair (
    a        TEXT NOT NULL,
    b        TEXT NOT NULL,
    incident TEXT,
    json     TEXT NOT NULL,
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX pair_incident ON pair (incident) WHERE incident IS NOT NULL;

CREATE TABLE lineage (
    position    INTEGER NOT NULL PRIMARY KEY,
    from_report TEXT NOT NULL,
    to_report   TEXT,
    to_name     TEXT,
    kind        TEXT NOT NULL,
    status      TEXT NOT NULL,
    json        TEXT NOT NULL
) STRICT;
CREATE INDEX lineage_from ON lineage (from_report);
CREATE INDEX lineage_to ON lineage (to_report);

-- Pairs and values that wait for an analyst, and decisions that match nothing any more, in the order given.
CREATE TABLE review (
    position INTEGER NOT NULL PRIMARY KEY,
    json     TEXT NOT NULL
) STRICT;
CREATE TABLE unmatched (
    position INTEGER NOT NULL PRIMARY KEY,
    json     TEXT NOT NULL
) STRICT;

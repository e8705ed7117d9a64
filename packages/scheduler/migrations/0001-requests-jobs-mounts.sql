-- SchedulerDB: requests, jobs, mounts, and what a mount decision needs to know of a queue.
-- Column names are those of CTA's scheduler schema 1.0 wherever CTA has the thing. Times are seconds since the epoch.
--
-- A request is what a user asked for and says how it ended; its row is written two or three times in its life.
-- A job is one tape copy's worth of it that is still to be done: its row goes away when the copy is safe or has failed
-- for good. So the hot tables are narrow and hold nothing but work.

CREATE SEQUENCE mount_id_seq;
CREATE SEQUENCE archive_request_id_seq;
CREATE SEQUENCE retrieve_request_id_seq;

CREATE TYPE mount_type AS ENUM ('ARCHIVE_FOR_USER', 'RETRIEVE', 'LABEL');

CREATE TYPE archive_request_status AS ENUM (
  'AJS_ToTransferForUser', 'AJS_ToReportToUserForSuccess', 'AJS_ToReportToUserForFailure', 'AJS_Complete', 'AJS_Failed');

CREATE TYPE retrieve_request_status AS ENUM (
  'RJS_ToTransfer', 'RJS_ToReportToUserForSuccess', 'RJS_ToReportToUserForFailure', 'RJS_Complete', 'RJS_Failed');

-- Mounts -------------------------------------------------------------------------------------------------------------
-- A mount is live until END_TIME is set. The two unique indexes are the arbiter of every mount decision.
CREATE TABLE mount (
  mount_id         BIGINT PRIMARY KEY DEFAULT nextval('mount_id_seq'),
  mount_type       mount_type NOT NULL,
  drive            VARCHAR(100) NOT NULL,
  host             VARCHAR(100) NOT NULL,
  logical_library  VARCHAR(100) NOT NULL,
  vid              VARCHAR(100) NOT NULL,
  tape_pool        VARCHAR(100) NOT NULL,
  vo               VARCHAR(100) NOT NULL,
  start_time       BIGINT NOT NULL,
  last_update_time BIGINT NOT NULL,
  end_time         BIGINT
);
CREATE UNIQUE INDEX mount_live_drive ON mount (drive) WHERE end_time IS NULL;
CREATE UNIQUE INDEX mount_live_vid ON mount (vid) WHERE end_time IS NULL;
CREATE INDEX mount_ended ON mount (end_time) WHERE end_time IS NOT NULL;

-- Archive ------------------------------------------------------------------------------------------------------------
CREATE TABLE archive_request (
  archive_request_id       BIGINT PRIMARY KEY,
  status                   archive_request_status NOT NULL,
  request_job_count        SMALLINT NOT NULL CHECK (request_job_count > 0),
  jobs_left                SMALLINT NOT NULL CHECK (jobs_left >= 0),
  request_group            VARCHAR(100),
  creation_time            BIGINT NOT NULL,
  last_update_time         BIGINT NOT NULL,
  archive_file_id          BIGINT NOT NULL,
  size_in_bytes            BIGINT NOT NULL CHECK (size_in_bytes > 0),
  checksum_adler32         BIGINT,
  storage_class            VARCHAR(100) NOT NULL,
  requester_name           VARCHAR(100) NOT NULL,
  requester_group          VARCHAR(100) NOT NULL,
  src_url                  TEXT NOT NULL,
  disk_instance            VARCHAR(100) NOT NULL,
  disk_file_path           TEXT NOT NULL,
  disk_file_id             VARCHAR(100) NOT NULL,
  disk_file_owner_uid      BIGINT NOT NULL,
  disk_file_gid            BIGINT NOT NULL,
  archive_report_url       TEXT,
  archive_error_report_url TEXT,
  failure_code             VARCHAR(100),
  failure_text             TEXT,
  failure_log              TEXT,
  is_reporting             BOOLEAN NOT NULL DEFAULT FALSE,
  total_report_retries     SMALLINT NOT NULL DEFAULT 0,
  report_failure_code      VARCHAR(100),
  report_failure_log       TEXT,
  CONSTRAINT archive_request_settled CHECK ((jobs_left = 0) = (status <> 'AJS_ToTransferForUser'))
);
CREATE INDEX archive_request_group ON archive_request (request_group) WHERE request_group IS NOT NULL;
CREATE INDEX archive_request_to_report ON archive_request (archive_request_id)
  WHERE status IN ('AJS_ToReportToUserForSuccess', 'AJS_ToReportToUserForFailure') AND NOT is_reporting;
CREATE INDEX archive_request_reporting ON archive_request (last_update_time) WHERE is_reporting;
CREATE INDEX archive_request_complete ON archive_request (last_update_time) WHERE status = 'AJS_Complete';
CREATE INDEX archive_request_failed ON archive_request (last_update_time)
  WHERE status IN ('AJS_Failed', 'AJS_ToReportToUserForFailure');

-- MOUNT_ID null: waits for any mount of its tape pool. MOUNT_ID set: belongs to that mount, which has taken it
-- (IS_TAKEN) or may take it once more after a failure (not IS_TAKEN).
CREATE TABLE archive_job (
  job_id                  BIGSERIAL PRIMARY KEY,
  archive_request_id      BIGINT NOT NULL REFERENCES archive_request ON DELETE CASCADE,
  copy_nb                 SMALLINT NOT NULL,
  tape_pool               VARCHAR(100) NOT NULL,
  mount_policy            VARCHAR(100) NOT NULL,
  priority                INTEGER NOT NULL,
  min_archive_request_age INTEGER NOT NULL,
  size_in_bytes           BIGINT NOT NULL,
  start_time              BIGINT NOT NULL,
  mount_id                BIGINT,
  is_taken                BOOLEAN NOT NULL DEFAULT FALSE,
  total_retries           SMALLINT NOT NULL DEFAULT 0,
  retries_within_mount    SMALLINT NOT NULL DEFAULT 0,
  last_mount_with_failure BIGINT,
  failure_log             TEXT,
  CONSTRAINT archive_job_taken_by_mount CHECK (mount_id IS NOT NULL OR NOT is_taken),
  UNIQUE (archive_request_id, copy_nb)
);
CREATE INDEX archive_job_queued ON archive_job (tape_pool, priority DESC, job_id) WHERE mount_id IS NULL;
CREATE INDEX archive_job_owned ON archive_job (mount_id) WHERE mount_id IS NOT NULL;
CREATE INDEX archive_job_again ON archive_job (mount_id, job_id) WHERE mount_id IS NOT NULL AND NOT is_taken;

-- Retrieve -----------------------------------------------------------------------------------------------------------
-- ALTERNATE_*: parallel arrays over all usable copies, the selected one included.
CREATE TABLE retrieve_request (
  retrieve_request_id       BIGINT PRIMARY KEY,
  status                    retrieve_request_status NOT NULL,
  request_group             VARCHAR(100),
  creation_time             BIGINT NOT NULL,
  last_update_time          BIGINT NOT NULL,
  archive_file_id           BIGINT NOT NULL,
  size_in_bytes             BIGINT NOT NULL CHECK (size_in_bytes > 0),
  checksum_adler32          BIGINT NOT NULL,
  storage_class             VARCHAR(100) NOT NULL,
  requester_name            VARCHAR(100) NOT NULL,
  requester_group           VARCHAR(100) NOT NULL,
  activity                  VARCHAR(100),
  dst_url                   TEXT,
  is_verify_only            BOOLEAN NOT NULL,
  disk_instance             VARCHAR(100) NOT NULL,
  disk_file_path            TEXT NOT NULL,
  disk_file_id              VARCHAR(100) NOT NULL,
  alternate_vids            VARCHAR(100)[] NOT NULL CHECK (cardinality(alternate_vids) > 0),
  alternate_copy_nbs        SMALLINT[] NOT NULL CHECK (cardinality(alternate_copy_nbs) = cardinality(alternate_vids)),
  alternate_fseqs           BIGINT[] NOT NULL CHECK (cardinality(alternate_fseqs) = cardinality(alternate_vids)),
  alternate_block_ids       BIGINT[] NOT NULL CHECK (cardinality(alternate_block_ids) = cardinality(alternate_vids)),
  retrieve_report_url       TEXT,
  retrieve_error_report_url TEXT,
  failure_code              VARCHAR(100),
  failure_text              TEXT,
  failure_log               TEXT,
  is_reporting              BOOLEAN NOT NULL DEFAULT FALSE,
  total_report_retries      SMALLINT NOT NULL DEFAULT 0,
  report_failure_code       VARCHAR(100),
  report_failure_log        TEXT,
  CONSTRAINT retrieve_request_destination CHECK (is_verify_only = (dst_url IS NULL))
);
CREATE INDEX retrieve_request_group ON retrieve_request (request_group) WHERE request_group IS NOT NULL;
CREATE INDEX retrieve_request_to_report ON retrieve_request (retrieve_request_id)
  WHERE status IN ('RJS_ToReportToUserForSuccess', 'RJS_ToReportToUserForFailure') AND NOT is_reporting;
CREATE INDEX retrieve_request_reporting ON retrieve_request (last_update_time) WHERE is_reporting;
CREATE INDEX retrieve_request_complete ON retrieve_request (last_update_time) WHERE status = 'RJS_Complete';
CREATE INDEX retrieve_request_failed ON retrieve_request (last_update_time)
  WHERE status IN ('RJS_Failed', 'RJS_ToReportToUserForFailure');

CREATE TABLE retrieve_job (
  job_id                   BIGSERIAL PRIMARY KEY,
  retrieve_request_id      BIGINT NOT NULL UNIQUE REFERENCES retrieve_request ON DELETE CASCADE,
  copy_nb                  SMALLINT NOT NULL,
  vid                      VARCHAR(100) NOT NULL,
  fseq                     BIGINT NOT NULL,
  block_id                 BIGINT NOT NULL,
  mount_policy             VARCHAR(100) NOT NULL,
  priority                 INTEGER NOT NULL,
  min_retrieve_request_age INTEGER NOT NULL,
  size_in_bytes            BIGINT NOT NULL,
  start_time               BIGINT NOT NULL,
  mount_id                 BIGINT,
  is_taken                 BOOLEAN NOT NULL DEFAULT FALSE,
  total_retries            SMALLINT NOT NULL DEFAULT 0,
  retries_within_mount     SMALLINT NOT NULL DEFAULT 0,
  last_mount_with_failure  BIGINT,
  failure_log              TEXT,
  CONSTRAINT retrieve_job_taken_by_mount CHECK (mount_id IS NOT NULL OR NOT is_taken)
);
CREATE INDEX retrieve_job_queued ON retrieve_job (vid, priority DESC, job_id) WHERE mount_id IS NULL;
CREATE INDEX retrieve_job_owned ON retrieve_job (mount_id) WHERE mount_id IS NOT NULL;
CREATE INDEX retrieve_job_again ON retrieve_job (mount_id, job_id) WHERE mount_id IS NOT NULL AND NOT is_taken;

-- Label --------------------------------------------------------------------------------------------------------------
CREATE TABLE label_request (
  label_request_id BIGSERIAL PRIMARY KEY,
  status           VARCHAR(10) NOT NULL CHECK (status IN ('queued', 'active', 'done', 'failed')),
  vid              VARCHAR(100) NOT NULL,
  old_vid          VARCHAR(100),
  logical_library  VARCHAR(100) NOT NULL,
  drive            VARCHAR(100),
  is_forced        BOOLEAN NOT NULL,
  requester_name   VARCHAR(100) NOT NULL,
  requester_host   VARCHAR(100) NOT NULL,
  creation_time    BIGINT NOT NULL,
  last_update_time BIGINT NOT NULL,
  mount_id         BIGINT,
  failure_code     VARCHAR(100),
  failure_text     TEXT,
  CONSTRAINT label_request_active CHECK (status <> 'active' OR mount_id IS NOT NULL),
  CONSTRAINT label_request_failed CHECK ((status = 'failed') = (failure_code IS NOT NULL))
);
CREATE UNIQUE INDEX label_request_open_vid ON label_request (vid) WHERE status IN ('queued', 'active');
CREATE INDEX label_request_queued ON label_request (logical_library, label_request_id) WHERE status = 'queued';
CREATE INDEX label_request_active_mount ON label_request (mount_id) WHERE status = 'active';
CREATE INDEX label_request_finished ON label_request (last_update_time) WHERE status IN ('done', 'failed');

-- Queue tallies ------------------------------------------------------------------------------------------------------
-- What waits in a queue is the sum of its tally rows. Each statement that changes a queue adds its own rows, by trigger,
-- in its own transaction: exact whatever is rolled back or killed, and nobody waits for anybody. Folding replaces many
-- rows by their sum. How old a queue is, the index of the queue tells.
CREATE TABLE archive_queue_tally (
  tape_pool               VARCHAR(100) NOT NULL,
  mount_policy            VARCHAR(100) NOT NULL,
  priority                INTEGER NOT NULL,
  min_archive_request_age INTEGER NOT NULL,
  jobs                    BIGINT NOT NULL,
  bytes                   BIGINT NOT NULL
);

CREATE TABLE retrieve_queue_tally (
  vid                      VARCHAR(100) NOT NULL,
  mount_policy             VARCHAR(100) NOT NULL,
  priority                 INTEGER NOT NULL,
  min_retrieve_request_age INTEGER NOT NULL,
  jobs                     BIGINT NOT NULL,
  bytes                    BIGINT NOT NULL
);

CREATE FUNCTION archive_jobs_inserted() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO archive_queue_tally
  SELECT tape_pool, mount_policy, priority, min_archive_request_age, count(*), sum(size_in_bytes)
  FROM new_rows WHERE mount_id IS NULL GROUP BY 1, 2, 3, 4;
  RETURN NULL;
END $$;

CREATE FUNCTION archive_jobs_deleted() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO archive_queue_tally
  SELECT tape_pool, mount_policy, priority, min_archive_request_age, -count(*), -sum(size_in_bytes)
  FROM old_rows WHERE mount_id IS NULL GROUP BY 1, 2, 3, 4;
  RETURN NULL;
END $$;

CREATE FUNCTION archive_jobs_updated() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO archive_queue_tally
  SELECT tape_pool, mount_policy, priority, min_archive_request_age, sum(sign), sum(sign * size_in_bytes)
  FROM (
    SELECT tape_pool, mount_policy, priority, min_archive_request_age, size_in_bytes, -1 AS sign
    FROM old_rows WHERE mount_id IS NULL
    UNION ALL
    SELECT tape_pool, mount_policy, priority, min_archive_request_age, size_in_bytes, 1
    FROM new_rows WHERE mount_id IS NULL
  ) AS change
  GROUP BY 1, 2, 3, 4
  HAVING sum(sign) <> 0 OR sum(sign * size_in_bytes) <> 0;
  RETURN NULL;
END $$;

CREATE FUNCTION retrieve_jobs_inserted() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO retrieve_queue_tally
  SELECT vid, mount_policy, priority, min_retrieve_request_age, count(*), sum(size_in_bytes)
  FROM new_rows WHERE mount_id IS NULL GROUP BY 1, 2, 3, 4;
  RETURN NULL;
END $$;

CREATE FUNCTION retrieve_jobs_deleted() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO retrieve_queue_tally
  SELECT vid, mount_policy, priority, min_retrieve_request_age, -count(*), -sum(size_in_bytes)
  FROM old_rows WHERE mount_id IS NULL GROUP BY 1, 2, 3, 4;
  RETURN NULL;
END $$;

CREATE FUNCTION retrieve_jobs_updated() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO retrieve_queue_tally
  SELECT vid, mount_policy, priority, min_retrieve_request_age, sum(sign), sum(sign * size_in_bytes)
  FROM (
    SELECT vid, mount_policy, priority, min_retrieve_request_age, size_in_bytes, -1 AS sign
    FROM old_rows WHERE mount_id IS NULL
    UNION ALL
    SELECT vid, mount_policy, priority, min_retrieve_request_age, size_in_bytes, 1
    FROM new_rows WHERE mount_id IS NULL
  ) AS change
  GROUP BY 1, 2, 3, 4
  HAVING sum(sign) <> 0 OR sum(sign * size_in_bytes) <> 0;
  RETURN NULL;
END $$;

CREATE TRIGGER archive_jobs_inserted AFTER INSERT ON archive_job
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION archive_jobs_inserted();
CREATE TRIGGER archive_jobs_updated AFTER UPDATE ON archive_job
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION archive_jobs_updated();
CREATE TRIGGER archive_jobs_deleted AFTER DELETE ON archive_job
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION archive_jobs_deleted();
CREATE TRIGGER retrieve_jobs_inserted AFTER INSERT ON retrieve_job
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retrieve_jobs_inserted();
CREATE TRIGGER retrieve_jobs_updated AFTER UPDATE ON retrieve_job
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION retrieve_jobs_updated();
CREATE TRIGGER retrieve_jobs_deleted AFTER DELETE ON retrieve_job
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION retrieve_jobs_deleted();

-- Vacuum by the amount of work done, not by the size of the queue. -------------------------------------------------------
ALTER TABLE archive_job SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE retrieve_job SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE archive_queue_tally SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
ALTER TABLE retrieve_queue_tally SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
ALTER TABLE mount SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

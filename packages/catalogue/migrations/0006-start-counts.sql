-- How often a service has started, and how often the run before had ended without telling that it stops.
ALTER TABLE SERVICE_INSTANCE
  ADD COLUMN START_COUNT BIGINT NOT NULL DEFAULT 1,
  ADD COLUMN DEATH_COUNT BIGINT NOT NULL DEFAULT 0;

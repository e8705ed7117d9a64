-- What CTA's own programs do to a Catalogue that they share with ours goes on working.

-- CTA enters a file's new copy before it deletes the one that it supersedes: there may be two of them until the COMMIT.
ALTER TABLE TAPE_FILE
  DROP CONSTRAINT TAPE_FILE_AFI_COPY_NB_UN,
  ADD CONSTRAINT TAPE_FILE_AFI_COPY_NB_UN UNIQUE (ARCHIVE_FILE_ID, COPY_NB) DEFERRABLE INITIALLY DEFERRED;

-- Roles that may change drives and tapes need no rights on our own tables for the triggers that come with it.
ALTER FUNCTION RESOLVE_ALERT SECURITY DEFINER;

-- A fault that ended a session is a part of the drive's history: with the tape of its mount it tells whose fault it was.

ALTER TABLE DRIVE_EVENT
  DROP CONSTRAINT DRIVE_EVENT_KIND_CK,
  ADD CONSTRAINT DRIVE_EVENT_KIND_CK CHECK (KIND IN (
    'REGISTERED', 'REMOVED', 'SET_UP', 'SET_DOWN', 'PUT_DOWN', 'FAULT_WHILE_DOWN', 'REASON_CHANGED',
    'SESSION_STATUS', 'SESSION_FAULT', 'HARDWARE_ALERT'
  ));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import { Vid } from '@cta/catalogue';
import { type DriveState, initialState } from '@cta/session';
import { statusLine } from './status-line.ts';

type Mount = Extract<DriveState, { readonly phase: 'mounting' }>['mount'];

const mount = { type: 'RETRIEVE', vid: Vid('V00001') } as Mount;

test('the status line tells the tape and what for while there is one', () => {
  const standing = { desired: 'up', stopping: 'no' } as const;
  assert.equal(statusLine({ ...standing, phase: 'transferring', mount }), 'transferring V00001 to retrieve');
  const fault = new ConditionError('DRIVE_NOT_FOUND');
  assert.equal(
    statusLine({ ...standing, phase: 'cleaning', mount, fault }),
    'cleaning: V00001 is put away after D101 DRIVE_NOT_FOUND',
  );
});

test('the status line tells that the service will stop', () => {
  const stopping = { ...initialState, stopping: 'asked' } as const;
  assert.equal(statusLine(initialState), 'starting: reaching devices and databases');
  assert.equal(statusLine(stopping), 'starting: reaching devices and databases; told to stop');
  assert.equal(statusLine({ desired: 'down', stopping: 'hurried', phase: 'stopped' }), 'stopped');
});

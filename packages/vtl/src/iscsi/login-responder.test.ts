import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ourOffer, type TextKey } from '@cta/scsi';
import { LoginResponder, loginRefusals } from './login-responder.ts';

const targetName = 'iqn.2026-01.org.example:library';
const identity: TextKey[] = [
  ['InitiatorName', 'iqn.2026-01.org.example:i'],
  ['SessionType', 'Normal'],
  ['TargetName', targetName],
];
const [security, operational, full] = ['securityNegotiation', 'operationalNegotiation', 'fullFeaturePhase'] as const;
const toOperational = { transit: true, continued: false, currentStage: security, nextStage: operational } as const;
const toFull = { transit: true, continued: false, currentStage: operational, nextStage: full } as const;

function responder(): LoginResponder {
  return new LoginResponder(targetName, ourOffer);
}

test('leads an initiator through both stages', () => {
  const login = responder();
  assert.deepEqual(login.respond(toOperational, [...identity, ['AuthMethod', 'CHAP,None']]), {
    kind: 'accepted',
    transit: true,
    keys: [
      ['AuthMethod', 'None'],
      ['TargetPortalGroupTag', '1'],
    ],
  });
  const reply = login.respond(toFull, [
    ['InitialR2T', 'Yes'],
    ['MaxRecvDataSegmentLength', '65536'],
    ['OFMarker', 'No'],
    ['X-unknown', '1'],
  ]);
  assert.ok(reply.kind === 'accepted' && reply.loggedIn !== undefined);
  assert.deepEqual(reply.keys, [
    ['InitialR2T', 'Yes'],
    ['MaxRecvDataSegmentLength', '1048576'],
    ['OFMarker', 'No'],
    ['X-unknown', 'NotUnderstood'],
  ]);
  assert.equal(reply.loggedIn.initiatorName, 'iqn.2026-01.org.example:i');
  assert.equal(reply.loggedIn.parameters.peerMaxRecvDataSegmentLength, 65536);
  assert.equal(reply.loggedIn.parameters.InitialR2T, true);
});

test('takes an initiator that begins with the operational stage, and declares its limit unasked', () => {
  const reply = responder().respond(toFull, identity);
  assert.ok(reply.kind === 'accepted' && reply.loggedIn !== undefined);
  assert.deepEqual(reply.keys, [
    ['TargetPortalGroupTag', '1'],
    ['MaxRecvDataSegmentLength', '1048576'],
  ]);
});

test('stays where the initiator stays', () => {
  const login = responder();
  const reply = login.respond({ ...toOperational, transit: false, nextStage: security }, identity);
  assert.ok(reply.kind === 'accepted' && !reply.transit);
  assert.equal(login.respond(toOperational, []).kind, 'accepted');
});

test('a discovery session needs no target name', () => {
  const reply = responder().respond(toFull, [
    ['InitiatorName', 'iqn.2026-01.org.example:i'],
    ['SessionType', 'Discovery'],
  ]);
  assert.ok(reply.kind === 'accepted' && reply.loggedIn?.sessionType === 'Discovery');
});

describe('refuses', () => {
  const without = (key: string): TextKey[] => identity.filter(([name]) => name !== key);
  const cases = [
    ['a login without an initiator', without('InitiatorName'), loginRefusals.missingParameter],
    ['a login without a target', without('TargetName'), loginRefusals.missingParameter],
    ['another target', [...without('TargetName'), ['TargetName', 'iqn.other']], loginRefusals.targetNotFound],
    [
      'another type of session',
      [...without('SessionType'), ['SessionType', 'X']],
      loginRefusals.sessionTypeNotSupported,
    ],
    ['authentication', [...identity, ['AuthMethod', 'CHAP']], loginRefusals.authenticationFailed],
  ] as const;
  for (const [name, keys, refusal] of cases) {
    test(name, () => {
      assert.deepEqual(responder().respond(toOperational, keys), { kind: 'refused', refusal });
    });
  }

  test('a request of another stage', () => {
    const login = responder();
    login.respond(toOperational, identity);
    assert.deepEqual(login.respond(toOperational, []), { kind: 'refused', refusal: loginRefusals.initiatorError });
  });

  test('a step that leads nowhere', () => {
    const back = { ...toFull, nextStage: security } as const;
    assert.deepEqual(responder().respond(back, identity), { kind: 'refused', refusal: loginRefusals.initiatorError });
  });
});

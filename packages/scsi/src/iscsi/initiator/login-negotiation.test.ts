import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ourOffer } from '../negotiation/operational-keys.ts';
import type { LoginStage } from '../pdu/login.ts';
import type { TextKey } from '../pdu/text-keys.ts';
import { LoginNegotiation, type LoginStep } from './login-negotiation.ts';

const purpose = { sessionType: 'Normal', targetName: 'iqn.2026-01.org.example:t' } as const;

function negotiation(): LoginNegotiation {
  return new LoginNegotiation('iqn.2026-01.org.example:i', purpose, ourOffer);
}

function response(currentStage: LoginStage, nextStage?: LoginStage, continued = false) {
  const transit = nextStage !== undefined;
  return { statusClass: 0, statusDetail: 0, transit, continued, currentStage, nextStage: nextStage ?? currentStage };
}

function keysOf(step: LoginStep): ReadonlyMap<string, string> {
  assert.equal(step.kind, 'send');
  return new Map(step.kind === 'send' ? step.keys : []);
}

const [security, operational, full] = ['securityNegotiation', 'operationalNegotiation', 'fullFeaturePhase'] as const;

test('says who it is, then what it would like, then is done', () => {
  const login = negotiation();
  const start = login.start();
  assert.deepEqual(
    [...keysOf(start)],
    [
      ['InitiatorName', 'iqn.2026-01.org.example:i'],
      ['SessionType', 'Normal'],
      ['TargetName', 'iqn.2026-01.org.example:t'],
      ['AuthMethod', 'None'],
    ],
  );
  const offer = login.next(response(security, operational), [
    ['AuthMethod', 'None'],
    ['TargetPortalGroupTag', '1'],
  ]);
  assert.equal(keysOf(offer).get('InitialR2T'), 'No');
  assert.equal(keysOf(offer).get('MaxRecvDataSegmentLength'), '1048576');
  const answers: TextKey[] = [
    ['InitialR2T', 'Yes'],
    ['FirstBurstLength', '65536'],
    ['MaxRecvDataSegmentLength', '8192'],
  ];
  const done = login.next(response(operational, full), answers);
  assert.equal(done.kind, 'done');
  assert.ok(done.kind === 'done');
  assert.deepEqual(
    [done.parameters.InitialR2T, done.parameters.FirstBurstLength, done.parameters.peerMaxRecvDataSegmentLength],
    [true, 65536, 8192],
  );
});

test('a discovery session names no target and settles digests only', () => {
  const login = new LoginNegotiation('iqn.2026-01.org.example:i', { sessionType: 'Discovery' }, ourOffer);
  assert.equal(keysOf(login.start()).has('TargetName'), false);
  const offer = login.next(response(security, operational), []);
  assert.deepEqual(
    [...keysOf(offer).keys()],
    ['HeaderDigest', 'DataDigest', 'ErrorRecoveryLevel', 'MaxRecvDataSegmentLength'],
  );
});

test('a target that is not ready yet is asked again, and told of keys that are not understood', () => {
  const login = negotiation();
  login.start();
  const again = login.next(response(security), [['X-more', 'yes']]);
  assert.deepEqual([...keysOf(again)], [['X-more', 'NotUnderstood']]);
  assert.ok(again.kind === 'send' && again.progress.transit);
});

test('text that goes on is asked for with an empty request', () => {
  const login = negotiation();
  login.start();
  const more = login.next(response(security, undefined, true), []);
  assert.equal(keysOf(more).size, 0);
  assert.ok(more.kind === 'send' && !more.progress.transit);
});

describe('ends with a condition when', () => {
  test('the target wants authentication', () => {
    const login = negotiation();
    login.start();
    assert.throws(() => login.next(response(security, operational), [['AuthMethod', 'CHAP']]), { code: 'D203' });
  });

  test('the target refuses', () => {
    const login = negotiation();
    login.start();
    const refusal = { ...response(security), statusClass: 2, statusDetail: 3 };
    assert.throws(() => login.next(refusal, []), { code: 'D203' });
  });

  test('the response belongs to another stage', () => {
    const login = negotiation();
    login.start();
    assert.throws(() => login.next(response(operational, full), []), { code: 'D205' });
  });

  test('the target never comes to an end', () => {
    const login = negotiation();
    login.start();
    assert.throws(
      () => {
        for (;;) login.next(response(security), []);
      },
      { code: 'D205' },
    );
  });
});

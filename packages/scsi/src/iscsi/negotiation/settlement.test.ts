import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { defaultValues, isOperationalKey, keyRules, type OfferedValues, ourOffer } from './operational-keys.ts';
import { offerKeys, respondToForeignKey, Settlement } from './settlement.ts';

const digest = fc.constantFrom(['None'], ['CRC32C', 'None'], ['None', 'CRC32C']);
const offers = fc.record(
  Object.fromEntries(
    Object.entries(keyRules).map(([key, rule]) => {
      if (rule.kind === 'digest') return [key, digest];
      return [key, rule.kind === 'boolean' ? fc.boolean() : fc.integer({ min: rule.from, max: rule.to })];
    }),
  ),
) as unknown as fc.Arbitrary<OfferedValues>;

test('both sides settle on the same values, whatever they offer', () => {
  fc.assert(
    fc.property(offers, offers, (initiatorOffer, targetOffer) => {
      const initiator = new Settlement(initiatorOffer);
      const target = new Settlement(targetOffer);
      for (const [key, value] of offerKeys(initiatorOffer)) {
        assert.ok(isOperationalKey(key));
        initiator.accept(key, target.respond(key, value));
      }
      assert.deepEqual(initiator.parameters, target.parameters);
      assert.equal(
        initiator.parameters.MaxBurstLength,
        Math.min(initiatorOffer.MaxBurstLength, targetOffer.MaxBurstLength),
      );
      assert.equal(initiator.parameters.InitialR2T, initiatorOffer.InitialR2T || targetOffer.InitialR2T);
    }),
  );
});

test('without a word the defaults of RFC 7143, 13 hold', () => {
  const { peerMaxRecvDataSegmentLength, ...values } = new Settlement(ourOffer).parameters;
  assert.deepEqual(values, defaultValues);
  assert.equal(peerMaxRecvDataSegmentLength, 8192);
});

describe('a responder', () => {
  const rejects = [
    ['InitialR2T', 'Maybe'],
    ['MaxBurstLength', '511'],
    ['MaxBurstLength', '16777216'],
    ['MaxBurstLength', 'ten'],
    ['HeaderDigest', 'CRC64'],
  ] as const;
  for (const [key, value] of rejects) {
    test(`rejects ${key}=${value} and keeps the default`, () => {
      const settlement = new Settlement(ourOffer);
      assert.equal(settlement.respond(key, value), 'Reject');
      assert.deepEqual(settlement.parameters[key], defaultValues[key]);
    });
  }

  test('reads hexadecimal numbers', () => {
    assert.equal(new Settlement(ourOffer).respond('MaxBurstLength', '0x10000'), '65536');
  });

  test('says No to the markers of RFC 3720 and does not understand other keys', () => {
    assert.deepEqual(['IFMarker', 'OFMarker', 'X-other'].map(respondToForeignKey), ['No', 'No', 'NotUnderstood']);
  });
});

describe('an originator', () => {
  const impossible = [
    ['MaxBurstLength', '16777215'],
    ['ImmediateData', 'Yes', { ...ourOffer, ImmediateData: false }],
    ['InitialR2T', 'No', { ...ourOffer, InitialR2T: true }],
    ['HeaderDigest', 'None', { ...ourOffer, HeaderDigest: ['CRC32C'] }],
    ['HeaderDigest', 'None,CRC32C'],
  ] as const;
  for (const [key, answer, offer = ourOffer] of impossible) {
    test(`refuses the answer ${key}=${answer} to another offer`, () => {
      assert.throws(() => new Settlement(offer as OfferedValues).accept(key, answer), { code: 'D205' });
    });
  }

  test('takes a target that does not know a key', () => {
    const settlement = new Settlement(ourOffer);
    settlement.accept('MaxOutstandingR2T', 'NotUnderstood');
    assert.equal(settlement.parameters.MaxOutstandingR2T, 1);
  });
});

test('MaxRecvDataSegmentLength must be within its range', () => {
  const settlement = new Settlement(ourOffer);
  settlement.declareMaxRecvDataSegmentLength('65536');
  assert.equal(settlement.parameters.peerMaxRecvDataSegmentLength, 65536);
  for (const value of ['511', '16777216', '-1', '']) {
    assert.throws(() => settlement.declareMaxRecvDataSegmentLength(value), { code: 'D205' });
  }
});

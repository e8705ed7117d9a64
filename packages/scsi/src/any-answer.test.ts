import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import fc from 'fast-check';
import type { Query } from './command.ts';
import { FieldView } from './field-view.ts';
import {
  dataCompressionLog,
  decodeDataCompression,
  decodeDataProtection,
  decodeDeviceConfiguration,
  deviceIdentification,
  deviceStatusLog,
  elementAddressAssignment,
  inquiry,
  modeSense10,
  modeSense6,
  readAttributes,
  readBlockLimits,
  readElementStatus,
  readPosition,
  readPositionLong,
  reportLuns,
  requestSense,
  sequentialAccessLog,
  supportedLogPages,
  supportedVitalPages,
  tapeAlertLog,
  tapeAlertResponseLog,
  tapeCapacityLog,
  unitSerialNumber,
  volumeStatisticsLog,
} from './index.ts';

const queries: readonly Query<unknown>[] = [
  inquiry(),
  supportedVitalPages(),
  unitSerialNumber(),
  deviceIdentification(),
  requestSense(),
  reportLuns(),
  modeSense6({ page: 0x3f }),
  modeSense10({ page: 0x3f }),
  supportedLogPages(),
  sequentialAccessLog(),
  deviceStatusLog(),
  tapeAlertResponseLog(),
  volumeStatisticsLog(),
  dataCompressionLog(),
  tapeAlertLog(),
  tapeCapacityLog(),
  readAttributes(),
  readBlockLimits(),
  readPosition(),
  readPositionLong(),
  elementAddressAssignment(),
  readElementStatus({ type: 'slot', first: 0, count: 4 }),
];

/** Bytes near enough to an answer to get past its header: page codes right, small numbers in the length fields. */
const answers = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .tuple(
      fc.constantFrom(0x00, 0x01, 0x0c, 0x11, 0x12, 0x17, 0x1b, 0x1d, 0x2e, 0x31),
      fc.array(fc.oneof({ weight: 4, arbitrary: fc.nat(8) }, { weight: 1, arbitrary: fc.nat(255) }), {
        maxLength: 120,
      }),
    )
    .map(([first, rest]) => Uint8Array.of(first, ...rest)),
);

for (const query of queries) {
  for (const device of ['drive', 'changer'] as const) {
    test(`${query.name}: any bytes from a ${device} are a value or a malformed answer`, () => {
      const expected = device === 'drive' ? 'DRIVE_ANSWER_MALFORMED' : 'LIBRARY_ANSWER_MALFORMED';
      fc.assert(
        fc.property(answers, (bytes) => {
          try {
            query.decode(new FieldView(bytes, device, query.name));
          } catch (error) {
            assert.ok(isCondition(error, expected) || isCondition(error, 'LIBRARY_ANSWER_MALFORMED'), String(error));
          }
        }),
      );
    });
  }
}

test('any bytes of a mode page are a value or a malformed answer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      for (const decode of [decodeDataProtection, decodeDataCompression, decodeDeviceConfiguration]) {
        try {
          decode({ page: 0, subpage: 0, bytes });
        } catch (error) {
          assert.ok(isCondition(error, 'DRIVE_ANSWER_MALFORMED'), String(error));
        }
      }
    }),
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import type { Query } from '../command.ts';
import { FieldView } from '../field-view.ts';
import { dataCompressionLog } from './log/data-compression.ts';
import { deviceStatusLog } from './log/device-status.ts';
import { sequentialAccessLog } from './log/sequential-access.ts';
import { tapeAlertLog, tapeAlertResponseLog } from './log/tape-alert.ts';
import { tapeCapacityLog } from './log/tape-capacity.ts';
import { volumeStatisticsLog } from './log/volume-statistics.ts';
import { decodeDataProtection, protectionMethods, withDataProtection } from './mode/control-data-protection.ts';
import { decodeDataCompression, withDataCompression } from './mode/data-compression.ts';
import { decodeDeviceConfiguration } from './mode/device-configuration.ts';

type Parameter = readonly [code: number, ...value: number[]];

function logPage<T>(query: Query<T>, page: number, ...parameters: Parameter[]): T {
  const body = parameters.flatMap(([code, ...value]) => [code >> 8, code & 0xff, 0x03, value.length, ...value]);
  const bytes = Uint8Array.of(page, 0, body.length >> 8, body.length & 0xff, ...body);
  return query.decode(new FieldView(bytes, 'drive', query.name));
}

test('page 0Ch: bytes each way; a counter of all ones or of no bytes is unknown', () => {
  assert.deepEqual(
    logPage(
      sequentialAccessLog(),
      0x0c,
      [0, 0, 0, 0, 1, 0, 0, 0, 0],
      [1, 0x10, 0x00],
      [2, 255, 255, 255, 255],
      [3],
      [0x100, 1],
    ),
    { bytesFromHost: 1n << 32n, bytesToMedium: 4096n, cleaningRequired: true },
  );
});

test('page 11h: state bits of the drive', () => {
  assert.deepEqual(logPage(deviceStatusLog(), 0x11, [0, 0b0000_1101, 0b0001_0001, 7, 0]), {
    initialized: true,
    cleaningRequired: false,
    cleaningRequested: true,
    writeProtected: true,
    mediumMounted: true,
    mediumPresent: true,
    activity: 7,
  });
  assert.throws(
    () => logPage(deviceStatusLog(), 0x11, [1, 0]),
    (error) => isCondition(error, 'DRIVE_ANSWER_MALFORMED'),
  );
});

test('pages 12h and 2Eh give the same TapeAlert flags', () => {
  assert.deepEqual(logPage(tapeAlertResponseLog(), 0x12, [0, 0x90, 0, 0x10, 0, 0, 0, 0, 1]), [1, 4, 20, 64]);
  assert.deepEqual(logPage(tapeAlertLog(), 0x2e, [1, 1], [2, 0], [4, 0x81], [20, 1], [64, 1], [65, 1]), [1, 4, 20, 64]);
});

test('page 17h: counters, texts and flags of a volume', () => {
  const ascii = (text: string): number[] => [...Buffer.from(text)];
  assert.deepEqual(
    logPage(
      volumeStatisticsLog(),
      0x17,
      [1, 0, 0, 1, 4],
      [9, 2],
      [0x40, ...ascii('SN1   ')],
      [0x46, ...ascii('20240131')],
      [0x81, 1],
    ),
    {
      counters: { mounts: 260, unrecoveredReadErrors: 2 },
      serialNumber: 'SN1',
      manufacturingDate: '20240131',
      writeProtected: false,
      worm: true,
    },
  );
});

test('page 1Bh: megabytes and a signed rest', () => {
  assert.deepEqual(
    logPage(dataCompressionLog(), 0x1b, [1, 0, 250], [6, 0, 0, 0, 3], [7, 255, 255, 255, 254], [8, 1], [9, 5]),
    { writeRatioPercent: 250, bytesFromHost: 2_999_998n, bytesToMedium: 1_000_005n },
  );
});

test('page 31h: capacity of the main partition', () => {
  assert.deepEqual(logPage(tapeCapacityLog(), 0x31, [1, 0, 0, 4, 0], [3, 0, 1, 0, 0]), {
    remainingMib: 1024,
    maximumMib: 65536,
  });
});

test('mode page 0Ah/F0h: protection changes, what is vendor specific stays', () => {
  const page = {
    page: 0x0a,
    subpage: 0xf0,
    bytes: Uint8Array.of(0x4a, 0xf0, 0, 0x1c, 0, 0, 0, 0x70, ...Buffer.alloc(24, 9)),
  };
  const wanted = { method: protectionMethods.crc32c, informationBytes: 4, onWrite: true, onRead: true };
  const changed = withDataProtection(page, wanted);
  assert.deepEqual([...changed.bytes.subarray(0, 9)], [0x4a, 0xf0, 0, 0x1c, 2, 4, 0xc0, 0x70, 9]);
  assert.deepEqual(decodeDataProtection(changed), wanted);
  assert.deepEqual(decodeDataProtection(page), { method: 0, informationBytes: 0, onWrite: false, onRead: false });
});

test('mode page 0Fh: compression', () => {
  const page = {
    page: 0x0f,
    subpage: 0,
    bytes: Uint8Array.of(0x0f, 0x0e, 0x40, 0x80, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0),
  };
  assert.equal(decodeDataCompression(page).enabled, false);
  assert.deepEqual(decodeDataCompression(withDataCompression(page, true)), {
    enabled: true,
    capable: true,
    decompressionEnabled: true,
    compressionAlgorithm: 1,
    decompressionAlgorithm: 1,
  });
});

test('mode page 10h: compression algorithm and write protection', () => {
  const bytes = Uint8Array.of(0x10, 0x0e, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0b010);
  assert.deepEqual(decodeDeviceConfiguration({ page: 0x10, subpage: 0, bytes }), {
    activePartition: 0,
    compressionAlgorithm: 1,
    associatedWriteProtect: false,
    persistentWriteProtect: true,
    permanentWriteProtect: false,
  });
});

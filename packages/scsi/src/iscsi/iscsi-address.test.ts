import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatIscsiUrl, parseIscsiUrl } from './iscsi-address.ts';

describe('iSCSI URL', () => {
  const good = [
    ['iscsi://host.example/iqn.2026-01.org.example:lib/0', 'host.example', 3260, 0],
    ['iscsi://127.0.0.1:33260/iqn.2026-01.org.example:lib/12', '127.0.0.1', 33260, 12],
    ['iscsi://[::1]:3261/iqn.2026-01.org.example:lib/16383', '::1', 3261, 16383],
  ] as const;
  for (const [url, host, port, lun] of good) {
    test(`${url} is understood and written again`, () => {
      const address = parseIscsiUrl(url);
      assert.deepEqual(address, { host, port, targetName: 'iqn.2026-01.org.example:lib', lun });
      assert.deepEqual(parseIscsiUrl(formatIscsiUrl(address)), address);
    });
  }

  const bad = [
    '/dev/nst0',
    'http://host/iqn/0',
    'iscsi://host/iqn',
    'iscsi://host/iqn/',
    'iscsi://host/iqn/x',
    'iscsi://host/iqn/16384',
    'iscsi://host/iqn/-1',
    'iscsi://host/iqn/0/1',
    'iscsi://host//0',
    'iscsi:///iqn/0',
    'iscsi://user:secret@host/iqn/0',
    'iscsi://host:99999/iqn/0',
    'iscsi://host/%zz/0',
    '',
  ];
  for (const url of bad) {
    test(`'${url}' is refused`, () => {
      assert.throws(() => parseIscsiUrl(url), { code: 'S302' });
    });
  }
});

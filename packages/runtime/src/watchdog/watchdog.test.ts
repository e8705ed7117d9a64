import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Watchdog } from './watchdog.ts';

mock.timers.enable({ apis: ['setInterval'] });

test('the watchdog is fed while all that is watched is well, and again once it is', () => {
  const fed: number[] = [];
  let look = 0;
  using watchdog = new Watchdog({ intervalMs: 500, feed: () => fed.push(look) });
  watchdog.watch(() => look !== 2);
  watchdog.watch(() => look !== 3);
  for (look = 1; look <= 4; look += 1) mock.timers.tick(500);
  assert.deepEqual(fed, [1, 4]);
});

test('each that is watched is asked at each look, whatever another says', () => {
  let asked = 0;
  using watchdog = new Watchdog({ intervalMs: 500, feed: () => assert.fail('fed') });
  watchdog.watch(() => false);
  watchdog.watch(() => {
    asked += 1;
    return true;
  });
  mock.timers.tick(1000);
  assert.equal(asked, 2);
});

test('where systemd does not watch nothing is fed, and what is watched is looked at all the same', () => {
  let asked = 0;
  using watchdog = new Watchdog({ intervalMs: undefined, feed: () => assert.fail('fed') });
  watchdog.watch(() => {
    asked += 1;
    return true;
  });
  mock.timers.tick(watchdog.intervalMs);
  assert.equal(asked, 1);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServiceListItem } from '@cta/catalogue';
import { servicesInTrouble } from './services-in-trouble.ts';

const well: ServiceListItem = {
  kind: 'taped',
  instance: 'DRIVE1',
  host: 'tpsrv01',
  pid: 1,
  version: '0.1.0',
  startedAt: new Date(0),
  phase: 'ready',
  conditionCode: null,
  heartbeatAt: new Date(1_000_000),
  secondsSinceHeartbeat: 3,
  secondsInPhase: 1000,
  startCount: 1n,
  deathCount: 0n,
};

for (const [what, service, code] of [
  ['that is well', {}, undefined],
  ['that is silent', { secondsSinceHeartbeat: 301 }, 'S404'],
  ['that said that it stops', { secondsSinceHeartbeat: 301, phase: 'stopping' }, undefined],
  ['that is degraded for long', { phase: 'degraded', conditionCode: 'B101' }, 'B101'],
  ['that cannot start for long', { phase: 'starting', conditionCode: 'B103' }, 'B103'],
  ['that is degraded since just now', { phase: 'degraded', conditionCode: 'B101', secondsInPhase: 10 }, undefined],
  ['that starts, and says nothing is wrong', { phase: 'starting' }, undefined],
] as const satisfies readonly (readonly [string, Partial<ServiceListItem>, string | undefined])[]) {
  test(`a service ${what} ${code === undefined ? 'raises no alert' : `raises ${code}`}`, () => {
    const alerts = servicesInTrouble([{ ...well, ...service }], { limitMs: 300_000, actor: 'cta-maintd@host' });
    assert.deepEqual(
      alerts.map((alert) => [alert.subject, alert.code]),
      code === undefined ? [] : [['service/taped/DRIVE1@tpsrv01', code]],
    );
  });
}

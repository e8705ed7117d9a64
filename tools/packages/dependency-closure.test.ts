import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dependencyClosure, packageLock } from './dependency-closure.ts';

const lock = packageLock.parse({
  packages: {
    'apps/one': { version: '1', dependencies: { '@ours/base': '1', 'from-registry': '1', '@types/x': '1' } },
    'packages/base': { name: '@ours/base', version: '1', devDependencies: { 'only-for-tests': '1' } },
    'node_modules/@ours/base': { resolved: 'packages/base', link: true },
    'node_modules/from-registry': {
      version: '2',
      license: 'MIT',
      integrity: 'sha512-AA==',
      dependencies: { shared: '1' },
      optionalDependencies: { 'for-linux': '1', 'for-darwin': '1', 'for-musl': '1' },
      peerDependencies: { peer: '1', rarely: '1' },
      peerDependenciesMeta: { rarely: { optional: true } },
    },
    'node_modules/from-registry/node_modules/shared': { version: '1' },
    'node_modules/shared': { version: '2' },
    'node_modules/for-linux': { version: '1', os: 'linux', cpu: ['x64', 'arm64'] },
    'node_modules/for-darwin': { version: '1', os: ['darwin'] },
    'node_modules/for-musl': { version: '1', os: ['linux'], libc: ['musl'] },
    'node_modules/peer': { version: '1' },
    'node_modules/rarely': { version: '1' },
    'node_modules/only-for-tests': { version: '1', dev: true },
  },
});

test('what a program needs when it runs is found where Node.js would find it, for this kind of machine alone', () => {
  const needed = dependencyClosure(lock, ['apps/one']);
  assert.deepEqual(
    needed.map(({ folder, name }) => `${folder} ${name}`),
    [
      'apps/one one',
      'node_modules/for-linux for-linux',
      'node_modules/from-registry from-registry',
      'node_modules/from-registry/node_modules/shared shared',
      'node_modules/peer peer',
      'packages/base @ours/base',
    ],
  );
});

test('a package that the lock does not know is not left out in silence', () => {
  const without = packageLock.parse({ packages: { 'apps/one': { dependencies: { missing: '1' } } } });
  assert.throws(() => dependencyClosure(without, ['apps/one']), /no missing, which apps\/one needs/);
});

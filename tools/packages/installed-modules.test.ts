import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dependencyClosure, packageLock } from './dependency-closure.ts';
import { requireInstalled } from './installed-modules.ts';

const others = {
  'node_modules/pg': { version: '8.2.0', integrity: 'sha512-AA==' },
  'node_modules/zod': { version: '4.0.0', integrity: 'sha512-BB==' },
};
const app = { 'apps/one': { version: '1', dependencies: { pg: '8', zod: '4' } } };
const needed = dependencyClosure(packageLock.parse({ packages: { ...app, ...others } }), ['apps/one']);

const lockOf = (changes: object) => packageLock.parse({ packages: { ...others, ...changes } });

test('modules that the commit names are packed, whatever else is installed', () => {
  requireInstalled(needed, lockOf({ 'node_modules/more': { version: '1' } }));
});

const wrong: readonly (readonly [string, object | undefined, RegExp])[] = [
  ['another version', { version: '8.3.0', integrity: 'sha512-AA==' }, /\nnode_modules\/pg is 8\.3\.0, not 8\.2\.0$/],
  ['another hash', { version: '8.2.0', integrity: 'sha512-CC==' }, /\nnode_modules\/pg 8\.2\.0 has another hash$/],
  ['no hash', { version: '8.2.0' }, /\nnode_modules\/pg 8\.2\.0 has another hash$/],
];

for (const [what, pg, complaint] of wrong) {
  test(`modules are not packed where the checkout has one with ${what}`, () => {
    assert.throws(() => requireInstalled(needed, lockOf({ 'node_modules/pg': pg })), complaint);
  });
}

test('modules are not packed where one is missing', () => {
  const { 'node_modules/pg': _, ...rest } = others;
  assert.throws(
    () => requireInstalled(needed, packageLock.parse({ packages: rest })),
    /\nnode_modules\/pg 8\.2\.0 is not installed$/,
  );
});

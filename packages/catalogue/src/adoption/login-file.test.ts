import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCatalogueLogin } from './login-file.ts';

for (const [what, text, expected] of [
  [
    'with a password',
    '# comment\n\npostgresql:postgresql://cta:p%40ss@db:5433/cta\n',
    { backend: 'postgresql', url: 'postgresql://cta@db:5433/cta', password: 'p@ss' },
  ],
  [
    'without',
    'postgresql:postgresql://cta@db/cta',
    { backend: 'postgresql', url: 'postgresql://cta@db/cta', password: undefined },
  ],
  ['of Oracle', 'oracle:cta/secret@db', { backend: 'other', name: 'oracle' }],
  ['in memory', 'in_memory', { backend: 'other', name: 'in_memory' }],
  ['of PostgreSQL without a URL', 'postgresql:host=db password=secret', { backend: 'other', name: 'postgresql' }],
  ['that is only comments', '# nothing\n', { backend: 'none' }],
] as const) {
  test(`a login ${what}`, () => assert.deepEqual(parseCatalogueLogin(text), expected));
}

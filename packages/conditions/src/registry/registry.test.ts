import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { test } from 'node:test';
import { type Condition, suspectLetters } from '../condition.ts';
import { conditions, findCondition } from './index.ts';

const entries: readonly [string, Condition][] = Object.entries(conditions);
const root = new URL('../../../../', import.meta.url);

test('each code stands for one condition', () => {
  const codes = entries.map(([, { code }]) => code);
  assert.deepEqual(codes.toSorted(), [...new Set(codes)].toSorted());
});

test('no two tables file the same name', async () => {
  const declared: string[] = [];
  for await (const file of glob('*.ts', { cwd: new URL('.', import.meta.url).pathname })) {
    if (file.endsWith('.test.ts')) continue;
    const source = readFileSync(new URL(file, import.meta.url), 'utf8');
    declared.push(...[...source.matchAll(/^ {2}([A-Z0-9_]+): \{$/gm)].map(([, name]) => name ?? ''));
  }
  assert.deepEqual(declared.toSorted(), Object.keys(conditions).toSorted());
});

test("a code is its suspect's letter and three digits", () => {
  for (const [name, { code, suspect }] of entries)
    assert.match(code, new RegExp(`^${suspectLetters[suspect]}\\d{3}$`), name);
});

test('an entry says what it is, what happens and what to do', () => {
  for (const [name, { title, effect, remedy }] of entries) {
    assert.doesNotMatch(title, /\.$/, name);
    assert.match(effect, /\.$/, name);
    assert.match(remedy, /\.$/, name);
  }
});

test('a condition is found by its code and by its name, in any case of letters', () => {
  assert.equal(findCondition('d104')?.name, 'DRIVE_LOAD_FAILED');
  assert.equal(findCondition('DRIVE_LOAD_FAILED')?.code, 'D104');
  assert.equal(findCondition('toString'), undefined);
});

test('every condition is raised or looked at somewhere outside the registry', async () => {
  const unused = new Set(Object.keys(conditions));
  for await (const file of glob('{packages,apps}/*/src/**/*.ts', { cwd: root.pathname })) {
    if (file.includes('conditions/src/registry') || file.endsWith('.test.ts')) continue;
    const source = readFileSync(new URL(file, root), 'utf8');
    for (const name of unused) if (new RegExp(`['.]${name}\\b|^\\s*${name}:`, 'm').test(source)) unused.delete(name);
  }
  assert.deepEqual([...unused].sort(), []);
});

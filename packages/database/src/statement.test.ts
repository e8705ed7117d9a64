import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identifier, joined, sql } from './statement.ts';

test('Values become parameters in order, an array one parameter', () => {
  const { text, values } = sql`SELECT ${1} WHERE a = ANY(${[2n, 3n]})`;
  assert.equal(text, 'SELECT $1 WHERE a = ANY($2)');
  assert.deepEqual(values, [1, [2n, 3n]]);
});

test('Statements within statements are renumbered', () => {
  const inner = sql`b = ${'x'} AND c = ${'y'}`;
  const { text, values } = sql`SELECT ${0} WHERE ${sql`a = ${1} AND ${inner}`} LIMIT ${9}`;
  assert.equal(text, 'SELECT $1 WHERE a = $2 AND b = $3 AND c = $4 LIMIT $5');
  assert.deepEqual(values, [0, 1, 'x', 'y', 9]);
});

test('Identifiers are quoted into the text', () => {
  assert.equal(sql`SELECT * FROM ${identifier('a"b')}`.text, 'SELECT * FROM "a""b"');
});

test('Statements are joined by a separator', () => {
  const { text, values } = joined([sql`a = ${1}`, sql`b = ${2}`], ' AND ');
  assert.equal(text, 'a = $1 AND b = $2');
  assert.deepEqual(values, [1, 2]);
});

import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { root } from './step.ts';

/** A link of a page to a place in the checkout; a test that is linked to may be named behind the link: [file](path): "name". */
const linkPattern = /\]\((?<target>[^)\s]+)\)(?:: "(?<name>[^"]+)")?/gu;

const pages = globSync(
  ['*.md', 'docs/**/*.md', 'packages/*/**/*.md', 'apps/*/**/*.md', 'test/**/*.md', 'deploy/**/*.md'],
  {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**'],
  },
);

interface Link {
  readonly page: string;
  readonly target: string;
  readonly name: string | undefined;
}

function linksOf(page: string): readonly Link[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(linkPattern)]
    .map(({ groups }) => ({ page, target: groups?.['target'] ?? '', name: groups?.['name'] }))
    .filter(({ target }) => !/^(?:https?:|#)/u.test(target));
}

const links = pages.flatMap(linksOf);

function placeOf({ page, target }: Link): string {
  return join(root, dirname(page), target.replace(/#.*$/u, ''));
}

test('pages have links', () => {
  assert.ok(links.length > 20);
  assert.ok(links.some(({ name }) => name !== undefined));
});

test('every link leads to something in the checkout', () => {
  assert.deepEqual(
    links.filter((link) => !existsSync(placeOf(link))).map(({ page, target }) => `${page}: ${target}`),
    [],
  );
});

test('every test that a page names is in the file that it names', () => {
  const named = links.filter(({ name }) => name !== undefined);
  const missing = named.filter((link) => !readFileSync(placeOf(link), 'utf8').includes(link.name ?? ''));
  assert.deepEqual(
    missing.map(({ page, target, name }) => `${page}: ${target} has no "${name}"`),
    [],
  );
});

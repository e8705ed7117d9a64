import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { bashCompletion } from './bash-completion.ts';
import type { CommandTree } from './command-tree.ts';
import { programPage } from './program-page.ts';
import { roff } from './roff.ts';

const none = { options: [], commands: [] };

const tree: CommandTree = {
  name: 'prog',
  description: 'does things',
  usage: '[options] [command]',
  options: [
    {
      flags: '-f, --format <format>',
      description: 'the form',
      choices: ['json', 'pretty'],
      takesValue: true,
      default: 'json',
    },
  ],
  commands: [
    {
      name: 'drive',
      alias: 'dr',
      description: 'drives',
      usage: '[command]',
      options: [],
      commands: [
        {
          ...none,
          name: 'down',
          description: 'put one down',
          usage: '[options] <drive>',
          options: [{ flags: '--reason <text>', description: 'why', choices: [], takesValue: true }],
        },
        { ...none, name: 'up', description: 'put one up', usage: '<drive>' },
      ],
    },
  ],
};

/** What bash offers after some words, the last of which is being typed. */
function offered(...words: readonly string[]): readonly string[] {
  const script = `${bashCompletion(tree)}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _prog; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  return stdout.split('\n').filter((word) => word !== '');
}

test('bash completes commands, by their short names too, options, and values of options', () => {
  assert.deepEqual(offered('prog', ''), ['drive', '-f', '--format']);
  assert.deepEqual(offered('prog', 'dr', ''), ['down', 'up']);
  assert.deepEqual(offered('prog', 'drive', 'down', '--'), ['--reason']);
  assert.deepEqual(offered('prog', '--format', ''), ['json', 'pretty']);
  assert.deepEqual(offered('prog', 'drive', 'down', '--reason', ''), []);
});

test('text of a man page is never taken for a request', () => {
  assert.equal(roff(".TH\n'so \\fB-x"), "\\&.TH\n\\&'so \\efB\\-x");
});

test('a man page has each command with its options, and what values they take', () => {
  const page = programPage({
    tree,
    section: 1,
    version: '1.0',
    day: '2026-01-01',
    files: {},
    isService: false,
    seeAlso: [],
  });
  assert.match(page, /^\.TH "PROG" 1 "2026-01-01"/);
  assert.match(page, /\\fB\\-f, \\-\\-format <format>\\fR\nthe form \(one of json, pretty; default json\)\n/);
  assert.match(page, /\.SS "drive down \[options\] <drive>"\nPut one down\.\n\.TP\n\\fB\\-\\-reason <text>\\fR\nwhy\n/);
});

import assert from 'node:assert/strict';
import { before, after, describe, test } from 'node:test';
import { builtPackages, type BuiltPackages } from './rig/built-packages.ts';
import { DebianMachine } from './rig/debian-machine.ts';
import { runProgram } from '../night/container/run-program.ts';

const versions = { old: '0.1.0', new: '0.1.0+next' } as const;

let machine: DebianMachine;
let old: BuiltPackages;
let next: BuiltPackages;

before(async () => {
  old = await builtPackages(versions.old);
  next = await builtPackages(versions.new);
  machine = await DebianMachine.start();
});

after(() => machine[Symbol.asyncDispose]());

const releases = async (): Promise<readonly string[]> => (await machine.run('ls /usr/lib/cta/releases')).split('\n');

/** Whatever is on the machine but for what package managers and tools keep of their own work. */
async function everything(): Promise<string> {
  const others = ['/proc', '/dev', '/root', '/var/lib/dpkg', '/var/lib/rpm', '/var/cache', '/var/log', '/tmp'];
  const pruned = others.map((path) => `-path ${path}`).join(' -o ');
  return machine.run(`find / \\( ${pruned} \\) -prune -o -print | sort`);
}

const asCta = 'setpriv --reuid cta --regid cta --init-groups';

/** A program that runs, which is any: its process id is in /root/pid. */
async function serveLibrary(): Promise<void> {
  const serve = 'cta-vtl serve /var/lib/cta/vtl --listen 127.0.0.1:0 --control /var/lib/cta/vtl.sock';
  await machine.run(
    `${asCta} ${serve} >/var/lib/cta/vtl.log & echo $! >/root/pid; while ! grep -q vtl_ready /var/lib/cta/vtl.log; do kill -0 $(cat /root/pid); sleep 0.1; done`,
  );
}

/** @returns the last line of its log */
function endLibrary(): Promise<string> {
  return machine.run('kill $(cat /root/pid); wait $(cat /root/pid); tail -n 1 /var/lib/cta/vtl.log');
}

describe('a .deb', () => {
  let blank: string;

  test('is installed: programs that run, a user, folders; nothing that starts by itself', async () => {
    blank = await everything();
    await machine.run(`dpkg -i ${await machine.bring(old.deb)}`);
    for (const program of ['cta-taped', 'cta-maintd', 'cta-admin', 'cta-catalogue', 'cta-vtl']) {
      assert.equal(await machine.run(`${program} --version`), versions.old);
    }
    assert.equal(await machine.run('id -nG cta'), 'cta tape');
    const folders = await machine.run('stat -c "%a %U:%G %n" /etc/cta /var/lib/cta /etc/credstore');
    assert.deepEqual(folders.split('\n'), [
      '2750 root:cta /etc/cta',
      '750 cta:cta /var/lib/cta',
      '700 root:root /etc/credstore',
    ]);
    assert.equal(await machine.run('find /etc/systemd -name "cta*"'), '');
  });

  test('is whole: what is there is what was packed', async () => {
    assert.equal(await machine.run('dpkg --verify cta-tape-server'), '');
  });

  test('is upgraded under a running program, which goes on in its own release until it ends', async () => {
    await machine.run(`${asCta} cta-vtl create /var/lib/cta/vtl`);
    await serveLibrary();
    const [first, ...none] = await releases();
    assert.deepEqual(none, []);
    await machine.run(`dpkg -i ${await machine.bring(next.deb)}`);
    assert.equal(await machine.run('cta-vtl --version'), versions.new);
    assert.equal(await machine.run('readlink /proc/$(cat /root/pid)/exe'), `/usr/lib/cta/releases/${first}/bin/node`);
    assert.equal((await releases()).length, 2);
    assert.match(await endLibrary(), /"event":"service_stopped"/);
  });

  test('forgets a release that nobody runs any more, the next time that it is installed', async () => {
    await machine.run(`dpkg -i ${await machine.bring(next.deb)}`);
    const [release, ...none] = await releases();
    assert.deepEqual(none, []);
    assert.equal(await machine.run('readlink /usr/lib/cta/current'), `releases/${release}`);
  });

  test('is made whole by an install where its release is not, under a running program', async () => {
    await serveLibrary();
    const [release] = await releases();
    const folder = `/usr/lib/cta/releases/${release}`;
    // What an interrupted removal may leave: a release without some of its files, which programs do not start from.
    await machine.run(`rm -r /usr/lib/cta/current ${folder}/apps ${folder}/package.json && echo >${folder}/release`);
    await machine.run(`dpkg -i ${await machine.bring(next.deb)}`);
    assert.equal(await machine.run('cta-vtl --version'), versions.new);
    assert.equal(await machine.run(`diff -rq --no-dereference /usr/lib/cta/package ${folder}`), '');
    assert.equal(await machine.run('readlink /proc/$(cat /root/pid)/exe'), `${folder}/bin/node (deleted)`);
    // Another version comes: the program that runs keeps its release, whose files are not those that it was started from.
    await machine.run(`dpkg -i ${await machine.bring(old.deb)}`);
    assert.deepEqual((await releases()).includes(release ?? ''), true);
    await endLibrary();
    await machine.run(`dpkg -i ${await machine.bring(next.deb)}`);
    assert.deepEqual(await releases(), [release]);
  });

  test('has restarts come later each time where systemd can do that', async () => {
    const dropIns = 'cd /usr/lib/systemd/system && cat cta-taped@.service.d/*.conf cta-maintd.service.d/*.conf';
    assert.match((await machine.end(dropIns)).output, /No such file/);
    const says = (version: string) =>
      `printf '#!/bin/sh\necho "systemd ${version} (${version})"\n' >/usr/bin/systemctl`;
    await machine.run(`cp -p /usr/bin/systemctl /root/systemctl && ${says('254')}`);
    await machine.run(`dpkg -i ${await machine.bring(next.deb)} && cp -p /root/systemctl /usr/bin/systemctl`);
    assert.equal((await machine.run(dropIns)).match(/^RestartSteps=/gm)?.length, 2);
  });

  test('is removed: configuration and state stay', async () => {
    await machine.run('echo "[service]" >/etc/cta/cta-maintd.toml');
    assert.doesNotMatch(await machine.run('dpkg --remove cta-tape-server'), /warning/);
    assert.equal(await machine.run('cat /etc/cta/cta-maintd.toml'), '[service]');
    assert.equal((await machine.end('ls -d /usr/lib/cta /usr/bin/cta-*')).output.match(/No such file/g)?.length, 2);
    await machine.run('ls /var/lib/cta/vtl');
  });

  test('is purged: nothing is left but the user and the place for secrets', async () => {
    const links = '/etc/systemd/system/multi-user.target.wants';
    await machine.run(
      `mkdir -p ${links} && ln -s /usr/lib/systemd/system/cta-taped@.service ${links}/cta-taped@D1.service`,
    );
    await machine.run('dpkg --purge cta-tape-server');
    const left = new Set((await everything()).split('\n')).difference(new Set(blank.split('\n')));
    assert.deepEqual(
      [...left].filter((path) => !/^\/etc\/(passwd|group|shadow|gshadow)-$/.test(path)),
      ['/etc/credstore'],
    );
    assert.match(await machine.run('getent passwd cta'), /^cta:/);
  });
});

/** RPM works on the machine from outside; it knows nothing of what Debian's packages have installed there. */
function rpm(...words: readonly string[]): Promise<string> {
  const withProc = 'mount -t proc proc "$1/proc" && exec rpm --root "$@"';
  return runProgram('unshare', ['--mount', 'sh', '-c', withProc, 'sh', machine.root, '--nodeps', ...words], {
    timeoutMs: 120_000,
  });
}

describe('an .rpm', () => {
  test('lets a user that was there before, with another group, read the configuration', async () => {
    await machine.run('userdel cta; groupdel cta; useradd --system --gid tape cta');
    await rpm('--install', old.rpm);
    await machine.run('umask 027; echo here >/etc/cta/file');
    assert.equal(await machine.run(`setpriv --reuid cta --regid tape --init-groups cat /etc/cta/file`), 'here');
    await machine.run('rm /etc/cta/file');
    await rpm('--erase', 'cta-tape-server');
  });

  test('is installed, and upgraded', async () => {
    await rpm('--install', old.rpm);
    assert.equal(await machine.run('cta-taped --version'), versions.old);
    assert.equal(await machine.run('stat -c "%a %U:%G" /etc/cta'), '2750 root:cta');
    await rpm('--upgrade', next.rpm);
    assert.equal(await machine.run('cta-taped --version'), versions.new);
    assert.equal((await releases()).length, 1);
    assert.equal(await rpm('--verify', '--nodeps', 'cta-tape-server'), '');
  });

  test('is erased: configuration stays', async () => {
    await machine.run('touch /etc/cta/cta-maintd.toml');
    await rpm('--erase', 'cta-tape-server');
    assert.equal(await machine.run('ls /etc/cta'), 'cta-maintd.toml');
    assert.equal((await machine.end('ls -d /usr/lib/cta /usr/bin/cta-*')).output.match(/No such file/g)?.length, 2);
  });
});

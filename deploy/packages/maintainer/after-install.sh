#!/bin/sh
# After an install or an upgrade. No service is started, stopped or restarted: what runs goes on in its own release.
set -e

# A release is the programs as they were installed, in a folder of hard links that no package manager touches. What is
# linked into `current` is what the next start of a program takes.
releases=/usr/lib/cta/releases
release=$(cat /usr/lib/cta/package/release)
if [ -d "$releases/$release" ]; then
    # It may be what an interrupted removal has left. Programs that run from it stay where they are.
    diff -rq --no-dereference /usr/lib/cta/package "$releases/$release" >/dev/null 2>&1 ||
        cp -al --remove-destination /usr/lib/cta/package/. "$releases/$release"
else
    mkdir -p "$releases"
    rm -rf "$releases/.new"
    cp -al /usr/lib/cta/package "$releases/.new"
    mv -T "$releases/.new" "$releases/$release"
fi
ln -sfn "releases/$release" /usr/lib/cta/.current
mv -T /usr/lib/cta/.current /usr/lib/cta/current

# Releases that nobody runs any more.
for old in "$releases"/*; do
    [ "$old" != "$releases/$release" ] || continue
    used=
    for exe in /proc/[0-9]*/exe; do
        case $(readlink "$exe" 2>/dev/null) in "$old/bin/node" | "$old/bin/node (deleted)") used=yes ;; esac
    done
    [ -n "$used" ] || rm -rf "$old"
done

systemd-sysusers cta.conf
systemd-tmpfiles --create cta.conf

# Older versions of systemd would complain of it each time that they read the units.
systemd=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
if [ "$systemd" -ge 254 ]; then
    for unit in cta-taped@ cta-maintd; do
        mkdir -p "/usr/lib/systemd/system/$unit.service.d"
        ln -sf /usr/lib/cta/package/systemd/restart-back-off.conf "/usr/lib/systemd/system/$unit.service.d"
    done
fi

if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi

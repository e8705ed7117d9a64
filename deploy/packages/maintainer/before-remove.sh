#!/bin/sh
# Before the last version is removed: services stop in order, which takes as long as it takes to put tapes away.
set -e
if [ -d /run/systemd/system ]; then
    systemctl stop 'cta-taped@*.service' cta-taped.target cta-maintd.service
fi
# First what programs start by: nothing starts from a release that is half gone.
rm -f /usr/lib/cta/current
rm -rf /usr/lib/cta/releases
rm -rf /usr/lib/systemd/system/cta-taped@.service.d /usr/lib/systemd/system/cta-maintd.service.d

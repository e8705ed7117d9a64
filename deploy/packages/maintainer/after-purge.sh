#!/bin/sh
# Nothing is left but the user and group, which files on disk and tape server may still belong to.
set -e
rm -rf /etc/cta /var/lib/cta
find /etc/systemd/system -xtype l -lname '*/cta-taped@.service' -delete
find /etc/systemd/system -xtype l -lname '*/cta-maintd.service' -delete
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi

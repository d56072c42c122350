#!/bin/sh
# Boots a Debian in namespaces of its own: start-machine.sh <folder of the Debian> <folder for its changes> <cgroup>
# Whoever starts it gives it a namespace of mounts (unshare), so that none outlives it.
set -eu
mount --make-rprivate /
mkdir -p "$2/changes" "$2/work" "$2/root"
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/changes,workdir=$2/work" "$2/root"
mkdir -p /run/systemd/nspawn
mount -t tmpfs tmpfs /run/systemd/nspawn
# systemd needs a part of the version 2 hierarchy for itself, also where the host has version 1.
umount --recursive --lazy /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p "/sys/fs/cgroup/$3"
echo $$ > "/sys/fs/cgroup/$3/cgroup.procs"
exec setpriv --pdeathsig TERM systemd-nspawn --quiet --register=no --keep-unit --link-journal=no \
  --machine=gateway --directory "$2/root" --boot

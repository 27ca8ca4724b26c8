#!/bin/bash
# The first process of a virtual machine: lays a writable root over that of the machine outside, and goes on in there. With `netgen.probe`
# on the kernel's command line it ends as soon as the kernel starts.
set -e
export PATH=/bin
mount -t proc proc /proc
mount -t devtmpfs dev /dev
if [[ $(</proc/cmdline) == *netgen.probe* ]]; then
  echo 'netgen: the kernel starts' >/dev/console
  echo b >/proc/sysrq-trigger
fi
while read -r module; do insmod "/modules/${module}"; done </modules/order

share='trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro'
mount -t tmpfs machine /machine
cd /machine
mkdir outside upper work root
mount -t 9p -o "${share}" outside outside
mount -t overlay -o lowerdir=outside,upperdir=upper,workdir=work overlay root
cd root
mkdir -p proc sys dev run tmp
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t devtmpfs dev dev
mkdir -p dev/pts dev/shm
mount -t devpts devpts dev/pts
for folder in run tmp dev/shm; do mount -t tmpfs -o mode=1777 tmpfs "${folder}"; done
mount -o remount,mode=755 run
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
ln -s fd/2 dev/stderr
modules=lib/modules/$(</proc/sys/kernel/osrelease)
mkdir -p "${modules}"
mount -t 9p -o "${share}" modules "${modules}"
cp /start.bash /often run/
exec switch_root /machine/root /bin/bash /run/start.bash

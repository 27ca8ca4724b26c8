#!/bin/busybox sh
# The first process of a virtual machine: lays a writable root over that of the machine outside, and goes on in there.
set -e
b=/bin/busybox
$b mount -t proc proc /proc
$b mount -t devtmpfs dev /dev
if $b grep -qw netgen.probe /proc/cmdline; then
  echo 'vm: ready' >/dev/ttyS1
  $b poweroff -f
fi
while read -r module; do $b insmod "/modules/$module"; done </modules/order

share='trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro'
$b mount -t tmpfs machine /machine
cd /machine
$b mkdir outside parts netgen upper work root
$b mount -t 9p -o "$share" machine outside
$b mount -t 9p -o "$share" parts parts
$b mount -t 9p -o "$share" netgen netgen
$b mount -t overlay -o lowerdir=parts:outside,upperdir=upper,workdir=work overlay root
cd root
$b mkdir -p netgen
$b cp -r /machine/netgen/. netgen
$b mount -t proc proc proc
$b mount -t sysfs sysfs sys
$b mount -t devtmpfs dev dev
$b mkdir -p dev/pts dev/shm
$b mount -t devpts devpts dev/pts
for folder in run tmp dev/shm; do $b mount -t tmpfs -o mode=1777 tmpfs "$folder"; done
$b chmod 755 run
$b ln -s /proc/self/fd dev/fd
exec $b switch_root /machine/root /bin/bash /netgen/vm/guest/start.bash

# What a machine begins with, from its initramfs: fetches this folder and the labs, which then belong to the machine.
# shellcheck shell=bash
set -e
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mkdir -p /netgen /run/netgen
mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro netgen /run/netgen
cp -r /run/netgen/. /netgen
umount /run/netgen
rmdir /run/netgen
mv /run/often /netgen/often
rm /run/start.bash
exec bash /netgen/vm/guest/start.bash

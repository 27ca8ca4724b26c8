#!/bin/bash
# The first process of a virtual machine: lays a writable root over that of the machine outside, and goes on in there.
#
# On the kernel's command line: `netgen.layers=A,B`, the 9p shares that the root is made of, the uppermost first;
# `netgen.modules=VERSION`, if the share `modules` holds the modules of the kernel; `netgen.probe`, to end as soon as the kernel starts.
set -e
export PATH=/bin
mount -t proc proc /proc
mount -t devtmpfs dev /dev
read -ra words </proc/cmdline
layers='' modules=''
for word in "${words[@]}"; do
  case ${word} in
    netgen.layers=*) layers=${word#*=} ;;
    netgen.modules=*) modules=${word#*=} ;;
    netgen.probe)
      echo 'netgen: the kernel starts' >/dev/console
      echo o >/proc/sysrq-trigger
      while true; do :; done
      ;;
    *) ;;
  esac
done
while read -r module; do insmod "/modules/${module}"; done </modules/order

share='trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro'
mount -t tmpfs machine /machine
cd /machine
mkdir upper work root
for layer in ${layers//,/ }; do
  mkdir "${layer}"
  mount -t 9p -o "${share}" "${layer}" "${layer}"
done
mount -t overlay -o "lowerdir=${layers//,/:},upperdir=upper,workdir=work" overlay root
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
if [[ -n ${modules} ]]; then
  mkdir -p "lib/modules/${modules}"
  mount -t 9p -o "${share}" modules "lib/modules/${modules}"
fi
cp /start.bash /often run/
exec switch_root /machine/root /bin/bash /run/start.bash

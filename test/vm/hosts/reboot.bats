# A machine that loses its power while labs stand, twice: what lies in memory is gone, and /etc, on a disk, is as it was.
# boots: 3
# shellcheck disable=SC2154 # names of host.bash and of Bats

load ../guest/host

readonly labs=(everything 05-publish)

make() { :; }
unmake() {
  if mountpoint -q /disk; then
    umount /etc
    umount /disk
    rmdir /disk
  fi
}

# What is written to the disk is there: nothing waits in memory.
mount_disk() {
  mkdir /disk
  mount -t 9p -o trans=virtio,version=9p2000.L,cache=none disk /disk
  if [[ ! -e /disk/etc ]]; then cp -a /etc /disk/etc && touch /disk/boots; fi
  mount --bind /disk/etc /etc
}

# The next boot knows by the last line that this one came to its end.
lose_power() {
  echo lost >>/disk/boots
  echo o >/proc/sysrq-trigger
  sleep 60
  return 1
}

same_as_before() { bash "${vm}/guest/snapshot.bash" | diff "${BATS_FILE_TMPDIR}/before" -; }

set_up() {
  local lab
  for lab in "${labs[@]}"; do "/netgen/labs/${lab}/setup.sh" --quiet; done
}

work_again() {
  local lab
  for lab in "${labs[@]}"; do run_lab "${lab}" begin; done
}

take_down() {
  local lab
  for lab in "${labs[@]}"; do run_lab "${lab}" end; done
  same_as_before
}

# Of a lab that has stood before there is what it has written to the disk.
nothing_stands_but_files() { [[ -e /etc/netns/pc/resolv.conf && ! -e /run/netns/pc && ! -e /run/netgen ]]; }

stand_over_boots() {
  mount_disk
  case $(cat /disk/boots) in
    '')
      set_up
      lose_power
      ;;
    lost)
      nothing_stands_but_files
      work_again
      take_down
      set_up
      lose_power
      ;;
    $'lost\nlost')
      nothing_stands_but_files
      take_down
      ;;
    *) return 1 ;;
  esac
}

bats_test_function --description "${name_of_host}: ${labs[*]} can be set up again after it, and taken down" -- stand_over_boots

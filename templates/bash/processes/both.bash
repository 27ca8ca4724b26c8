# Processes that live as long as the lab: finding and ending them. A part of setup.sh and teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# read_process FILE: the process that the file notes. Sets pid (0: it is gone; the number may be another's by now).
read_process() {
  local number='' since='' line=''
  local -a fields
  pid=0
  read -r number since <"$1" || true
  if [[ ! -r /proc/${number:-none}/stat ]]; then return; fi
  { read -r line <"/proc/$number/stat"; } 2>/dev/null || return 0
  read -ra fields <<<"${line##*) }"
  if [[ ${fields[19]-} == "$since" && ${fields[0]} != Z ]]; then pid=$number; fi
}

# end_noted ID: ends the process and what it has started, which is its process group; after three seconds by force.
end_noted() {
  local pid tries
  read_process "$notes/process-$1"
  if ((pid)); then
    kill -TERM -- "-$pid" 2>/dev/null || true
    for ((tries = 0; tries < 150; tries++)); do
      read_process "$notes/process-$1"
      if ((pid == 0)); then break; fi
      sleep 0.02
    done
    if ((pid)); then kill -KILL -- "-$pid" 2>/dev/null || true; fi
  fi
  rm -f "$notes/process-$1" "$notes/$1.log"
}

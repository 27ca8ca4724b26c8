# Settings of the kernel (sysctl), of the machine and of its namespaces. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- settings of the kernel ----------------------------------------------------------------------

declare -a along=()      # what settings_along has found
declare -A restorable=() # settings that some step gives back
declare -A setting=()    # what each is to be
declare -A watched=()    # per namespace: the settings to read
declare -A to_set=()     # "WHERE KEY": those that this pass sets

# sysctl [NAMESPACE] -w KEY=VALUE
sysctl() {
  local where=host
  if [[ $1 != -w ]]; then where=$1 && shift; fi
  if [[ " ${watched[$where]-} " != *" ${2%%=*} "* ]]; then watched[$where]+=" ${2%%=*}"; fi
  if ((now <= until)); then setting["$where sysctl ${2%%=*}"]=${2#*=}; fi
  ask "$where sysctl ${2%%=*}"
}

# restore_sysctl WHERE KEY
restore_sysctl() {
  restorable["$1 $2"]=1
  take_away "$1 sysctl $2"
}

# goes_with_lab WHERE KEY: with its namespace, or with its link; what was there before is only for a later step of the lesson.
goes_with_lab() { [[ $1 != host ]] || of_own_link "$2"; }

# of_own_link SETTING: one of a link that this lab makes on the machine, which may not be there yet.
of_own_link() {
  local rest=${1#net.*.*.}
  rest=${rest%%.*}
  [[ -n ${want["host link ${rest//\//.}"]-} ]]
}

compare_sysctl() {
  local where=$3 name=${2##* } value=${setting[$2]} held by=none
  local -a words
  sysctl_path "$name"
  read -ra words <<<"${have["$where sysctl $path"]-}" && held=${words[*]}
  read -ra words <<<"$value" && value=${words[*]}
  if ! goes_with_lab "$where" "$name"; then
    if [[ ! -e $path ]]; then die 3 "this kernel has no setting $name"; fi
    if [[ ! -s $before/${name//\//,} ]] || ! has_asked "$before/${name//\//,}.netgen-$lab" "$value"; then
      need remember host "$name $value" "missing: note that $lab needs $name"
    fi
  fi
  if [[ $where/$name == host/net.ipv6.conf.all.forwarding && $value == 1 && $held != 1 ]]; then require_kept_routes; fi
  # What the kernel overwrites with another one (settings_along) is set again after it.
  case $name in
    net.ipv4.conf.*.forwarding | net.ipv4.conf.all.accept_redirects) by=net.ipv4.ip_forward ;;
    net.ipv6.conf.all.*) ;;
    net.ipv6.conf.*.forwarding | net.ipv6.conf.*.disable_ipv6 | net.ipv6.conf.*.addr_gen_mode | net.ipv6.conf.*.ignore_routes_with_linkdown)
      by=net.ipv6.conf.all.${name##*.}
      ;;
    *) ;;
  esac
  if [[ $held == "$value" && -n ${to_set["$where $by"]-} ]]; then
    need sysctl "$where" "$name=$value"
  elif [[ $held == "$value" ]]; then
    fine
  else
    to_set["$where $name"]=1
    require_writable_settings
    if [[ $where == host ]]; then require_unneeded "$name" "$held"; fi
    need sysctl "$where" "$name=$value" "changed: $name$at is ${held:-not set}, not $value"
  fi
}

# Containers see /proc/sys read-only, the settings of their namespaces too.
require_writable_settings() {
  if [[ ! -w /proc/sys/net/ipv4/ip_forward ]]; then
    die 3 'the settings of the kernel are read-only here, as in a container without --privileged. To let them be set, then run this again:
  mount -o remount,rw /proc/sys'
  fi
}

# require_unneeded KEY VALUE: the machine has it from a lab that stands, and it is not taken from that.
require_unneeded() {
  local note
  for note in "$before/${1//\//,}".netgen-*; do
    if [[ $note != *".netgen-$lab" ]] && has_asked "$note" "$2"; then
      die 4 "the lab ${note##*.netgen-} has set $1=$2 on this machine, and this lab needs another value; take that lab down first"
    fi
  done
}

# With forwarding on, the kernel takes no more default routes from router advertisements, and drops those that it has, unless it is
# told otherwise for the interface (rt6_purge_dflt_routers() of net/ipv6/route.c; accept_ra in ip-sysctl.rst).
require_kept_routes() {
  local key dev accepts
  for key in "${!have[@]}"; do
    if [[ $key != 'host route ::/0 '*'dev '* || ${have[$key]} != automatic ]]; then continue; fi
    dev=${key#* dev } dev=${dev%% *} accepts=''
    read -r accepts <"/proc/sys/net/ipv6/conf/$dev/accept_ra" || true
    if [[ $accepts == 1 ]]; then
      die 3 "a machine that passes IPv6 on drops the default route that a router has advertised on $dev; nothing was changed. To keep it, then run this again:
  sysctl -w net/ipv6/conf/$dev/accept_ra=2"
    fi
  done
}

look_settings() {
  local line where key
  local -a keys
  to_set=()
  ask_places print_settings '' "${standing[@]}"
  for line in "${answers[@]}"; do
    if [[ $line == '@ns '* ]]; then where=${line#@ns }; else have["$where sysctl ${line%%:*}"]=${line#*:}; fi
  done
  read -ra keys <<<"${watched[host]-}"
  for key in "${keys[@]}"; do
    sysctl_path "$key"
    if [[ -r $path ]] && read -r line <"$path"; then have["host sysctl $path"]=$line; fi
  done
}

print_settings() {
  local key
  local -a keys
  if [[ -z ${watched[$1]-} ]]; then return; fi
  asking="echo '@ns $1'"$'\n'"nsenter --net='/run/netns/$netns_path$1' grep -s '' /dev/null"
  read -ra keys <<<"${watched[$1]}"
  for key in "${keys[@]}"; do sysctl_path "$key" && asking+=" '$path'"; done
  asking+=$'\n'
}

# Settings that are noted as changed by us and that no step asks for any more.
extras_settings() {
  local where key
  local -a keys
  for where in "${!watched[@]}"; do
    read -ra keys <<<"${watched[$where]}"
    for key in "${keys[@]}"; do
      if [[ -n ${want["$where sysctl $key"]+x} ]] && ! known "$where sysctl $key" && has_note "$where" "$key"; then
        in_words "$where"
        remove restore "$where" "$key" "extra: setting $key$at"
      fi
    done
  done
  older_settings
}

# Settings of the machine that the lesson had before it was written again.
older_settings() {
  local note key
  for note in "$before"/*".netgen-$lab"; do
    key=${note##*/} key=${key%".netgen-$lab"} key=${key//,//}
    if [[ " ${watched[host]-} " != *" $key "* ]]; then remove restore host "$key" "extra: setting $key"; fi
  done
}

has_note() {
  if goes_with_lab "$@"; then [[ -s $notes/before-$1,${2//\//,} ]]; else [[ -e $before/${2//\//,}.netgen-$lab ]]; fi
}

do_sysctl() {
  local name=${2%%=*} command enter='' file
  quote "$2"
  show_in "$1" "sysctl -w $quoted"
  if [[ $mode != run ]]; then return; fi
  # ip takes no path for the name of a namespace to run something in.
  if [[ $1 != host ]]; then enter="nsenter --net='/run/netns/$netns_path$1' "; fi
  command="${enter}sysctl -qw $quoted"
  if [[ -n ${restorable["$1 $name"]-} ]] && goes_with_lab "$1" "$name" && ! has_note "$1" "$name"; then
    quote "$name"
    file=$notes/before-$1,${name//\//,}
    command="${enter}sysctl -n $quoted >'$file' && $command"
  fi
  shell_inside "$1" "$command"
}

# What the kernel sets along with forwarding (inet_forward_change() of net/ipv4/devinet.c, addrconf_fixup_forwarding() of
# net/ipv6/addrconf.c): noted below the value itself, one KEY=VALUE a line, with slashes. While interfaces come, the kernel can list
# the last one twice (proc_sys_readdir() of fs/proc/proc_sysctl.c goes on by count).
settings_along() {
  local family=${1#net.} file last='' dev value
  family=${family%%.*} along=()
  case $1 in
    net.ipv4.ip_forward | net.ipv6.conf.all.forwarding) ;;
    *) return ;;
  esac
  for file in /proc/sys/net/ipv4/conf/all/accept_redirects "/proc/sys/net/$family/conf/"*/forwarding; do
    dev=${file%/*} dev=${dev##*/}
    if [[ $file == "$last" || -n ${want["host link $dev"]-} ]]; then continue; fi # what the lab makes goes with it
    last=$file
    if [[ $file != */all/forwarding && $file == */"$family"/* ]] && read -r value <"$file"; then along+=("${file#/proc/sys/}=$value"); fi
  done
}

# Who needs a setting is noted first, without the value that it sets: that follows when the values before are noted whole, for a kill
# can cut those off. Nothing was changed until then, so where nobody has noted a value they are noted again.
do_remember() {
  local name=${2%% *} now note whole=''
  local file=$before/${name//\//,}
  show "note that $lab sets $name, and the value before"
  if [[ $mode != run ]]; then return; fi
  : >>"$file.netgen-$lab"
  for note in "$file".netgen-*; do
    if [[ -s $file && -s $note ]]; then whole=1; fi
  done
  if [[ -z $whole ]]; then
    sysctl_path "$name"
    settings_along "$name"
    read -r now <"$path" && printf '%s\n' "$now" "${along[@]}" >"$file"
  fi
  has_asked "$file.netgen-$lab" "${2#* }" || printf '%s\n' "${2#* }" >>"$file.netgen-$lab"
}

take_restore() {
  local value='' file=$notes/before-$1,${2//\//,}
  local -a enter=()
  if ! goes_with_lab "$1" "$2"; then
    give_back "$2"
    return
  fi
  read -r value <"$file" || true
  quote "$2=$value"
  show_in "$1" "sysctl -w $quoted"
  if [[ $1 != host ]]; then enter=(ip netns exec "$1"); fi
  if [[ $mode == run ]]; then "${enter[@]}" sysctl -qw "$2=$value" && rm -f "$file"; fi
}

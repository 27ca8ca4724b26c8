# Reading the machine. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- reading the machine ---------------------------------------------------------------------------

# learn WHERE LINES: takes in what ip, nft and grep print, keyed as the lesson asks for it.
learn() {
  local where=$1 line dev rest part=ip listed=''
  local -a lines words
  mapfile -t lines <<<"$2"
  for line in "${lines[@]}"; do
    case $line in
      '') if [[ $part == table ]]; then listed+=$'\n'; fi ;;
      '@ns '*) where=${line#@ns } part=ip ;;
      '@sysctl') part=sysctl ;;
      '@table') part=table listed='' ;;
      '@end') if [[ $part == table && -n $listed ]]; then have["$where table"]=${listed%$'\n'}; fi ;;
      *)
        case $part$line in
          table*) listed+=$line$'\n' ;;
          sysctl*) have["$where sysctl ${line%%:*}"]=${line#*:} ;;
          *' proto kernel '* | *' inet 127.0.0.1/8 '* | *' inet6 ::1/128 '*) ;;
          ip[0-9]*': '*': <'*)
            rest=${line#*: } dev=${rest%%[:@]*}
            have["$where link $dev"]=$line
            ;;
          ip[0-9]*': '*' inet'*)
            rest=${line#*: } dev=${rest%% *} rest=${rest#* inet* }
            case $line in
              *' inet6 fe80::'*' proto kernel_ll '* | *' dynamic '*) have["$where address ${rest%% *} dev $dev"]=automatic ;;
              *) have["$where address ${rest%% *} dev $dev"]=1 ;;
            esac
            ;;
          *)
            # \ stands for the end of a line of a multipath route
            line=${line//\\/}
            read -ra words <<<"$line"
            read_route "${words[@]}"
            case $line in
              *' proto boot '* | *' proto static '* | *' proto 78 '*) have["$where route $route"]=1 ;;
              *) have["$where route $route"]=automatic ;;
            esac
            ;;
        esac
        ;;
    esac
  done
}

readonly questions=$'link show\naddress show\nroute show table all'

# The first look: the machine itself, its uplinks and what this lab has noted.
look_at_host() {
  local key dev
  have=() && mounted && recall
  learn host "$(command ip -d -o -batch - <<<"$questions")" # ip is still a word of the lesson
  uplink_names=()
  if [[ -n ${UPLINK-} ]]; then
    IFS=', ' read -ra uplink_names <<<"$UPLINK"
    for dev in "${uplink_names[@]}"; do
      if [[ -z ${have["host link $dev"]-} ]]; then die 3 "UPLINK: this machine has no interface $dev"; fi
    done
  else
    for key in "${!have[@]}"; do
      if [[ $key == 'host route '?' default : '*' dev '* || $key == 'host route 6 ::/0 : ::/0 '*' dev '* ]]; then
        dev=${key#* dev } dev=${dev%% *}
        if [[ " ${uplink_names[*]} " != *" $dev "* && ${have["host link $dev"]-} != *" group $group "* ]]; then
          uplink_names+=("$dev")
        fi
      fi
    done
  fi
  if ((${#uplink_names[@]} == 0)); then return; fi
  mapfile -t uplink_names < <(printf '%s\n' "${uplink_names[@]}" | sort)
  # shellcheck disable=SC2034 # only the lesson uses it, and not every lesson
  uplink=${uplink_names[0]}
  printf -v uplinks ', "%s"' "${uplink_names[@]}"
  # shellcheck disable=SC2034 # the same
  uplinks="uplink={ ${uplinks#, } }"
}

# One shell reads every second namespace, from the first or the second on: one ip process each.
read_namespaces() {
  local i name key
  local -a keys
  for ((i = $1; i < ${#namespaces[@]}; i += 2)); do
    name=${namespaces[i]}
    if [[ -z ${inode[$name]-} ]]; then continue; fi
    printf "echo '@ns %s'\nip -n '%s' -d -o -batch - <<'IP'\n%s\nIP\n" "$name" "$name" "$questions"
    if [[ -n ${watched[$name]-} ]]; then
      printf "echo @sysctl\nnsenter --net='/run/netns/%s' grep -s '' /dev/null" "$name"
      read -ra keys <<<"${watched[$name]}"
      for key in "${keys[@]}"; do sysctl_path "$key" && printf " '%s'" "$path"; done
      printf '\n'
    fi
    if [[ -n ${tabled[$name]-} ]]; then
      printf "echo @table\nnsenter --net='/run/netns/%s' nft -s list table inet '%s' 2>/dev/null\necho @end\n" "$name" "$own_table"
    fi
  done | sh
}

# The second look, when it is known what to look for: the lab's namespaces, settings, tables and firewalls.
look_inside() {
  local half name key listed
  local -a keys
  have['host netns host']=1
  exec {half}< <(printf '%s' "$(read_namespaces 1)") # held back: a pipe takes 64 KiB only
  learn host "$(read_namespaces 0)"
  learn host "$(cat <&"$half")"
  exec {half}<&-
  for name in "${namespaces[@]}"; do
    if [[ -n ${inode[$name]-} ]]; then have["host netns $name"]=1; fi
  done
  read -ra keys <<<"${watched[host]-}"
  for key in "${keys[@]}"; do
    sysctl_path "$key"
    if [[ -r $path ]] && read -r listed <"$path"; then have["host sysctl $path"]=$listed; fi
  done
  if [[ -n ${tabled[host]-} ]]; then
    listed=$(nft -s list table inet "$own_table" 2>/dev/null) || true
    if [[ -n $listed ]]; then have['host table']=$listed; fi
  fi
  if ((forwards)); then find_gates; fi
}

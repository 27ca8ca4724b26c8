# Reading the machine. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# ---- reading the machine ---------------------------------------------------------------------------

# learn WHERE LINE...: takes in what ip prints, keyed as the lesson asks for it.
learn() {
  local where=$1 line dev rest
  local -a words
  shift
  for line; do
    case $line in
      '' | *' proto kernel '* | *' inet 127.0.0.1/8 '* | *' inet6 ::1/128 '*) ;;
      '@ns '*) where=${line#@ns } ;;
      [0-9]*': '*': <'*)
        rest=${line#*: } dev=${rest%%[:@]*}
        have["$where link $dev"]=$line
        ;;
      [0-9]*': '*' inet'*)
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
  done
}

readonly questions=$'link show\naddress show\nroute show table all'

# The first look: the machine itself, its uplinks and what this lab has noted.
look_at_host() {
  local key dev
  have=() && mounted && recall
  mapfile -t answers < <(command ip -d -o -batch - <<<"$questions") # ip is still a word of the lesson
  learn host "${answers[@]}"
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

# ask_namespaces PRINTER: sets `answers` to what the shell lines that PRINTER prints for each namespace have to say, in two
# shells at once.
ask_namespaces() {
  local second
  local -a more
  exec {second}< <(printf '%s' "$(ask_half "$1" 1)") # held back: a pipe takes 64 KiB only
  mapfile -t answers < <(ask_half "$1" 0)
  mapfile -t more <&"$second"
  exec {second}<&-
  answers+=("${more[@]}")
}

# ask_half PRINTER FROM: every second namespace from there on.
ask_half() {
  local i
  for ((i = $2; i < ${#namespaces[@]}; i += 2)); do
    if [[ -n ${inode[${namespaces[i]}]-} ]]; then "$1" "${namespaces[i]}"; fi
  done | sh
}

print_questions() { printf "echo '@ns %s'\nip -n '%s' -d -o -batch - <<'IP'\n%s\nIP\n" "$1" "$1" "$questions"; }

# The second look, when it is known what to look for.
look_inside() {
  local name
  have['host netns host']=1
  ask_namespaces print_questions
  learn host "${answers[@]}"
  for name in "${namespaces[@]}"; do
    if [[ -n ${inode[$name]-} ]]; then have["host netns $name"]=1; fi
  done
  each_feature look
}

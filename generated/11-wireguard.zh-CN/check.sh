#!/usr/bin/env bash
# check.sh：不用 Bats 也能运行旁边 verify.bats 中的检查：显示 ✓ 或 ✗，以及要输入的命令
#   用法     sudo ./check.sh [--format text|junit] [--quiet] [--explain] [--help]；--quiet 只显示不成立的检查，
#            --explain 还显示其数据包本应经过的路径，以及与搭建时的实验有何不同
#   外部     OUTSIDE_ADDRESS、OUTSIDE_NETNS：见 verify.bats
#   退出状态 0 全部成立，1 有检查不成立，2 用法错误，3 实验没有建立，或没有可以检查的内容
set -uo pipefail
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

readonly file=${0%check.sh}verify.bats
format=text explain='' passed=0 failed=0 skipped=0 said='' step=''
names=() bodies=()

die() {
  printf 'check.sh: %s\n' "$2" >&2
  exit "$1"
}

# What Bats would bring along. A check ends with 77 when it says why it cannot be asked.
skip() {
  echo "$1"
  exit 77
}

# load: the words of verify.bats, and the lines of its checks, which stand between `@test "NAME" {` and `}`.
load() {
  local line words='' inside=0
  while IFS= read -r line; do
    if [[ $line == '@test "'*'" {' ]]; then
      names+=("${line:7:-3}") bodies+=('') inside=1
    elif ((inside)) && [[ $line == '}' ]]; then
      inside=0
    elif ((inside)); then
      bodies[-1]+=${line#  }$'\n'
    else
      words+=$line$'\n'
    fi
  done <"$file" || die 2 "cannot read $file"
  eval "$words"
}

# check NUMBER: runs its lines until one fails; sets `said`, and ends with 0, 1, or 77 if skipped.
check() {
  said=$(
    exec 2>&1 3>&1 </dev/null
    trap 'if declare -F teardown >/dev/null; then teardown; fi' EXIT
    mapfile -t lines <<<"${bodies[$1]%$'\n'}"
    for line in "${lines[@]}"; do
      eval "$line" || { echo "does not hold: $(plain <<<"$line")" && exit 1; }
    done
  )
}

# plain: lines as they are typed; the words of verify.bats that ask for more than that it works stand behind them.
plain() {
  local text name w="('[^']*'|\\\\.|[$]'([^'\\\\]|\\\\.)*'|\"[^\"]*\"|[^ '\"\\\\])+"
  text=$(sed -E "/^(beyond|listen) /d
    :again
    s/^(within $w|timeout -v 20|hops) (.*)/\\4/; t again
    s/^((fails|prints|prints_lines|lacks|ends) $w) (.*)/\\5 # \\1/; t again
    s/^((arrives|takes|loses) $w $w) (.*)/\\7 # \\1/; t again
    s/  +#/ #/")
  for name in OUTSIDE_NETNS OUTSIDE_ADDRESS6 OUTSIDE_ADDRESS; do
    text=${text//\"\$"$name"\"/${!name-}}
    text=${text//\$"$name"/${!name-}}
  done
  for name in machine6 machine; do
    if declare -F "$name" >/dev/null; then
      text=${text//\"\$("$name")\"/$("$name")}
      text=${text//\$("$name")/$("$name")}
    fi
  done
  while [[ $text =~ \"?\$\((address\ [^\)]*)\)\"? ]]; do
    text=${text/"${BASH_REMATCH[0]}"/$(eval "${BASH_REMATCH[1]}")}
  done
  printf '%s\n' "$text"
}

# tell MARK NUMBER
tell() {
  printf '%s %s\n' "$1" "${names[$2]}"
  plain <<<"${bodies[$2]%$'\n'}" | sed 's/^/    $ /'
  if [[ $1 != ✓ ]]; then printf '%s\n' "      ${said//$'\n'/$'\n'      }"; fi
  if [[ $1 != ✓ && -n $explain ]]; then awk -v name="## ${names[$2]}" '/^## / { if (on = $0 == name) print "      The way that its packets were to take:"; next } on { print "      " $0 }' "${file%verify.bats}ways.txt"; fi
}

xml() { tr -d '\000-\010\013-\037' <<<"$*" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/"/\&quot;/g'; }

# junit NUMBER STATUS MILLISECONDS
junit() {
  printf '  <testcase classname="%s" name="%s" time="%d.%03d">\n' "$step" "$(xml "${names[$1]#*: }")" "$(($3 / 1000))" "$(($3 % 1000))"
  case $2 in
    0) ;;
    77) printf '    <skipped message="%s"/>\n' "$(xml "$said")" ;;
    *) printf '    <failure message="%s">%s</failure>\n' "$(xml "${said##*$'\n'}")" "$(xml "$said")" ;;
  esac
  printf '  </testcase>\n'
}

# ask NUMBER: one check, and what is said of it.
ask() {
  local status began=${EPOCHREALTIME//[!0-9]/}
  check "$1"
  status=$?
  case $status in 0) ((passed++)) ;; 77) ((skipped++)) ;; *) ((failed++)) ;; esac
  case $format:$status in
    junit:*) cases+=$(junit "$1" "$status" "$(((${EPOCHREALTIME//[!0-9]/} - began) / 1000))")$'\n' ;;
    text:0) tell ✓ "$1" ;;
    text:77) printf -- '- %s: %s\n' "${names[$1]}" "$said" ;;
    *:0 | *:77) ;;
    *) tell ✗ "$1" ;;
  esac
}

read_options() {
  while (($#)); do
    case $1 in
      --format) format=${2-} && shift ;;
      --quiet) format=quiet ;;
      --explain) explain=yes ;;
      --help) sed -n '2,/^set/s/^# \?//p' "$0" && exit ;;
      *) die 2 'usage: check.sh [--format text|junit] [--quiet] [--explain] [--help]' ;;
    esac
    shift
  done
  if [[ $format != @(text|junit|quiet) ]]; then die 2 '--format takes text or junit'; fi
}

main() {
  local i cases=''
  read_options "$@"
  if ((EUID != 0)); then die 3 "needs root: sudo $0"; fi
  load
  step=$(standing 2>/dev/null) || die 3 'the lab does not stand, or only half: run setup.sh'
  for i in "${!names[@]}"; do
    if [[ ${names[i]} == "$step: "* ]]; then ask "$i"; fi
  done
  if [[ $format == junit ]]; then
    printf '<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="%s" tests="%s" failures="%s" skipped="%s">\n%s</testsuite>\n' \
      "$step" "$((passed + failed + skipped))" "$failed" "$skipped" "$cases"
  elif [[ $format == text ]]; then
    echo "$step: $passed passed, $failed failed, $skipped skipped"
  fi
  if [[ $failed != 0 && -n $explain ]]; then bash "${file%verify.bats}setup.sh" --check | sed '1i What differs from the lab as it was set up, if anything:'; fi
  if ((failed)); then exit 1; elif ((passed == 0)); then exit 3; fi
}

main "$@"

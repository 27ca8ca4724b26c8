# What a run says: the last line, the answer of --json, text as JSON and as a word of the shell.
# shellcheck disable=SC2034,SC2154 # names that the parts of the runtime declare, and read

load parts

# Text that has broken scripts before: every control character, quotes, backslashes, patterns, UTF-8, blanks at the ends.
odd_texts() {
  local number character
  # shellcheck disable=SC1003,SC2016 # nothing here is to be expanded
  odd=('' ' ' '"' '\' '\\' '\"' "'" "''" "it's" '$(id)' '`id`' '$HOME' '!x' '&' 'a&b' '*' '?' '[a-z]' '{a,b}' '~' '-n' '%s' '\n' '\u0041'
    'ü' '命名空间' '🐧' $'a\nb' $'\n' $'\n\n' $'a\r\nb' ' a ' $'\ta\t' $'ends in a newline\n')
  for ((number = 1; number < 128; number++)); do
    printf -v character '%b' "\\x$(printf '%02x' "$number")"
    odd+=("$character" "a${character}b" "$character$character")
  done
}

# random_texts SEED: two hundred more, of the characters that mean something to somebody.
random_texts() {
  local i palette=$'\'"\\$`\n\t !*?[](){};&|<>#~=%^-ab01\001\033' text
  RANDOM=$1
  odd=()
  while ((${#odd[@]} < 200)); do
    text=''
    for ((i = RANDOM % 12; i > 0; i--)); do text+=${palette:RANDOM%${#palette}:1}; done
    odd+=("$text")
  done
}

# read_as_json FILE: what a reader of JSON makes of its lines, each ended by a NUL.
read_as_json() {
  # shellcheck disable=SC2016 # JavaScript
  node -e '
    const lines = require("node:fs").readFileSync(process.argv[1], "utf8").trimEnd().split("\n");
    process.stdout.write(lines.map((line) => `${JSON.parse(line)}\0`).join(""));' "$1"
}

in_json_gives_text_back() {
  local text
  "$@"
  printf '%s\0' "${odd[@]}" >"$BATS_TEST_TMPDIR/texts"
  for text in "${odd[@]}"; do in_json "$text" && printf '%s\n' "$json_text"; done >"$BATS_TEST_TMPDIR/json"
  read_as_json "$BATS_TEST_TMPDIR/json" | cmp - "$BATS_TEST_TMPDIR/texts"
}

quote_gives_text_back() {
  local text back
  "$@"
  for text in "${odd[@]}"; do
    quote "$text"
    eval "back=$quoted"
    same "$back" "$text"
  done
}

shared=(odd_texts random_texts read_as_json)

# Printed, so that a run that fails can be had again: RUNTIME_SEED=… bats test/runtime/telling.bats
seed=${RUNTIME_SEED-$RANDOM}

@test 'in_json: a reader of JSON finds the text as it was' {
  in_setup in_json_gives_text_back odd_texts
}

@test 'in_json: random texts' {
  echo "RUNTIME_SEED=$seed"
  in_setup in_json_gives_text_back random_texts "$seed"
}

@test 'quote: the shell reads the text as it was' {
  in_setup quote_gives_text_back odd_texts
}

@test 'quote: random texts' {
  echo "RUNTIME_SEED=$seed"
  in_setup quote_gives_text_back random_texts "$seed"
}

# ---- the last line, and the answer of --json

counts_in_the_last_line() {
  ok=3 changed=2 failed=0
  same "$(recap)" 'demo: ok=3 changed=2 failed=0'
  quiet=1
  same "$(recap)" 'demo: ok=3 changed=2 failed=0'
}
@test 'recap: the last line, also with --quiet' { in_setup counts_in_the_last_line; }

# as_json EXPRESSION: of what stands on the standard input.
as_json() {
  # shellcheck disable=SC2016 # JavaScript
  node -e '
    const answer = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    console.log(JSON.stringify(new Function("answer", `return ${process.argv[1]}`)(answer)));' "$1"
}

answers_in_json() {
  local answer
  json=1 mode=check ok=3 changed=2 failed=1
  drift=('missing: link "a"' $'changed:\n\tb\\c' 'extra: ü')
  note_operation ok '' step 'way-out' object $'file "x"\n'
  note_operation changed 0.000123 command "it's"
  note_operation 'not run' ''
  answer=$(recap)
  same "$(as_json '[answer.lab, answer.mode, answer.ok, answer.changed, answer.failed]' <<<"$answer")" '["demo","check",3,2,1]'
  same "$(as_json answer.differs <<<"$answer")" '["missing: link \"a\"","changed:\n\tb\\c","extra: ü"]'
  same "$(as_json 'answer.operations[0]' <<<"$answer")" '{"state":"ok","step":"way-out","object":"file \"x\"\n"}'
  same "$(as_json 'answer.operations[1]' <<<"$answer")" '{"state":"changed","seconds":0.000123,"command":"it'"'"'s"}'
  same "$(as_json 'answer.operations.slice(2)' <<<"$answer")" '[{"state":"not run"}]'
  same "$(as_json 'Object.keys(answer)' <<<"$answer")" '["lab","mode","ok","changed","failed","differs","operations"]'
}

is_empty_in_json() {
  json=1
  same "$(recap | as_json '[answer.differs, answer.operations, answer.failed]')" '[[],[],1]'
}
shared+=(as_json)
@test 'recap, note_operation: one value of JSON, numbers as numbers' { in_setup answers_in_json; }
@test 'recap: with nothing to tell, the lists are empty and the run counts as failed' { in_setup is_empty_in_json; }

measures_time() {
  local name
  for name in '' EPOCHREALTIME; do
    if [[ -n $name ]]; then unset EPOCHREALTIME && EPOCHREALTIME=1700000000.900000; fi
    start_clock
    if [[ -n $name ]]; then EPOCHREALTIME=1700000002,000050; else sleep 0.05; fi
    stop_clock
    [[ $seconds =~ ^[0-9]+\.[0-9]{6}$ ]]
    if [[ -n $name ]]; then
      same "$seconds" 1.100050
    else
      ((10#${seconds/./} >= 50000 && 10#${seconds/./} < 5000000))
    fi
  done
}
@test 'the clock: seconds to the millionth, across a full second, with a point or a comma' { in_setup measures_time; }

has_an_old_clock() {
  unset EPOCHREALTIME SECONDS
  SECONDS=5 # no longer the clock of bash, once it was unset
  start_clock
  SECONDS=7
  stop_clock
  same "$seconds" 2.000000
}
@test 'the clock: whole seconds before bash 5' { in_setup has_an_old_clock; }

is_silent() {
  local word
  same "$(say text)$(show text)" 'text[#] text'
  for word in quiet json; do
    declare -g "$word=1"
    same "$(say text)$(show text)" ''
    declare -g "$word="
  done
}
@test 'say and show: nothing with --quiet and --json' { in_setup is_silent; }

ends_with_a_sentence() {
  local status=0
  (die 4 'in the way') >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" || status=$?
  same "$status: $(<"$BATS_TEST_TMPDIR/out")$(<"$BATS_TEST_TMPDIR/err")" '4: demo: in the way'
  [[ ! -s $BATS_TEST_TMPDIR/out ]]
}
@test 'die: the sentence goes to the standard error, behind the name of the lab' { in_setup ends_with_a_sentence; }

finds_the_place() {
  local i want=([0]='' [9]='' [10]=3 [19]=3 [20]=7 [500]=7)
  for i in "${!want[@]}"; do
    fact_line[0]=$i place=''
    place_in_tutorial 0
    same "$i: $place" "$i: ${want[i]:+tutorials/demo.md:${want[i]}}"
  done
}
@test 'place_in_tutorial: the last place at or before the line of the script' { in_setup finds_the_place; }

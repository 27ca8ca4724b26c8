# The lessons of this repository, tried as a reader would, and as one hopes no reader will.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() {
  link_lessons
  tell_impossible "$root"/tutorials/*[^N].md
}
mapfile -t files < <(possible_here "$root"/tutorials/*[^N].md)
prove_lessons "${files[@]}"

@test "a lesson in another language is the same lab" {
  local file
  # The lesson, without its words, and without what its lab is called.
  commands() { sed -n '/^step_/,/^readonly lab/{/^ *#/d; /^readonly/d; s/-zh//g; p}' "$labs/$1/setup.sh"; }
  for file in "$root"/tutorials/*.zh-CN.md; do
    file=$(basename "$file" .zh-CN.md)
    [[ -n $(commands "$file") ]]
    diff <(commands "$file") <(commands "$file.zh-CN")
  done
}

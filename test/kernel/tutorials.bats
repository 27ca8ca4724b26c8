# The lessons of this repository, tried as a reader would, and as one hopes no reader will.
# shellcheck disable=SC2154 # names that Bats gives

load suite
setup_file() { build_labs "$root/tutorials"; }
every_point "$root"/tutorials/*[^N].md

@test "a lesson in another language is the same lab" {
  local file
  # What runs: without comments, and without what the lab and its tutorial are called.
  commands() { sed -E '/^ *#/d; s/(\.zh-CN)?\.md:[0-9]+//g' "$labs/$1/setup.sh" "$labs/$1/teardown.sh"; }
  for file in "$root"/tutorials/*.zh-CN.md; do
    file=$(basename "$file" .zh-CN.md)
    diff <(commands "$file") <(commands "$file.zh-CN")
  done
}

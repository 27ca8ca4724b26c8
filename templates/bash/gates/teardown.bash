# Rules of ours leave the gates. A part of teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# Rules of ours in the chains of other firewalls, found by their comment.
close_gates() {
  local gate line
  local -a words
  find_gates
  for gate in "${!gates[@]}"; do
    while IFS= read -r line; do
      if [[ $gate == nft\ * && $line == *" comment \"netgen-$lab\" # handle "* ]]; then
        read -ra words <<<"${gate#nft }"
        run nft delete rule "${words[@]}" handle "${line##* }"
      elif [[ $line == "-A FORWARD "*" --comment netgen-$lab "* ]]; then
        read -ra words <<<"${line#-A }"
        run "$gate" -w -D "${words[@]}"
      fi
    done <<<"${gates[$gate]}"
  done
}

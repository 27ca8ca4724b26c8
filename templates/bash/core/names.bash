# The names that the parts of setup.sh share. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# What the lesson asks for, one entry a line of it: the object, where it lives, the command, the step, the line of
# this script, and the names of the attributes that it gives a link.
declare -a fact=() fact_kind=() fact_where=() fact_command=() fact_step=() fact_line=() fact_given=()
declare -A want=()      # object: the entry that asks for it; empty where a step has taken it away
declare -A later=()     # objects that only steps after --until ask for: left alone
declare -A attribute=() # "WHERE DEV NAME" of a link: the entry that gives it, and the value
declare -A link_type=() link_words=() link_peer=() link_from=() link_naming=() half_made=()
declare -a host_routes=()
declare -A six=()  # namespaces whose rules of IPv6 are read, too
declare -A busy=() # namespaces where processes and commands of the author's work
declare -A made_now=()

# What the machine holds.
declare -A have=() inode=() noted=()
declare -a owns=() standing=() uplink_names=() answers=()

# What is still to do: how, where, the command, and the entry of the lesson; and before that, what is to go.
declare -a state=() # of each entry: ok, or what became of it
declare -a todo=() todo_by=() todo_where=() todo_fact=() titles=()
declare -a removal=() removal_by=() removal_where=()

readonly notes=/run/netgen/$lab before=/run/netgen/.before
mode=run quiet='' until=0 now=0 frame=0 entries=0 entry=0 at='' foreign='' uplink='' uplinks='' doing='' netns_path='' given_names='' given_to='' name='' value='' link='' where='' line='' lacks='' crossing='' table_numbers=''

# each_feature HOOK: calls HOOK_FEATURE of each part of this script that has such a function.
each_feature() {
  local feature
  for feature in "${features[@]}"; do
    if declare -F "$1_$feature" >/dev/null; then "$1_$feature"; fi
  done
}

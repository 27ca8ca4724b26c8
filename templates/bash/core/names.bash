# The names that the parts of setup.sh share. A part of setup.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# What the lesson asks for, one entry a line of it: the object, the command, the line of this script, and the attributes that it
# gives a link and the other end of that, each as NAME VALUE.
declare -a fact=() fact_command=() fact_line=() fact_given=() far_given=()
declare -a begins=(0)     # the entry that a step begins with
declare -A want=()        # object: the entry that asks for it; empty where a step has taken it away
declare -A later=()       # objects that only steps after --until ask for: left alone
declare -A readdressed=() # "WHERE DEV" of which a step after --until takes an address away
declare -A given_to=()    # "WHERE DEV" of a link: " @ENTRY NAME VALUE..." of each entry that gives it attributes
declare -A given_later=() # the same of steps after --until, without the entries
declare -A link_type=() link_words=() link_peer=() link_from=() link_naming=() half_made=()
declare -a host_routes=()
declare -A works_in=() # objects of kinds that live on the machine, and work in a namespace
declare -A busy=()     # namespaces where processes and commands of the author's work
declare -A made_now=()
declare -A left_bare=() # "WHERE DEV" that loses an IPv4 address, and "WHERE src ADDRESS"

# What the machine holds.
declare -A have=() inode=() noted=()
# shellcheck disable=SC2034 # not every lab looks for its uplinks
declare -a owns=() standing=() uplink_names=() answers=() replies=() looking=() types_asked=()

# What is still to do, each "HOW WHERE COMMAND", and the entry of the lesson; and before that, what is to go.
declare -a state=() # of each entry: ok, or what became of it
declare -a todo=() todo_fact=() titles=() removal=()

readonly notes=/run/netgen/$lab before=/run/netgen/.before file_notes=/etc/netns/.netgen-$lab
mode=run quiet='' until=0 now=0 frame=0 entries=0 entry=0 at='' foreign='' doing='' netns_path='' hush='' given='' given_twice='' link='' where='' route='' line='' lacks='' why='' crossing='' table_numbers='' types_reply='' other_names='' quoted=''

# each_feature HOOK: calls HOOK_FEATURE of each part of this script that has such a function.
each_feature() {
  local feature
  for feature in "${features[@]}"; do
    if declare -F "$1_$feature" >/dev/null; then "$1_$feature"; fi
  done
}

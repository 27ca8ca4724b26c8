# Runs one command of a transcript as a reader would, but without surprises: no colour, one language, an end in time.
# Usage: bash -c "$(cat transcript.bash)" transcript SECONDS BYTES COMMAND WORD...
# WORD... enters the place where it runs. Standard output: what the command prints, on both of its streams; of it at most BYTES.
# The last line of standard error: `status N`, or `late` if it did not end in time.
# Statuses of pipelines are asked for by hand.
# shellcheck disable=SC2312

seconds=$1 most=$2 command=$3
shift 3
cd /tmp || exit 1

# Everybody in a sandbox has the rights that a reader borrows.
sudo() {
  "$@"
}
export -f sudo
export LC_ALL=C TZ=UTC COLUMNS=80 LINES=24 NO_COLOR=1 PAGER=cat TERM=dumb

# What is left in the background may hold the pipe: then `head` ends after the command had its time.
# shellcheck disable=SC2016 # the inner shell expands it
"$@" timeout --verbose --kill-after=1 "$seconds" bash -c 'exec bash -c "$1" 2>&1 </dev/null' transcript "$command" \
  | timeout "$((seconds + 2))" head -c "$most"
statuses=("${PIPESTATUS[@]}")
if ((statuses[1] == 124)); then
  echo late >&2
else
  echo "status ${statuses[0]}" >&2
fi

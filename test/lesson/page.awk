# The commands of an annotated lesson, from its Markdown. With -v step=N those of one step, else of all.
#   -v want=today   what a reader types
#   -v want=older   the older form in place of each command that has one
#   -v want=back    what takes a step back
#   -v want=hand    what takes the lab away by hand
# What is for another firewall of the machine is left out: it is for a reader who has one.
function flush() { if (held != "") printf "%s", held; held = "" }
function line(text) { if (text !~ /^ip6?tables -[ID] FORWARD /) block = block text "\n" }
function counts() { return step == "" || step == number }
function ended() {
  if (want == "hand") { if (fold ~ /^By hand/) held = block }
  else if (!counts()) ;
  else if (want == "back") { if (fold == "Take this step back") held = block }
  else if (!commands) ;
  else if (fold == "") { if (want == "older") flush(); held = held block }
  else if (want == "older" && fold ~ /^With /) held = block
  block = ""
}
/^\*\*The commands of this step/ { commands = 1; number++ }
/^(Or everything up to here|This step changes nothing)/ { commands = 0 }
/^<summary>/ { fold = $0; gsub(/<\/?summary>/, "", fold) }
/^<\/details>/ { fold = "" }
/^```bash$/ { code = 1; next }
/^```$/ && code { code = 0; ended(); next }
code { line($0) }
END { flush() }

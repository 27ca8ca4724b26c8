# The programs of iptables. A part of setup.sh and teardown.sh: a script gets this file but its head.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2310,SC2312,SC2016,SC2004 # names that other parts declare; as in setup.sh.hbs

# iptables speaks to one of two parts of the kernel: to nf_tables, as nft does, or to ip_tables, which is older and which
# nft does not see. Where both programs are installed, iptables is another name of one of them.
iptables=''

# The tables and the chains of the machine that nft sees, each table behind a line break; nothing without nft.
chains='' chains_reply=''

# begin_iptables: nft begins to list them, while the lesson may be using its name; look_iptables: sets `chains`.
begin_iptables() { if type -P nft >/dev/null; then exec {chains_reply}< <(exec nft list chains 9<&- 2>/dev/null); fi; }
look_iptables() {
  chains=''
  if [[ -z $chains_reply ]]; then return; fi
  hear "$chains_reply"
  chains=$'\n'$heard chains_reply=''
}

# program_of nft|legacy [6]: sets `iptables` to the iptables of that kind, for IPv4 or IPv6; to nothing if there is none.
program_of() {
  iptables=ip${2-}tables-$1
  if type -P "$iptables" >/dev/null; then return; fi
  iptables=ip${2-}tables
  if ! type -P "$iptables" >/dev/null || [[ $(kind_of "$iptables") != "$1" ]]; then iptables=''; fi
}

# Before version 1.8 there was no nft kind, and no word for it.
kind_of() {
  if [[ $("$1" -V) == *nf_tables* ]]; then echo nft; else echo legacy; fi
}

# legacy_has TABLE [6]: ip_tables holds that table, or, where TABLE is *, any. To ask its program would make it.
legacy_has() {
  local names=/proc/net/ip${2-}_tables_names name
  if [[ ! -r $names ]]; then return 1; fi
  while read -r name; do
    # shellcheck disable=SC2053 # a pattern
    if [[ $name == $1 ]]; then return; fi
  done <"$names"
  return 1
}

# nft_has TABLE [6]: nf_tables holds that table; where nft does not say, `iptables` is asked. To list the rules in it would make it: so does version 1.8.4, of
# Ubuntu 20.04.
nft_has() {
  if [[ -n $chains ]]; then
    [[ $chains == *$'\n'"table ip${2-} $1 {"* ]]
  else
    [[ $("$iptables-save" -t "$1" 2>/dev/null) == *$'\n:'* ]]
  fi
}

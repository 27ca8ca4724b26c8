# Turkish: programs speak it, the fraction of a number follows a comma, and i and I are not the same letter.

load ../guest/host

make() { [[ $(LC_ALL=tr_TR.UTF-8 bash -c 'printf "%.1f" 0,5') == 0,5 ]]; }
unmake() { :; }
around() { LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 LANGUAGE=tr "$@"; }

every_tutorial_works

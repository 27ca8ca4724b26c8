# Its IPv6 address for them.
machine6() { ip -6 -o route get "${OUTSIDE_ADDRESS6:-2001:db8::1}" | sed -n 's/.* src \([^ ]*\).*/\1/p'; }

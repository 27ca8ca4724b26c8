# The address of this machine for those outside.
machine() { ip -4 -o route get "${OUTSIDE_ADDRESS:-192.0.2.1}" | sed -n 's/.* src \([^ ]*\).*/\1/p'; }

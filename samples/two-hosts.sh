#!/usr/bin/env bash
# Two hosts on one machine, to try and to test what runs on several: each has an address, a name, a network and shared memory of its own, and a link joins them. They see the same files.
#
#   samples/two-hosts.sh COMMAND…      makes the hosts, runs the command on the first (10.0.0.1), and removes them
#
# The command finds this file in $TWO_HOSTS, and there it is what ssh and a hand at the cable are elsewhere:
#   $TWO_HOSTS 10.0.0.2 COMMAND…       runs a command line on a host as ssh does: the launch agent of mpirun
#   $TWO_HOSTS on 10.0.0.2 COMMAND…    runs a command there as it is
#   $TWO_HOSTS link down|up            cuts the link, and mends it
#   $TWO_HOSTS rate 1gbit              slows it, both ways
#   $TWO_HOSTS running 10.0.0.2        what runs on a host, a line each
#
# It needs Linux with util-linux and iproute2, and root; exit code 3 says that there can be no hosts here. They are namespaces without a name: runs side by side do not meet, and when the script ends,
# however it ends, only what still runs on a host keeps it.
set -euo pipefail

fail() { # exit code, message
    echo "two-hosts.sh: $2" >&2
    exit "$1"
}

holder() { # host: the process that holds it
    [ -n "${TWO_HOSTS:-}" ] || fail 2 "there are no hosts; 'two-hosts.sh COMMAND…' makes them and runs the command on the first"
    case "$1" in
        10.0.0.1) echo "$TWO_HOSTS_FIRST" ;;
        10.0.0.2) echo "$TWO_HOSTS_SECOND" ;;
        *) fail 2 "'$1' is no host; wanted is 10.0.0.1 or 10.0.0.2" ;;
    esac
}

on() { # host, command…
    local process
    process=$(holder "$1")
    shift
    nsenter --target "$process" --net --uts --ipc --mount --wdns="$PWD" -- "$@"
}

both() {
    on 10.0.0.1 "$@"
    on 10.0.0.2 "$@"
}

running() { # host
    local holder network process
    holder=$(holder "$1")
    network=$(readlink "/proc/$holder/ns/net")
    # Processes come and go meanwhile.
    { find /proc/[0-9]*/ns/net -maxdepth 0 -lname "${network//[\[\]]/?}" 2> /dev/null || true; } | cut -d/ -f3 | while read -r process; do
        [ "$process" = "$holder" ] || printf '%s %s\n' "$process" "$(tr '\0' ' ' 2> /dev/null < "/proc/$process/cmdline" || true)"
    done
}

# Becomes a host: a process in namespaces of its own, that ends with the script. Libraries look for networks in /sys, which shows those of the namespace it was mounted in.
hold() { # name
    exec setpriv --pdeathsig KILL unshare --net --uts --ipc --mount sh -c "mount -t sysfs none /sys && hostname $1 && ip link set lo up && echo ready && exec sleep infinity"
}

make() {
    local tool ready
    [ "$(id -u)" = 0 ] || fail 3 "only root can make hosts"
    for tool in ip nsenter unshare setpriv; do
        command -v "$tool" > /dev/null || fail 3 "'$tool' is not here (apt install iproute2 util-linux)"
    done
    TWO_HOSTS=$(readlink -f "${BASH_SOURCE[0]}")
    exec {first}< <(hold first)
    TWO_HOSTS_FIRST=$!
    exec {second}< <(hold second)
    TWO_HOSTS_SECOND=$!
    export TWO_HOSTS TWO_HOSTS_FIRST TWO_HOSTS_SECOND
    { read -r ready <&"$first" && read -r ready <&"$second"; } || fail 3 "no namespaces can be made here"
    ip link add link0 netns "$TWO_HOSTS_FIRST" type veth peer name link0 netns "$TWO_HOSTS_SECOND" || fail 3 "no link can be made here"
    on 10.0.0.1 ip address add 10.0.0.1/24 dev link0
    on 10.0.0.2 ip address add 10.0.0.2/24 dev link0
    both ip link set link0 up
    # Up is not yet running, and a library that looks for networks in between finds none.
    both sh -c 'until grep -q up /sys/class/net/link0/operstate; do sleep 0.02; done'
}

case "${1:-}" in
    "") fail 2 "wanted is a command" ;;
    on) shift; on "$@" ;;
    link) on 10.0.0.2 ip link set link0 "$2" ;;
    rate) both tc qdisc replace dev link0 root tbf rate "$2" burst 256kb latency 50ms ;;
    running) running "$2" ;;
    -* | 10.0.0.[12])
        while [[ "$1" == -* ]]; do shift; done   # ssh's -x and its like
        host=$1
        shift
        # As ssh leaves it: at home, without the caller's environment, and in a session of its own that does not end with the agent.
        cd "${HOME:-/}"
        on "$host" env -i HOME="${HOME:-/}" PATH="$PATH" setsid --fork --wait sh -c "$*"
        ;;
    *)
        make
        on 10.0.0.1 "$@"
        ;;
esac

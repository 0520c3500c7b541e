# Runs a server in a network of its own, with a cable to another network, which has its clients:
#
#     bash docs/steps/18-time-limits/cable.sh cargo step 18-cable
#
# The server's address is 192.0.2.1, the clients' is 192.0.2.2. The server finds two commands in
# its environment: CLIENT connects one more client, and CUT pulls the plug at the clients' end.
# Both networks are gone when the server has ended.
#
# This needs root, or a system on which every user may create network namespaces.

set -e
PATH=$PATH:/usr/sbin:/sbin
if [ "$1" != --inside ]; then
    exec unshare --map-root-user --net bash "$0" --inside "$@"
fi
shift

# The other network lasts as long as this process, which ends with the script.
coproc clients {
    exec unshare --net bash -c 'while read -r; do
        exec {client}<>"/dev/tcp/192.0.2.1/${PORT:-8001}"
    done'
}
until [ "$(readlink "/proc/$clients_PID/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do
    sleep 0.01
done

there="nsenter --target $clients_PID --net"
ip link add near type veth peer name far netns "$clients_PID"
ip address add 192.0.2.1/24 dev near
ip link set near up
$there ip address add 192.0.2.2/24 dev far
$there ip link set far up

CLIENT="echo >/proc/$$/fd/${clients[1]}" CUT="$there ip link set far down" "$@"

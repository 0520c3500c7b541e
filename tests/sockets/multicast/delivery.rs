//! Which messages to a group arrive. Each test has a network of its own, where
//! nobody else joins the group.

use php_sockets::*;

use crate::common::*;

/// Receives messages to the group, if any.
struct Listener {
    socket: Socket,
    level: i32,
    group: &'static str,
    interface: &'static str,
}

impl Listener {
    fn ipv4(interface: &'static str) -> Self {
        let socket = udp();
        socket_bind(&socket, "0.0.0.0", 0).unwrap();
        Self {
            socket,
            level: IPPROTO_IP,
            group: "239.1.2.3",
            interface,
        }
    }

    fn ipv6(interface: &'static str) -> Self {
        let socket = udp6();
        socket_bind(&socket, "::", 0).unwrap();
        Self {
            socket,
            level: IPPROTO_IPV6,
            group: "ff02::99",
            interface,
        }
    }

    #[track_caller]
    fn set(&self, option: i32) {
        let value = GroupRequest {
            group: self.group.into(),
            interface: self.interface.into(),
        };
        socket_set_option(&self.socket, self.level, option, value).unwrap();
    }

    #[track_caller]
    fn set_source(&self, option: i32, source: &str) {
        let value = SourceRequest {
            group: self.group.into(),
            source: source.into(),
            interface: self.interface.into(),
        };
        socket_set_option(&self.socket, self.level, option, value).unwrap();
    }

    /// Sends to the group, and returns whether it arrived.
    #[track_caller]
    fn hears(&self, sender: &Socket) -> bool {
        let port = port(&self.socket);
        assert_eq!(socket_sendto(sender, "mc", 2, 0, self.group, port), Ok(2));
        // The next message arrives in any case, so that the wait always ends.
        let (socket, here) = match self.level {
            IPPROTO_IP => (udp(), "127.0.0.1"),
            _ => (udp6(), "::1"),
        };
        socket_sendto(&socket, "end", 3, 0, here, port).unwrap();

        let first = socket_read(&self.socket, 100, None).unwrap();
        if first == b"mc" {
            assert_eq!(socket_read(&self.socket, 100, None).unwrap(), b"end");
        }
        first == b"mc"
    }
}

/// A sender by way of an interface.
fn sender(interface: &str) -> Socket {
    let socket = udp();
    socket_set_option(&socket, IPPROTO_IP, IP_MULTICAST_IF, interface).unwrap();
    socket
}

fn sender6(interface: &str) -> Socket {
    let socket = udp6();
    socket_set_option(&socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, interface).unwrap();
    socket
}

/// A sender with an address.
fn sender_at(address: &str) -> Socket {
    let socket = match address.contains(':') {
        true => sender6("one"),
        false => sender("lo"),
    };
    socket_bind(&socket, address, 0).unwrap();
    socket
}

/// Addresses of IPv6, which has no groups on the loopback; for IPv4, one of the cable.
/// The kernel adds the route to a new address a moment later.
const ADDRESSES: &str = "
    ip addr add 10.9.0.1/24 dev one
    ip addr add fd00:9::1/64 dev one nodad
    ip addr add fd00:9::2/64 dev one nodad
    ip addr add fd00:9::3/64 dev two nodad
    until ip -6 route show table local | grep -q fd00:9::3; do :; done";

// MC21, not in a network of its own.
#[test]
fn a_message_to_a_group_arrives() {
    let listener = Listener::ipv4("lo");
    listener.set(MCAST_JOIN_GROUP);

    let port = port(&listener.socket);
    socket_sendto(&sender("lo"), "mc", 2, 0, listener.group, port).unwrap();
    let mut data = Vec::new();
    let (count, from) = socket_recvfrom(&listener.socket, &mut data, 10, 0).unwrap();
    assert_eq!((count, data), (2, b"mc".to_vec()));
    assert_eq!(from.address(), "127.0.0.1");
}

#[test]
fn a_member_hears_the_group_until_it_leaves() {
    let test = "multicast::delivery::a_member_hears_the_group_until_it_leaves";
    if !in_namespace_with_cable(test, ADDRESSES) {
        return;
    }

    for (listener, sender) in [
        (Listener::ipv4("lo"), sender("lo")),
        (Listener::ipv6("one"), sender6("one")),
    ] {
        assert!(!listener.hears(&sender));
        listener.set(MCAST_JOIN_GROUP);
        assert!(listener.hears(&sender));
        listener.set(MCAST_LEAVE_GROUP);
        assert!(!listener.hears(&sender));
    }
}

#[test]
fn a_blocked_source_is_not_heard() {
    if !in_namespace_with_cable(
        "multicast::delivery::a_blocked_source_is_not_heard",
        ADDRESSES,
    ) {
        return;
    }

    for (listener, one, other) in [
        (Listener::ipv4("lo"), "127.0.0.2", "127.0.0.3"),
        (Listener::ipv6("one"), "fd00:9::1", "fd00:9::2"),
    ] {
        let senders = [one, other].map(sender_at);
        let heard = || senders.each_ref().map(|sender| listener.hears(sender));

        listener.set(MCAST_JOIN_GROUP);
        assert_eq!(heard(), [true, true]);
        listener.set_source(MCAST_BLOCK_SOURCE, one);
        assert_eq!(heard(), [false, true]);
        listener.set_source(MCAST_UNBLOCK_SOURCE, one);
        assert_eq!(heard(), [true, true]);
    }
}

#[test]
fn a_joined_source_is_heard_alone() {
    if !in_namespace_with_cable(
        "multicast::delivery::a_joined_source_is_heard_alone",
        ADDRESSES,
    ) {
        return;
    }

    for (listener, one, other) in [
        (Listener::ipv4("lo"), "127.0.0.2", "127.0.0.3"),
        (Listener::ipv6("one"), "fd00:9::1", "fd00:9::2"),
    ] {
        let senders = [one, other].map(sender_at);
        let heard = || senders.each_ref().map(|sender| listener.hears(sender));

        listener.set_source(MCAST_JOIN_SOURCE_GROUP, one);
        assert_eq!(heard(), [true, false]);
        listener.set_source(MCAST_JOIN_SOURCE_GROUP, other);
        assert_eq!(heard(), [true, true]);
        listener.set_source(MCAST_LEAVE_SOURCE_GROUP, one);
        assert_eq!(heard(), [false, true]);
    }
}

#[test]
fn who_sends_hears_itself_unless_told_not_to() {
    let test = "multicast::delivery::who_sends_hears_itself_unless_told_not_to";
    if !in_namespace_with_cable(test, ADDRESSES) {
        return;
    }

    for (listener, sender, option) in [
        (Listener::ipv4("one"), sender("one"), IP_MULTICAST_LOOP),
        (Listener::ipv6("one"), sender6("one"), IPV6_MULTICAST_LOOP),
    ] {
        listener.set(MCAST_JOIN_GROUP);
        for heard in [true, false, true] {
            socket_set_option(&sender, listener.level, option, heard).unwrap();
            assert_eq!(listener.hears(&sender), heard);
        }
    }
}

#[test]
fn a_message_without_hops_stays_on_the_machine() {
    // The other end is to accept messages that come from this machine.
    let setup = "
        ip addr add 10.9.0.1/24 dev one
        echo 1 > /proc/sys/net/ipv4/conf/two/accept_local
        echo 0 > /proc/sys/net/ipv4/conf/two/rp_filter
        echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter";
    let test = "multicast::delivery::a_message_without_hops_stays_on_the_machine";
    if !in_namespace_with_cable(test, setup) {
        return;
    }

    // Out of one end of the cable and into the other.
    let (listener, sender) = (Listener::ipv4("two"), sender("one"));
    listener.set(MCAST_JOIN_GROUP);
    socket_set_option(&sender, IPPROTO_IP, IP_MULTICAST_LOOP, false).unwrap();
    // Linux checks the hops only if the sending end has a member too.
    let member = Listener::ipv4("one");
    member.set(MCAST_JOIN_GROUP);
    for hops in [1, 0, 255] {
        socket_set_option(&sender, IPPROTO_IP, IP_MULTICAST_TTL, hops).unwrap();
        assert_eq!(listener.hears(&sender), hops > 0);
    }
}

//! Options are shown by the names of their level, and values as PHP's.

use std::os::fd::AsRawFd;
use std::time::Duration;

use php_sockets::*;
use php_sockets_test_support::sockets::*;

use crate::listener::*;

/// Checks what is shown of an option that is set.
#[track_caller]
fn assert_set(
    socket: &Socket,
    (level, option): (i32, i32),
    value: impl Into<OptionValue>,
    shown: &str,
) {
    let fd = socket.as_raw_fd();
    assert_event(
        format!("socket_set_option(Socket({fd}), {shown}) = true on {fd}"),
        || socket_set_option(socket, level, option, value),
    );
}

#[test]
fn socket_set_option_names_the_option_of_the_level() {
    let (tcp, tcp6, udp) = (tcp(), tcp6(), udp());
    assert_set(
        &tcp,
        (SOL_SOCKET, SO_REUSEADDR),
        1,
        "SOL_SOCKET, SO_REUSEADDR, 1",
    );
    assert_set(
        &tcp,
        (SOL_TCP, TCP_NODELAY),
        true,
        "SOL_TCP, TCP_NODELAY, true",
    );
    let name = "SOL_TCP, TCP_CONGESTION, \"reno\"";
    assert_set(&tcp, (SOL_TCP, TCP_CONGESTION), "reno", name);
    let ttl = (IPPROTO_IP, IP_MULTICAST_TTL);
    assert_set(&udp, ttl, 3, "IPPROTO_IP, IP_MULTICAST_TTL, 3");
    let pmtu = "IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO";
    assert_set(&udp, (IPPROTO_IP, IP_MTU_DISCOVER), IP_PMTUDISC_DO, pmtu);
    let only = (IPPROTO_IPV6, IPV6_V6ONLY);
    assert_set(&tcp6, only, 1, "IPPROTO_IPV6, IPV6_V6ONLY, 1");
    assert_set(&udp, (SOL_UDP, UDP_SEGMENT), 8, "SOL_UDP, UDP_SEGMENT, 8");
}

#[test]
fn values_with_keys_are_arrays() {
    let (tcp, udp) = (tcp(), udp());
    let linger = Linger {
        l_onoff: 1,
        l_linger: 3,
    };
    let shown = "SOL_SOCKET, SO_LINGER, [\"l_onoff\" => 1, \"l_linger\" => 3]";
    assert_set(&tcp, (SOL_SOCKET, SO_LINGER), linger, shown);
    let shown = "SOL_SOCKET, SO_RCVTIMEO, [\"sec\" => 1, \"usec\" => 500000]";
    let time = Duration::from_millis(1500);
    assert_set(&tcp, (SOL_SOCKET, SO_RCVTIMEO), time, shown);
    let group = GroupRequest {
        group: "224.0.0.23".into(),
        interface: "lo".into(),
    };
    let shown = "IPPROTO_IP, MCAST_JOIN_GROUP, [\"group\" => \"224.0.0.23\", \
                 \"interface\" => \"lo\"]";
    assert_set(&udp, (IPPROTO_IP, MCAST_JOIN_GROUP), group, shown);
}

#[test]
fn failures_show_the_value_that_was_passed() {
    let (tcp, udp) = (tcp(), udp6());
    let fd = tcp.as_raw_fd();
    assert_failure(
        format!(
            "socket_set_option(Socket({fd}), SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, SKF_AD_RANDOM) \
             fails with 0: socket_set_option(): Unsupported CBPF filter on {fd}"
        ),
        || socket_set_option(&tcp, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, SKF_AD_RANDOM),
    );
    assert_failure(
        format!(
            "socket_set_option(Socket({fd}), SOL_SOCKET, 9999, 1) fails with 92: \
             socket_set_option(): Unable to set socket option [92]: Protocol not available on {fd}"
        ),
        || socket_set_option(&tcp, SOL_SOCKET, 9999, 1),
    );
    assert_failure(
        format!(
            "socket_setopt(Socket({fd}), 77, 1, \"x\") fails with 0: socket_setopt(): Argument #4 \
             ($value) must be of type int, string given on {fd}"
        ),
        || socket_setopt(&tcp, 77, 1, "x"),
    );

    let fd = udp.as_raw_fd();
    let source = SourceRequest {
        group: "ff02::1".into(),
        ..SourceRequest::default()
    };
    let (result, line) = event(|| socket_setopt(&udp, IPPROTO_IPV6, MCAST_BLOCK_SOURCE, source));
    let error = result.unwrap_err();
    let expected = format!(
        "socket_setopt(Socket({fd}), IPPROTO_IPV6, MCAST_BLOCK_SOURCE, [\"group\" => \"ff02::1\", \
         \"source\" => \"\", \"interface\" => 0]) fails with {}: {error} on {fd}",
        error.code()
    );
    assert_eq!(line, expected);
}

#[test]
fn socket_get_option_returns_a_number_or_an_array() {
    let tcp = tcp();
    let fd = tcp.as_raw_fd();
    let got = |level, option, shown: &str| {
        assert_event(
            format!("socket_get_option(Socket({fd}), {shown} on {fd}"),
            || socket_get_option(&tcp, level, option),
        );
    };
    got(SOL_SOCKET, SO_TYPE, "SOL_SOCKET, SO_TYPE) = 1");
    let none = "SOL_SOCKET, SO_LINGER) = [\"l_onoff\" => 0, \"l_linger\" => 0]";
    got(SOL_SOCKET, SO_LINGER, none);
    let none = "SOL_SOCKET, SO_RCVTIMEO) = [\"sec\" => 0, \"usec\" => 0]";
    got(SOL_SOCKET, SO_RCVTIMEO, none);

    let memory = socket_get_option(&tcp, SOL_SOCKET, SO_MEMINFO).unwrap();
    let memory = memory.as_mem_info().unwrap();
    let MemInfo { rcvbuf, sndbuf, .. } = memory;
    let shown = format!(
        "SOL_SOCKET, SO_MEMINFO) = [\"rmem_alloc\" => 0, \"rcvbuf\" => {rcvbuf}, \
         \"wmem_alloc\" => {}, \"sndbuf\" => {sndbuf}, \"fwd_alloc\" => 0, \"wmem_queued\" => 0, \
         \"optmem\" => 0, \"backlog\" => 0, \"drops\" => 0]",
        memory.wmem_alloc,
    );
    got(SOL_SOCKET, SO_MEMINFO, &shown);

    assert_failure(
        format!(
            "socket_get_option(Socket({fd}), SOL_SOCKET, 9999) fails with 92: socket_get_option(): \
             Unable to retrieve socket option [92]: Protocol not available on {fd}"
        ),
        || socket_get_option(&tcp, SOL_SOCKET, 9999),
    );
}

#[test]
fn the_short_names_report_one_event_under_their_own_name() {
    let tcp = tcp();
    let fd = tcp.as_raw_fd();
    assert_event(
        format!("socket_getopt(Socket({fd}), SOL_SOCKET, SO_ERROR) = 0 on {fd}"),
        || socket_getopt(&tcp, SOL_SOCKET, SO_ERROR),
    );
    assert_event(
        format!("socket_setopt(Socket({fd}), SOL_TCP, TCP_NODELAY, 1) = true on {fd}"),
        || socket_setopt(&tcp, SOL_TCP, TCP_NODELAY, 1),
    );
    assert_failure(
        format!(
            "socket_getopt(Socket({fd}), IPPROTO_ICMPV6, 1) fails with 95: socket_getopt(): Unable \
             to retrieve socket option [95]: Operation not supported on {fd}"
        ),
        || socket_getopt(&tcp, IPPROTO_ICMPV6, 1),
    );
}

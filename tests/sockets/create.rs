//! `socket_create` and `socket_close`; in the files beside it `socket_create_pair` and
//! `socket_create_listen`.

mod listen;
mod pair;

use std::os::fd::{AsRawFd, OwnedFd};
use std::process::{Command, Stdio};

use php_sockets::*;
use socket2::SockRef;

use crate::common::*;

/// A failed call without a socket: text, kind, and the thread's last error.
#[track_caller]
fn assert_not_created(domain: i32, r#type: i32, protocol: i32, text: &str) -> Error {
    socket_clear_error(None);
    let error = assert_error(socket_create(domain, r#type, protocol), text);
    assert_eq!(error.kind(), ErrorKind::Warning);
    assert_eq!(socket_last_error(None), error.code());
    error
}

/// A bad argument: text, kind, the argument, and no last error.
#[track_caller]
fn assert_bad(domain: i32, r#type: i32, argument: (usize, &'static str), text: &str) {
    socket_clear_error(None);
    let error = assert_error(socket_create(domain, r#type, 0), text);
    assert_eq!((error.kind(), error.code()), (ErrorKind::ValueError, 0));
    assert_eq!(error.argument(), Some(argument));
    assert_eq!(socket_last_error(None), 0);
}

const DOMAINS: &str = "socket_create(): Argument #1 ($domain) must be one of AF_UNIX, \
                       AF_PACKET, AF_INET6, or AF_INET";
const TYPES: &str = "socket_create(): Argument #2 ($type) must be one of SOCK_STREAM, SOCK_DGRAM, \
                     SOCK_SEQPACKET, SOCK_RAW, or SOCK_RDM optionally OR'ed with SOCK_CLOEXEC, \
                     SOCK_NONBLOCK";

// CR01.
#[test]
fn every_family_has_streams_and_datagrams() {
    socket_clear_error(None);

    for domain in [AF_INET, AF_INET6, AF_UNIX] {
        for r#type in [SOCK_STREAM, SOCK_DGRAM] {
            let socket = socket_create(domain, r#type, 0).unwrap();
            let kernel = SockRef::from(&socket);
            assert_eq!(i32::from(kernel.domain().unwrap()), domain);
            assert_eq!(i32::from(kernel.r#type().unwrap()), r#type);
            assert!(!kernel.nonblocking().unwrap());
            assert_eq!(socket_last_error(&socket), 0);
        }
    }
    assert_eq!(socket_last_error(None), 0);
}

#[test]
fn the_protocol_may_be_named() {
    for (r#type, protocol) in [(SOCK_STREAM, SOL_TCP), (SOCK_DGRAM, SOL_UDP)] {
        for domain in [AF_INET, AF_INET6] {
            let socket = socket_create(domain, r#type, protocol).unwrap();
            let kernel = SockRef::from(&socket).protocol().unwrap();
            assert_eq!(kernel.map(i32::from), Some(protocol));
        }
    }
}

#[test]
fn unix_sockets_can_keep_the_bounds_of_messages() {
    let socket = socket_create(AF_UNIX, SOCK_SEQPACKET, 0).unwrap();

    let r#type = socket_get_option(&socket, SOL_SOCKET, SO_TYPE).unwrap();
    assert_eq!(r#type, SOCK_SEQPACKET);
}

// CR02b.
#[test]
fn an_unknown_family_is_refused() {
    for domain in [99, 0, -1, i32::MIN, i32::MAX] {
        assert_bad(domain, SOCK_STREAM, (1, "domain"), DOMAINS);
    }
}

// CR03b.
#[test]
fn a_type_above_ten_is_refused() {
    for r#type in [11, 11 | SOCK_CLOEXEC, 11 | SOCK_NONBLOCK, 1024, i32::MAX] {
        assert_bad(AF_INET, r#type, (2, "type"), TYPES);
    }
}

#[test]
fn the_family_is_checked_before_the_type() {
    assert_bad(99, 11, (1, "domain"), DOMAINS);
}

// CR04.
#[test]
fn a_type_the_family_lacks_is_the_systems_refusal() {
    for r#type in [0, SOCK_RDM, SOCK_SEQPACKET] {
        let error = assert_not_created(
            AF_INET,
            r#type,
            0,
            "socket_create(): Unable to create socket [94]: Socket type not supported",
        );
        assert_eq!(error.code(), SOCKET_ESOCKTNOSUPPORT);
    }
}

// Ten is `SOCK_PACKET`, which is obsolete.
#[test]
fn a_type_of_ten_is_the_systems_refusal() {
    for domain in [AF_UNIX, AF_INET6] {
        assert_not_created(
            domain,
            10,
            0,
            "socket_create(): Unable to create socket [94]: Socket type not supported",
        );
    }
}

#[test]
fn a_negative_type_reaches_the_system() {
    let error = assert_not_created(
        AF_INET,
        -1,
        0,
        "socket_create(): Unable to create socket [22]: Invalid argument",
    );
    assert_eq!(error.code(), SOCKET_EINVAL);
}

// CR06, CR07.
#[test]
fn a_protocol_of_another_type_or_family_is_the_systems_refusal() {
    for (domain, r#type, protocol) in [
        (AF_INET, SOCK_STREAM, SOL_UDP),
        (AF_INET, SOCK_DGRAM, SOL_TCP),
        (AF_UNIX, SOCK_STREAM, SOL_TCP),
    ] {
        let error = assert_not_created(
            domain,
            r#type,
            protocol,
            "socket_create(): Unable to create socket [93]: Protocol not supported",
        );
        assert_eq!(error.code(), SOCKET_EPROTONOSUPPORT);
    }
}

// CR08b.
#[test]
fn a_socket_can_be_created_non_blocking() {
    let socket = socket_create(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0).unwrap();
    assert!(SockRef::from(&socket).nonblocking().unwrap());

    socket_listen(&socket, None).unwrap();
    assert_silent(&socket, socket_accept, SOCKET_EAGAIN);
}

#[test]
fn close_on_exec_may_be_asked_for_and_is_set_anyway() {
    let flags = SOCK_CLOEXEC | SOCK_NONBLOCK;
    let socket = socket_create(AF_UNIX, SOCK_DGRAM | flags, 0).unwrap();

    let r#type = socket_get_option(&socket, SOL_SOCKET, SO_TYPE).unwrap();
    assert_eq!(r#type, SOCK_DGRAM);
}

// CR10.
#[test]
fn a_raw_socket_needs_a_privilege() {
    let name = "create::a_raw_socket_needs_a_privilege";
    if !in_child_as_nobody(name) {
        return;
    }

    let error = assert_not_created(
        AF_INET,
        SOCK_RAW,
        IPPROTO_ICMP,
        "socket_create(): Unable to create socket [1]: Operation not permitted",
    );
    assert_eq!(error.code(), SOCKET_EPERM);
}

// CR11.
#[test]
fn a_process_has_no_more_sockets_than_descriptors() {
    let name = "create::a_process_has_no_more_sockets_than_descriptors";
    if !in_child(name) {
        return;
    }

    let error = without_descriptors(|| {
        assert_not_created(
            AF_INET,
            SOCK_STREAM,
            0,
            "socket_create(): Unable to create socket [24]: Too many open files",
        )
    });
    assert_eq!(error.code(), SOCKET_EMFILE);
    socket_create(AF_INET, SOCK_STREAM, 0).unwrap();
}

// CL07, CL11: unlike PHP, which can fail without a warning.
#[test]
fn a_failed_listen_says_why() {
    if !in_child("create::a_failed_listen_says_why") {
        return;
    }
    let error = without_descriptors(|| {
        listen::assert_no_listener(
            0,
            "socket_create_listen(): unable to create listening socket [24]: Too many open files",
        )
    });
    assert_eq!(error.code(), SOCKET_EMFILE);
}

// CR25.
#[test]
fn a_success_leaves_the_last_error_of_the_thread() {
    socket_create(AF_INET, 0, 0).unwrap_err();

    let socket = tcp();
    assert_eq!(socket_last_error(None), SOCKET_ESOCKTNOSUPPORT);
    assert_eq!(socket_last_error(&socket), 0);
}

/// The kernel's name of a socket: `socket:[` its number `]`.
fn inode(descriptor: i32) -> String {
    let link = std::fs::read_link(format!("/proc/self/fd/{descriptor}")).unwrap();
    link.into_os_string().into_string().unwrap()
}

// CR01, AC04b: unlike PHP, see docs/differences.md.
#[test]
fn a_program_we_start_inherits_no_socket() {
    let non_blocking = socket_create(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0).unwrap();
    let (client, accepted) = connected();
    let sockets = [tcp(), udp(), unix(), tcp6(), non_blocking, client, accepted];
    let given = pair().0;
    let known = inode(given.as_raw_fd());

    let listing = Command::new("sh")
        .args(["-c", "ls -l /proc/self/fd"])
        .stdin(Stdio::from(OwnedFd::from(given)))
        .output()
        .unwrap();
    let listing = said(&listing);

    assert!(listing.contains(&known), "{listing}");
    for socket in &sockets {
        let inode = inode(socket.as_raw_fd());
        assert!(!listing.contains(&inode), "{inode} in {listing}");
    }
}

// CO01, CO06.
#[test]
fn closing_or_dropping_ends_the_stream_of_the_peer() {
    let (one, other) = pair();
    socket_write(&one, "last", None).unwrap();
    socket_close(one);
    assert_eq!(socket_read(&other, 10, None).unwrap(), b"last");
    assert_eq!(socket_read(&other, 10, None).unwrap(), b"");

    let (one, other) = pair();
    drop(one);
    assert_eq!(socket_read(&other, 10, None).unwrap(), b"");
}

// CO04.
#[test]
fn closing_leaves_the_last_error_of_the_thread() {
    let socket = tcp();
    socket_read(&socket, 1, None).unwrap_err();

    socket_close(socket);
    assert_eq!(socket_last_error(None), SOCKET_ENOTCONN);
}

// CO17.
#[test]
fn closing_with_unread_data_resets_the_peer() {
    let (unix, tcp) = (pair(), connected());
    for (closed, peer) in [unix, tcp] {
        socket_write(&peer, "unread", None).unwrap();
        wait_readable(&closed);
        socket_close(closed);

        assert_fails(
            &peer,
            |peer| socket_read(peer, 10, None),
            "socket_read(): unable to read from socket [104]: Connection reset by peer",
        );
    }
}

//! Data is sent and received.

use std::os::fd::AsRawFd;

use php_sockets::*;
use php_sockets_test_support::sockets::*;

use crate::listener::*;

#[test]
fn socket_write_and_socket_read_show_the_data() {
    let (here, there) = pair();
    let (one, other) = (here.as_raw_fd(), there.as_raw_fd());
    assert_event(
        format!("socket_write(Socket({one}), \"test\\r\\n\") = 6 on {one}"),
        || socket_write(&here, "test\r\n", None),
    );
    assert_event(
        format!("socket_write(Socket({one}), \"next\", 2) = 2 on {one}"),
        || socket_write(&here, b"next", 2),
    );
    assert_event(
        format!("socket_read(Socket({other}), 8192, PHP_NORMAL_READ) = \"test\\r\" on {other}"),
        || socket_read(&there, 8192, PHP_NORMAL_READ),
    );
    assert_event(
        format!("socket_read(Socket({other}), 8192) = \"\\nne\" on {other}"),
        || socket_read(&there, 8192, None),
    );
    socket_close(here);
    assert_event(
        format!("socket_read(Socket({other}), 8192, PHP_BINARY_READ) = \"\" on {other}"),
        || socket_read(&there, 8192, PHP_BINARY_READ),
    );
    assert_failure(
        format!(
            "socket_write(Socket({other}), \"x\") fails with 32: socket_write(): unable to write \
             to socket [32]: Broken pipe on {other}"
        ),
        || socket_write(&there, "x", None),
    );
    assert_failure(
        format!(
            "socket_read(Socket({other}), 0) fails with 0: socket_read(): Argument #2 ($length) \
             must be greater than 0 on {other}"
        ),
        || socket_read(&there, 0, None),
    );
}

#[test]
fn socket_send_and_socket_recv_show_flags_and_what_arrived() {
    let (here, there) = pair();
    let (one, other) = (here.as_raw_fd(), there.as_raw_fd());
    assert_event(
        format!("socket_send(Socket({one}), \"hello\", 4, MSG_DONTWAIT | MSG_MORE) = 4 on {one}"),
        || socket_send(&here, "hello", 4, MSG_MORE | MSG_DONTWAIT),
    );
    let mut data = b"before".to_vec();
    assert_event(
        format!("socket_recv(Socket({other}), \"hell\", 8192, MSG_PEEK) = 4 on {other}"),
        || socket_recv(&there, &mut data, 8192, MSG_PEEK),
    );
    assert_event(
        format!("socket_recv(Socket({other}), \"h\", 1, 0) = 1 on {other}"),
        || socket_recv(&there, &mut data, 1, 0),
    );
    assert_event(
        format!("socket_recv(Socket({other}), \"ell\", 8192, 0) = 3 on {other}"),
        || socket_recv(&there, &mut data, 8192, 0),
    );
    assert_failure(
        format!(
            "socket_recv(Socket({other}), null, 8192, MSG_DONTWAIT) fails with 11: socket_recv(): \
             Unable to read from socket [11]: Resource temporarily unavailable on {other}"
        ),
        || socket_recv(&there, &mut data, 8192, MSG_DONTWAIT),
    );
    let (message, _other) = pair_of(SOCK_DGRAM);
    let fd = message.as_raw_fd();
    assert_failure(
        format!(
            "socket_send(Socket({fd}), \"x\", 1, MSG_OOB | 134217728) fails with 95: \
             socket_send(): Unable to write to socket [95]: Operation not supported on {fd}"
        ),
        || socket_send(&message, "x", 1, MSG_OOB | 1 << 27),
    );
}

#[test]
fn socket_sendto_and_socket_recvfrom_show_the_addresses() {
    let (server, client) = (bound_udp(), bound_udp());
    let (to, from) = (port(&server), port(&client));
    let (one, other) = (client.as_raw_fd(), server.as_raw_fd());
    assert_event(
        format!("socket_sendto(Socket({one}), \"hi\", 2, 0, \"127.0.0.1\", {to}) = 2 on {one}"),
        || socket_sendto(&client, "hi", 2, 0, "127.0.0.1", to),
    );
    let mut data = Vec::new();
    assert_event(
        format!(
            "socket_recvfrom(Socket({other}), \"hi\", 8192, 0, \"127.0.0.1\", {from}) = 2 on \
             {other}"
        ),
        || socket_recvfrom(&server, &mut data, 8192, 0),
    );
    assert_failure(
        format!(
            "socket_recvfrom(Socket({other}), \"hi\", 8192, MSG_DONTWAIT) fails with 11: \
             socket_recvfrom(): Unable to recvfrom [11]: Resource temporarily unavailable on \
             {other}"
        ),
        || socket_recvfrom(&server, &mut data, 8192, MSG_DONTWAIT),
    );
    assert_failure(
        format!(
            "socket_sendto(Socket({one}), \"hi\", 2, 0, \"127.0.0.1\") fails with 0: \
             socket_sendto(): Argument #6 ($port) cannot be null when the socket type is AF_INET \
             on {one}"
        ),
        || socket_sendto(&client, "hi", 2, 0, "127.0.0.1", None),
    );
}

#[test]
fn a_unix_sender_has_no_port() {
    let (here, there) = pair_of(SOCK_DGRAM);
    let fd = there.as_raw_fd();
    socket_write(&here, "x", None).unwrap();
    let mut data = Vec::new();
    assert_event(
        format!("socket_recvfrom(Socket({fd}), \"x\", 1, 0, \"\") = 1 on {fd}"),
        || socket_recvfrom(&there, &mut data, 1, 0),
    );
}

#[test]
fn socket_atmark_returns_a_bool() {
    let (client, _accepted) = connected();
    let fd = client.as_raw_fd();
    assert_event(
        format!("socket_atmark(Socket({fd})) = false on {fd}"),
        || socket_atmark(&client),
    );
    let (unix, _other) = pair_of(SOCK_DGRAM);
    let fd = unix.as_raw_fd();
    let (result, line) = event(|| socket_atmark(&unix));
    let error = result.unwrap_err();
    let expected = format!(
        "socket_atmark(Socket({fd})) fails with {}: {error} on {fd}",
        error.code()
    );
    assert_eq!(line, expected);
}

#[test]
fn a_string_stays_in_one_line_and_is_cut_if_it_is_long() {
    let (here, there) = pair();
    let fd = there.as_raw_fd();
    let shown = |data: &[u8]| {
        socket_write(&here, data, None).unwrap();
        let (read, line) = event(|| socket_read(&there, 100_000, None).unwrap());
        assert_eq!(read, data);
        let line = line.strip_prefix(&format!("socket_read(Socket({fd}), 100000) = "));
        let line = line.and_then(|line| line.strip_suffix(&format!(" on {fd}")));
        line.unwrap().to_owned()
    };
    assert_eq!(
        shown(b"\0\t\r\n\x1b\x7f\\\"$"),
        r#""\x00\t\r\n\x1b\x7f\\\"$""#
    );
    assert_eq!(shown(b"\xff\xc3("), r#""\xff\xc3(""#);
    assert_eq!(
        shown("grün\u{85}\u{2028}".as_bytes()),
        r#""grün\xc2\x85\xe2\x80\xa8""#
    );

    let hundred = "x".repeat(100);
    assert_eq!(shown(hundred.as_bytes()), format!("\"{hundred}\""));
    assert_eq!(shown(&[b'x'; 101]), "\"xxxxxxxxxxxxxxxx…\" (101 bytes)");
    // No part of a character is left at the end.
    let long = "€".repeat(50);
    assert_eq!(shown(long.as_bytes()), "\"€€€€€…\" (150 bytes)");
    assert_eq!(
        shown(&[0xff; 70_000]),
        format!("\"{}…\" (70000 bytes)", "\\xff".repeat(16))
    );
}

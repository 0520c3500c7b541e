//! Sockets are created, named, connected, converted and closed.

use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;

use php_sockets::*;
use php_sockets_test_support::files::*;
use php_sockets_test_support::sockets::*;

use crate::listener::*;

#[test]
fn socket_create_shows_the_names_of_its_numbers() {
    let create = |domain, r#type, protocol, shown: &str| {
        let (socket, line) = event(|| socket_create(domain, r#type, protocol).unwrap());
        let fd = socket.as_raw_fd();
        let expected = format!("socket_create({shown}) = Socket({fd}) on {fd}");
        assert_eq!(line, expected);
    };
    create(
        AF_INET,
        SOCK_STREAM,
        SOL_TCP,
        "AF_INET, SOCK_STREAM, SOL_TCP",
    );
    create(
        AF_INET6,
        SOCK_DGRAM,
        SOL_UDP,
        "AF_INET6, SOCK_DGRAM, SOL_UDP",
    );
    create(
        AF_UNIX,
        SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC,
        0,
        "AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0",
    );
}

#[test]
fn socket_create_shows_a_number_without_a_name_as_it_is() {
    assert_failure(
        "socket_create(77, SOCK_STREAM, 5) fails with 0: socket_create(): Argument #1 ($domain) \
         must be one of AF_UNIX, AF_PACKET, AF_INET6, or AF_INET",
        || socket_create(77, SOCK_STREAM, 5),
    );
    assert_failure(
        "socket_create(AF_INET, SOCK_STREAM, SOL_UDP) fails with 93: socket_create(): Unable to \
         create socket [93]: Protocol not supported",
        || socket_create(AF_INET, SOCK_STREAM, SOL_UDP),
    );
    assert_failure(
        "socket_create(AF_PACKET, 77, ETH_P_ALL) fails with 0: socket_create(): Argument #2 \
         ($type) must be one of SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_RAW, or SOCK_RDM \
         optionally OR'ed with SOCK_CLOEXEC, SOCK_NONBLOCK",
        || socket_create(AF_PACKET, 77, ETH_P_ALL),
    );
}

#[test]
fn socket_create_pair_shows_both() {
    let ([one, other], line) = event(|| socket_create_pair(AF_UNIX, SOCK_STREAM, 0).unwrap());
    let [one, other] = [one.as_raw_fd(), other.as_raw_fd()];
    assert_eq!(
        line,
        format!(
            "socket_create_pair(AF_UNIX, SOCK_STREAM, 0) = [Socket({one}), Socket({other})] on \
             {one}"
        )
    );
    assert_failure(
        "socket_create_pair(AF_INET, SOCK_STREAM, 0) fails with 95: socket_create_pair(): Unable \
         to create socket pair [95]: Operation not supported",
        || socket_create_pair(AF_INET, SOCK_STREAM, 0),
    );
}

#[test]
fn socket_create_listen_leaves_out_what_was_left_out() {
    for (backlog, shown) in [(None, "0"), (Some(4), "0, 4")] {
        let (socket, line) = event(|| socket_create_listen(0, backlog).unwrap());
        let fd = socket.as_raw_fd();
        let expected = format!("socket_create_listen({shown}) = Socket({fd}) on {fd}");
        assert_eq!(line, expected);
    }
    let server = socket_create_listen(0, None).unwrap();
    let port = port(&server);
    assert_failure(
        format!(
            "socket_create_listen({port}) fails with 98: socket_create_listen(): unable to bind to \
             given address [98]: Address already in use"
        ),
        || socket_create_listen(port, None),
    );
}

#[test]
fn socket_close_shows_the_socket_that_is_gone() {
    let socket = tcp();
    let fd = socket.as_raw_fd();
    let ((), line) = event(|| socket_close(socket));
    assert_eq!(line, format!("socket_close(Socket({fd})) = null on {fd}"));
}

#[test]
fn socket_bind_shows_address_and_port() {
    let bind = |socket: Socket, address: &str, port: Option<u16>, shown: &str| {
        let fd = socket.as_raw_fd();
        let expected = format!("socket_bind(Socket({fd}), {shown}) = true on {fd}");
        assert_event(expected, || socket_bind(&socket, address, port));
        socket
    };
    bind(tcp(), "127.0.0.1", None, "\"127.0.0.1\"");
    bind(
        unix(),
        "\0abstract name",
        Some(1),
        "\"\\x00abstract name\", 1",
    );
    let bound = bind(tcp(), "127.0.0.1", Some(0), "\"127.0.0.1\", 0");

    let fd = bound.as_raw_fd();
    assert_failure(
        format!(
            "socket_bind(Socket({fd}), \"127.0.0.1\", 0) fails with 22: socket_bind(): Unable to \
             bind address [22]: Invalid argument on {fd}"
        ),
        || socket_bind(&bound, std::net::Ipv4Addr::LOCALHOST, 0),
    );
}

#[test]
fn a_path_that_is_no_text_is_shown_in_one_line() {
    let folder = folder();
    let path = folder.path().join("a\"b\\c\n\u{1}ö");
    let socket = unix();
    let fd = socket.as_raw_fd();
    let shown = folder.path().display();
    let expected =
        format!("socket_bind(Socket({fd}), \"{shown}/a\\\"b\\\\c\\n\\x01ö\") = true on {fd}");
    assert_event(expected, || socket_bind(&socket, path, None));
}

#[test]
fn socket_listen_shows_the_backlog() {
    let server = bound();
    let fd = server.as_raw_fd();
    assert_event(
        format!("socket_listen(Socket({fd})) = true on {fd}"),
        || socket_listen(&server, None),
    );
    assert_event(
        format!("socket_listen(Socket({fd}), 4) = true on {fd}"),
        || socket_listen(&server, 4),
    );

    let udp = udp();
    let fd = udp.as_raw_fd();
    assert_failure(
        format!(
            "socket_listen(Socket({fd})) fails with 95: socket_listen(): unable to listen on \
             socket [95]: Operation not supported on {fd}"
        ),
        || socket_listen(&udp, None),
    );
}

#[test]
fn socket_accept_and_the_modes_report() {
    let server = listener();
    let fd = server.as_raw_fd();
    assert_event(
        format!("socket_set_nonblock(Socket({fd})) = true on {fd}"),
        || socket_set_nonblock(&server),
    );
    assert_failure(
        format!(
            "socket_accept(Socket({fd})) fails with 11: socket_accept(): unable to accept incoming \
             connection [11]: Resource temporarily unavailable on {fd}"
        ),
        || socket_accept(&server),
    );
    assert_event(
        format!("socket_set_block(Socket({fd})) = true on {fd}"),
        || socket_set_block(&server),
    );

    let client = tcp();
    socket_connect(&client, "127.0.0.1", port(&server)).unwrap();
    let (accepted, line) = event(|| socket_accept(&server).unwrap());
    let new = accepted.as_raw_fd();
    assert_eq!(
        line,
        format!("socket_accept(Socket({fd})) = Socket({new}) on {fd}")
    );
}

/// A TCP socket on a free port.
fn bound() -> Socket {
    let socket = tcp();
    socket_bind(&socket, "127.0.0.1", 0).unwrap();
    socket
}

#[test]
fn socket_connect_reports_success_and_failure() {
    let (server, client) = (listener(), tcp());
    let (fd, open) = (client.as_raw_fd(), port(&server));
    assert_event(
        format!("socket_connect(Socket({fd}), \"127.0.0.1\", {open}) = true on {fd}"),
        || socket_connect(&client, "127.0.0.1", open),
    );
    assert_failure(
        format!(
            "socket_connect(Socket({fd}), \"127.0.0.1\") fails with 0: socket_connect(): Argument \
             #3 ($port) cannot be null when the socket type is AF_INET on {fd}"
        ),
        || socket_connect(&client, "127.0.0.1", None),
    );

    let (closed, _kept) = closed_port();
    let client = tcp();
    let fd = client.as_raw_fd();
    assert_failure(
        format!(
            "socket_connect(Socket({fd}), \"127.0.0.1\", {closed}) fails with 111: \
             socket_connect(): unable to connect [111]: Connection refused on {fd}"
        ),
        || socket_connect(&client, String::from("127.0.0.1"), closed),
    );
}

#[test]
fn socket_shutdown_shows_the_name_of_its_mode() {
    let (here, _there) = pair();
    let fd = here.as_raw_fd();
    for (mode, shown) in [
        (Some(SHUT_WR), ", SHUT_WR"),
        (Some(0), ", SHUT_RD"),
        (None, ""),
    ] {
        let expected = format!("socket_shutdown(Socket({fd}){shown}) = true on {fd}");
        assert_event(expected, || socket_shutdown(&here, mode));
    }
    assert_failure(
        format!(
            "socket_shutdown(Socket({fd}), 77) fails with 0: socket_shutdown(): Argument #2 \
             ($mode) must be one of SHUT_RD, SHUT_WR or SHUT_RDWR on {fd}"
        ),
        || socket_shutdown(&here, 77),
    );
}

#[test]
fn names_are_written_into_the_arguments_as_in_php() {
    let (client, accepted) = connected();
    let (fd, near, far) = (client.as_raw_fd(), port(&client), port(&accepted));
    assert_event(
        format!("socket_getsockname(Socket({fd}), \"127.0.0.1\", {near}) = true on {fd}"),
        || socket_getsockname(&client),
    );
    assert_event(
        format!("socket_getpeername(Socket({fd}), \"127.0.0.1\", {far}) = true on {fd}"),
        || socket_getpeername(&client),
    );

    let unix = unix();
    let fd = unix.as_raw_fd();
    assert_event(
        format!("socket_getsockname(Socket({fd}), \"\") = true on {fd}"),
        || socket_getsockname(&unix),
    );
    assert_failure(
        format!(
            "socket_getpeername(Socket({fd})) fails with 107: socket_getpeername(): unable to \
             retrieve peer name [107]: Transport endpoint is not connected on {fd}"
        ),
        || socket_getpeername(&unix),
    );
}

#[test]
fn streams_of_other_libraries_are_shown_by_their_descriptor() {
    let (stream, _other) = UnixStream::pair().unwrap();
    let fd = stream.as_raw_fd();
    let socket = assert_event(
        format!("socket_import_stream(stream({fd})) = Socket({fd}) on {fd}"),
        || socket_import_stream(stream),
    );
    let (stream, line) = event(|| socket_export_stream::<UnixStream>(socket));
    let expected = format!("socket_export_stream(Socket({fd})) = stream({fd}) on {fd}");
    assert_eq!(line, expected);
    assert_eq!(stream.as_raw_fd(), fd);

    let file = std::fs::File::open("/dev/null").unwrap();
    let fd = file.as_raw_fd();
    assert_failure(
        format!(
            "socket_import_stream(stream({fd})) fails with 0: socket_import_stream(): Cannot \
             represent a stream of type STDIO as a Socket Descriptor on {fd}"
        ),
        || socket_import_stream(file),
    );
}

#[test]
fn last_errors_are_numbers_and_codes_have_names() {
    let socket = tcp();
    let fd = socket.as_raw_fd();
    socket_write(&socket, "too early", None).unwrap_err();

    let (code, line) = event(|| socket_last_error(&socket));
    assert_eq!(code, SOCKET_EPIPE);
    assert_eq!(
        line,
        format!("socket_last_error(Socket({fd})) = 32 on {fd}")
    );
    let (_, line) = event(|| socket_last_error(None));
    assert_eq!(line, "socket_last_error() = 32");
    let ((), line) = event(|| socket_clear_error(&socket));
    assert_eq!(
        line,
        format!("socket_clear_error(Socket({fd})) = null on {fd}")
    );
    let ((), line) = event(|| socket_clear_error(None));
    assert_eq!(line, "socket_clear_error() = null");
    assert_eq!(socket_last_error(None), 0);

    let strerror = |code| event(|| socket_strerror(code)).1;
    let line = strerror(SOCKET_ECONNREFUSED);
    assert_eq!(
        line,
        "socket_strerror(SOCKET_ECONNREFUSED) = \"Connection refused\""
    );
    let line = strerror(SOCKET_ENOMEDIUM);
    assert_eq!(
        line,
        "socket_strerror(SOCKET_ENOMEDIUM) = \"No medium found\""
    );
    // PHP has no name for `EDOM`.
    let line = strerror(33);
    assert_eq!(
        line,
        "socket_strerror(33) = \"Numerical argument out of domain\""
    );
    let line = strerror(-10_001);
    assert_eq!(line, "socket_strerror(-10001) = \"Unknown host\"");
}

//! `Error` and `ErrorKind`.

mod injected;
mod names;

use std::error::Error as _;
use std::io;

use php_sockets::*;

use crate::common::*;

/// One failure of each kind.
fn warning() -> Error {
    socket_read(&tcp(), 1, None).unwrap_err()
}

fn silent() -> Error {
    let socket = bound_udp();
    socket_set_nonblock(&socket).unwrap();
    socket_read(&socket, 1, None).unwrap_err()
}

fn value_error() -> Error {
    socket_create(99, SOCK_STREAM, 0).unwrap_err()
}

fn type_error() -> Error {
    socket_set_option(&tcp(), SOL_SOCKET, SO_LINGER, 1).unwrap_err()
}

/// A failed look-up; `""` needs no network.
fn look_up() -> Error {
    socket_bind(&tcp(), "", 0).unwrap_err()
}

#[test]
fn a_failure_has_a_kind_a_function_and_a_code() {
    use ErrorKind::{Silent, TypeError, ValueError, Warning};

    for (error, kind, function, code) in [
        (warning(), Warning, "socket_read", SOCKET_ENOTCONN),
        (silent(), Silent, "socket_read", SOCKET_EAGAIN),
        (look_up(), Warning, "socket_bind", -10_003),
        (value_error(), ValueError, "socket_create", 0),
        (type_error(), TypeError, "socket_set_option", 0),
    ] {
        let found = (error.kind(), error.function(), error.code());
        assert_eq!(found, (kind, Some(function), code));
    }
}

#[test]
fn only_a_bad_argument_has_an_argument() {
    for error in [warning(), silent(), look_up()] {
        assert_eq!(error.argument(), None);
    }
    assert_eq!(value_error().argument(), Some((1, "domain")));
    assert_eq!(type_error().argument(), Some((4, "value")));
    let length = socket_read(&tcp(), 0, None).unwrap_err();
    assert_eq!(length.argument(), Some((2, "length")));
}

#[test]
fn the_text_is_the_function_the_message_and_the_code() {
    for (error, text) in [
        (
            warning(),
            "socket_read(): unable to read from socket [107]: Transport endpoint is not connected",
        ),
        (
            silent(),
            "socket_read(): unable to read from socket [11]: Resource temporarily unavailable",
        ),
        (
            look_up(),
            "socket_bind(): Host lookup failed [-10003]: Unknown server error",
        ),
        (
            value_error(),
            "socket_create(): Argument #1 ($domain) must be one of AF_UNIX, AF_PACKET, \
             AF_INET6, or AF_INET",
        ),
        (
            type_error(),
            "socket_set_option(): Argument #4 ($value) must be of type array when argument #3 \
             ($option) is SO_LINGER, int given",
        ),
    ] {
        assert_eq!(error.to_string(), in_words_of_libc(text));
    }
}

#[test]
fn a_code_has_the_name_that_c_has_for_it() {
    let (port, _keeper) = closed_port();
    let refused = socket_connect(&tcp(), "127.0.0.1", port).unwrap_err();
    let unknown = socket_bind(&tcp(), "127.0.0.1 ", 0).unwrap_err();
    assert_eq!(unknown.code(), -10_000);

    for (error, name) in [
        (warning(), Some("ENOTCONN")),
        (silent(), Some("EAGAIN")),
        (refused, Some("ECONNREFUSED")),
        (look_up(), Some("NO_RECOVERY")),
        (unknown, None),
        (value_error(), None),
        (type_error(), None),
    ] {
        assert_eq!(error.name(), name, "{error}");
    }
}

#[test]
fn a_failed_look_up_has_its_own_names() {
    let name = "error::a_failed_look_up_has_its_own_names";
    // A hosts file of this test alone, and a name server that does not exist.
    let setup = "folder=$(mktemp -d)
        echo 'hosts: files dns' >$folder/switch
        printf 'nameserver 127.0.0.1\\noptions attempts:1\\n' >$folder/servers
        mount --bind $folder/switch /etc/nsswitch.conf
        mount --bind $folder/servers /etc/resolv.conf
        rm -r \"$folder\"";
    if !in_namespace(name, setup) {
        return;
    }

    let error = assert_fails(
        &tcp(),
        |socket| socket_bind(socket, "nosuch.test", 0),
        "socket_bind(): Host lookup failed [-10002]: Host name lookup failure",
    );
    assert_eq!(error.name(), Some("TRY_AGAIN"));
}

#[test]
fn waiting_and_interruption_are_asked_for_by_name() {
    assert!(silent().is_would_block());
    assert!(!silent().is_interrupted());
    for error in [warning(), look_up(), value_error(), type_error()] {
        assert!(
            !error.is_would_block() && !error.is_interrupted(),
            "{error}"
        );
    }

    // A length of 0 is silent too, but waiting would not help.
    let length = socket_read(&tcp(), 0, None).unwrap_err();
    assert_eq!((length.kind(), length.code()), (ErrorKind::Silent, 0));
    assert!(!length.is_would_block());
}

#[test]
fn a_connection_that_is_still_being_made_is_asked_for_by_name() {
    let (server, client) = (listener(), tcp());
    socket_set_nonblock(&client).unwrap();
    let started = socket_connect(&client, "127.0.0.1", port(&server)).unwrap_err();

    assert!(started.is_in_progress() && !started.is_would_block());
    for error in [warning(), silent(), look_up(), value_error(), type_error()] {
        assert!(!error.is_in_progress(), "{error}");
    }
}

#[test]
fn an_io_error_keeps_everything() {
    for error in [warning(), silent(), look_up(), value_error(), type_error()] {
        let converted = io::Error::from(error.clone());

        assert_eq!(converted.to_string(), error.to_string());
        let kept = converted.get_ref().and_then(|kept| kept.downcast_ref());
        assert_eq!(kept, Some(&error));
        let kept = converted.into_inner().unwrap().downcast::<Error>();
        assert_eq!(*kept.unwrap(), error);
    }
}

#[test]
fn an_io_error_has_the_kind_of_the_code() {
    let (port, keeper) = closed_port();
    let bind = |address: &str| socket_bind(&tcp(), address, port).unwrap_err();

    for (error, kind) in [
        (warning(), io::ErrorKind::NotConnected),
        (silent(), io::ErrorKind::WouldBlock),
        (bind("127.0.0.1"), io::ErrorKind::AddrInUse),
        (bind("192.0.2.1"), io::ErrorKind::AddrNotAvailable),
        (
            socket_connect(&tcp(), "127.0.0.1", port).unwrap_err(),
            io::ErrorKind::ConnectionRefused,
        ),
        (
            socket_connect(&unix(), "/no/socket", None).unwrap_err(),
            io::ErrorKind::NotFound,
        ),
        (value_error(), io::ErrorKind::InvalidInput),
        (type_error(), io::ErrorKind::InvalidInput),
    ] {
        assert_eq!(io::Error::from(error).kind(), kind);
    }
    drop(keeper);
}

#[test]
fn the_question_mark_hands_it_on() {
    fn to_io() -> io::Result<()> {
        Err(warning())?
    }
    fn to_box() -> std::result::Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Err(warning())?
    }
    fn to_anyhow() -> anyhow::Result<()> {
        Err(warning())?
    }
    let expected = Some(warning());

    let inner = to_io().unwrap_err().into_inner().unwrap();
    assert_eq!(inner.downcast_ref(), expected.as_ref());
    assert_eq!(to_box().unwrap_err().downcast_ref(), expected.as_ref());
    assert_eq!(to_anyhow().unwrap_err().downcast_ref(), expected.as_ref());
}

#[test]
fn an_error_is_a_value_like_any_other() {
    fn is_shared<T: Send + Sync + Clone + Eq + 'static>(_: &T) {}
    let error = warning();
    is_shared(&error);

    assert_eq!(error, error.clone());
    assert_eq!(error, warning());
    assert_ne!(error, silent());
    assert_ne!(error, socket_write(&tcp(), "x", None).unwrap_err());
    assert!(error.source().is_none());
    assert!(format!("{error:?}").contains("socket_read"));
    let here = error.clone();
    let there = std::thread::spawn(move || here.to_string());
    assert_eq!(there.join().unwrap(), error.to_string());
}

#[test]
fn an_error_outlives_its_socket_and_the_next_failure() {
    let error = warning();
    look_up();

    assert_eq!(error.code(), SOCKET_ENOTCONN);
    assert_eq!(socket_last_error(None), -10_003);
}

/// A `main` that returns an error prints it so.
#[test]
fn printed_for_debugging_it_has_php_s_words_too() {
    for error in [warning(), silent(), value_error(), type_error(), look_up()] {
        assert_eq!(format!("{error:?}"), error.to_string());
    }
}

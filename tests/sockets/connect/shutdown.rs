//! `socket_shutdown`.

use php_sockets::*;

use super::shut_down_until_gone;
use crate::common::*;

const NOT_CONNECTED: &str =
    "socket_shutdown(): Unable to shutdown socket [107]: Transport endpoint is not connected";

/// Reads, and expects the end.
#[track_caller]
fn assert_end(socket: &Socket) {
    assert_eq!(socket_read(socket, 10, None).unwrap(), b"");
}

// SD01.
#[test]
fn both_directions_end_by_default() {
    for mode in [None, Some(SHUT_RDWR)] {
        let (one, other) = pair();
        socket_set_nonblock(&other).unwrap();
        socket_clear_error(None);

        socket_shutdown(&one, mode).unwrap();

        assert_end(&one);
        assert_end(&other);
        assert_eq!((socket_last_error(&one), socket_last_error(None)), (0, 0));
    }
}

// SD11.
#[test]
fn after_the_last_word_the_answer_can_still_be_read() {
    for (one, other) in [pair(), connected()] {
        socket_write(&one, "last", None).unwrap();
        socket_shutdown(&one, SHUT_WR).unwrap();

        assert_eq!(socket_read(&other, 10, None).unwrap(), b"last");
        assert_end(&other);
        assert_eq!(socket_write(&other, "back", None).unwrap(), 4);
        assert_eq!(socket_read(&one, 10, None).unwrap(), b"back");
        assert_fails(
            &one,
            |one| socket_write(one, "more", None),
            "socket_write(): unable to write to socket [32]: Broken pipe",
        );
    }
}

#[test]
fn reading_can_end_alone() {
    let (one, other) = pair();
    socket_shutdown(&one, SHUT_RD).unwrap();

    assert_end(&one);
    socket_write(&one, "still", None).unwrap();
    assert_eq!(socket_read(&other, 10, None).unwrap(), b"still");
}

// SD02, SD07.
#[test]
fn an_ip_socket_must_be_connected() {
    for socket in [tcp(), udp()] {
        for mode in [None, Some(SHUT_RD), Some(SHUT_WR)] {
            let error = assert_fails(
                &socket,
                |socket| socket_shutdown(socket, mode),
                NOT_CONNECTED,
            );
            assert_eq!(error.code(), SOCKET_ENOTCONN);
        }
    }
}

// SD03b.
#[test]
fn there_are_three_modes() {
    let (one, other) = pair();

    for mode in [3, -1, i32::MAX, i32::MIN] {
        let error = assert_refused(
            &one,
            |one| socket_shutdown(one, mode),
            ErrorKind::ValueError,
            "socket_shutdown(): Argument #2 ($mode) must be one of SHUT_RD, SHUT_WR or SHUT_RDWR",
        );
        assert_eq!(error.argument(), Some((2, "mode")));
    }
    socket_write(&one, "alive", None).unwrap();
    assert_eq!(socket_read(&other, 10, None).unwrap(), b"alive");
}

// SD06.
#[test]
fn a_unix_socket_need_not_be_connected() {
    socket_shutdown(&unix(), None).unwrap();
}

// SD08.
#[test]
fn a_listener_stops_listening() {
    let server = listener();

    socket_shutdown(&server, SHUT_RD).unwrap();
    assert_fails(
        &server,
        |server| socket_shutdown(server, SHUT_WR),
        NOT_CONNECTED,
    );
    socket_accept(&server).unwrap_err();
}

// SD09.
#[test]
fn once_both_sides_are_done_the_connection_is_gone() {
    let (one, other) = connected();
    socket_close(other);
    assert_end(&one);
    socket_shutdown(&one, SHUT_WR).unwrap();

    let error = shut_down_until_gone(&one);
    assert_eq!(error.to_string(), in_words_of_libc(NOT_CONNECTED));
    assert_eq!(socket_last_error(&one), error.code());
}

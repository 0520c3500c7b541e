//! `socket_bind` to a path or an abstract name.

use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::ffi::OsStrExt;

use php_sockets::*;

use super::bind::bound_to;
use crate::common::*;

// BI29, BI41.
#[test]
fn a_path_becomes_a_file_that_stays() {
    let folder = folder();
    let path = folder.path().join("socket");
    let socket = unix();

    socket_bind(&socket, &path, 80).unwrap();

    let name = socket_getsockname(&socket).unwrap();
    assert_eq!((name.address(), name.port()), (path.clone().into(), None));
    socket_close(socket);
    assert!(path.exists());
}

// BI30.
#[test]
fn a_path_that_exists_is_in_use() {
    let folder = folder();
    let path = folder.path().join("socket");
    File::create(&path).unwrap();

    let error = assert_fails(
        &unix(),
        |socket| socket_bind(socket, &path, None),
        "socket_bind(): Unable to bind address [98]: Address already in use",
    );
    assert_eq!(error.code(), SOCKET_EADDRINUSE);
}

// BI31.
#[test]
fn a_path_needs_its_directory() {
    let folder = folder();

    let error = assert_fails(
        &unix(),
        |socket| socket_bind(socket, folder.path().join("none/socket"), None),
        "socket_bind(): Unable to bind address [2]: No such file or directory",
    );
    assert_eq!(error.code(), SOCKET_ENOENT);
}

// BI38.
#[test]
fn a_path_needs_a_directory_that_may_be_written_to() {
    let name = "connect::bind_unix::a_path_needs_a_directory_that_may_be_written_to";
    if !in_child_as_nobody(name) {
        return;
    }
    // Only root may write there, and it exists whatever `TMPDIR` is.
    let error = assert_fails(
        &unix(),
        |socket| socket_bind(socket, "/dev/socket", None),
        "socket_bind(): Unable to bind address [13]: Permission denied",
    );
    assert_eq!(error.code(), SOCKET_EACCES);
}

// BI32.
#[test]
fn a_path_of_107_bytes_fits() {
    let folder = folder();
    let length = folder.path().as_os_str().len();
    let path = folder.path().join("a".repeat(106 - length));
    assert_eq!(path.as_os_str().len(), 107);
    let (server, client) = (unix(), unix());

    socket_bind(&server, &path, None).unwrap();
    socket_listen(&server, None).unwrap();
    socket_connect(&client, &path, None).unwrap();

    assert_eq!(socket_getsockname(&server).unwrap().as_path(), Some(&*path));
    assert_eq!(socket_getpeername(&client).unwrap().as_path(), Some(&*path));
}

// BI33.
#[test]
fn a_unix_address_of_108_bytes_is_too_long() {
    let (path, name) = ("a".repeat(108), format!("\0{}", "a".repeat(107)));

    for address in [path, name, "a".repeat(9999)] {
        assert_refused(
            &unix(),
            |socket| socket_bind(socket, &address, None),
            ErrorKind::ValueError,
            "socket_bind(): Argument #2 ($address) must be less than 108",
        );
    }
}

#[test]
fn a_path_need_not_be_text() {
    let folder = folder();
    let path = folder.path().join(OsStr::from_bytes(b"\xff\xfe"));
    let socket = unix();

    socket_bind(&socket, &path, None).unwrap();
    assert_eq!(socket_getsockname(&socket).unwrap().as_path(), Some(&*path));
}

// MX21: unlike PHP, which reads it back as "".
#[test]
fn a_server_with_a_name_of_linuxs_choice_is_found_by_it() {
    let (server, client) = (unix(), unix());
    let name = bound_to(&server, "");
    socket_listen(&server, None).unwrap();
    assert_eq!(socket_getsockname(&server).unwrap(), name);

    socket_connect(&client, name.address(), None).unwrap();
    assert_eq!(socket_getpeername(&client).unwrap(), name);
}

// BI34.
#[test]
fn the_empty_path_lets_linux_choose_an_abstract_name() {
    let (one, other) = (bound_to(&unix(), ""), bound_to(&unix(), ""));

    for name in [&one, &other] {
        let Address::Abstract(chosen) = name else {
            panic!("{name:?}")
        };
        assert_eq!(chosen.len(), 5, "{name}");
    }
}

// BI35, BI36.
#[test]
fn an_abstract_name_is_free_when_its_socket_is_closed() {
    // In parallel tests, a program that is just being started may still hold the socket
    // when we have closed it.
    let name = "connect::bind_unix::an_abstract_name_is_free_when_its_socket_is_closed";
    if !in_child(name) {
        return;
    }
    let name = format!("\0php-sockets {} bind", std::process::id());
    let (first, second) = (unix(), unix());
    assert!(matches!(bound_to(&first, &name), Address::Abstract(_)));

    assert_fails(
        &second,
        |second| socket_bind(second, &name, None),
        "socket_bind(): Unable to bind address [98]: Address already in use",
    );
    socket_close(first);
    socket_bind(&second, &name, None).unwrap();
}

//! Causes every error of the book's page of errors.
//!
//! `cargo step errors` causes all, `cargo step errors EPIPE` one of them. Each function
//! below causes the error of its name.
//!
//! The page shows what it prints without privileges (as root `EPERM` does not occur) and
//! with at most 64 descriptors (`ulimit -n 64`).

use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use std::{env, process};

use nix::sys::signal::Signal;
use nix::unistd::alarm;
use php_sockets::*;

type Provoke = fn() -> Result<()>;

const ERRORS: [(&str, Provoke); 34] = [
    ("EADDRINUSE", eaddrinuse),
    ("EADDRNOTAVAIL", eaddrnotavail),
    ("EACCES", eacces),
    ("EPERM", eperm),
    ("ECONNREFUSED", econnrefused),
    ("ECONNRESET", econnreset),
    ("EPIPE", epipe),
    ("ETIMEDOUT", etimedout),
    ("ENETUNREACH", enetunreach),
    ("EAGAIN", eagain),
    ("EINPROGRESS", einprogress),
    ("EALREADY", ealready),
    ("EINTR", eintr),
    ("ENOTCONN", enotconn),
    ("EISCONN", eisconn),
    ("EDESTADDRREQ", edestaddrreq),
    ("EMSGSIZE", emsgsize),
    ("EINVAL", einval),
    ("EOPNOTSUPP", eopnotsupp),
    ("ENOPROTOOPT", enoprotoopt),
    ("EDOM", edom),
    ("EPROTONOSUPPORT", eprotonosupport),
    ("ESOCKTNOSUPPORT", esocktnosupport),
    ("EPROTOTYPE", eprototype),
    ("ENOENT", enoent),
    ("ENOTDIR", enotdir),
    ("ENODEV", enodev),
    ("EMFILE", emfile),
    ("ETOOMANYREFS", etoomanyrefs),
    ("ENOBUFS", enobufs),
    ("-10000", no_address),
    ("NO_RECOVERY", no_recovery),
    ("EAI_NONAME", eai_noname),
    ("EAI_SERVICE", eai_service),
];

const HELP: &str = "\
Provokes the errors of the book's page of errors: all of them, or the one that is named.

  errors [NAME]  such as EPIPE
  --help         show this";

fn main() {
    let wanted = env::args().nth(1);
    if matches!(wanted.as_deref(), Some("--help" | "-h")) {
        println!("{HELP}");
        return;
    }
    if let Some(unknown) = wanted.as_deref().filter(|wanted| !is_known(wanted)) {
        eprintln!("{unknown}: no such error here; without a name, all are shown");
        process::exit(1);
    }
    for (name, provoke) in ERRORS {
        if wanted.as_deref().is_some_and(|wanted| wanted != name) {
            continue;
        }
        match provoke() {
            Ok(()) => println!("{name}: it did not occur"),
            Err(error) => println!("{name}: {error}"),
        }
    }
}

fn is_known(wanted: &str) -> bool {
    ERRORS.iter().any(|(name, _)| *name == wanted)
}

fn tcp() -> Result<Socket> {
    socket_create(AF_INET, SOCK_STREAM, SOL_TCP)
}

fn udp() -> Result<Socket> {
    socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)
}

fn bound() -> Result<(Socket, Option<u16>)> {
    let socket = tcp()?;
    socket_bind(&socket, "127.0.0.1", 0)?;
    let port = socket_getsockname(&socket)?.port();
    Ok((socket, port))
}

fn connected() -> Result<(Socket, Socket)> {
    let (server, port) = bound()?;
    socket_listen(&server, 4)?;
    let client = tcp()?;
    socket_connect(&client, "127.0.0.1", port)?;
    Ok((client, socket_accept(&server)?))
}

/// A server with room for one connection, which is taken.
fn full() -> Result<(Socket, Socket, Option<u16>)> {
    let (server, port) = bound()?;
    socket_listen(&server, 0)?;
    let client = tcp()?;
    socket_connect(&client, "127.0.0.1", port)?;
    socket_select(&mut vec![&server], None, None, 5, None)?;
    Ok((server, client, port))
}

fn eaddrinuse() -> Result<()> {
    let (_first, port) = bound()?;
    let second = tcp()?;
    socket_bind(&second, "127.0.0.1", port)
}

fn eaddrnotavail() -> Result<()> {
    // An address that no machine has: it is reserved for examples.
    socket_bind(&tcp()?, "192.0.2.1", 8001)
}

fn eacces() -> Result<()> {
    let socket = udp()?; // without SO_BROADCAST
    socket_sendto(&socket, "to all", 6, 0, "127.255.255.255", 8001).map(drop)
}

fn eperm() -> Result<()> {
    socket_create(AF_INET, SOCK_RAW, 1).map(drop)
}

fn econnrefused() -> Result<()> {
    let (_nobody_listens, port) = bound()?;
    socket_connect(&tcp()?, "127.0.0.1", port)
}

fn econnreset() -> Result<()> {
    let (client, server) = connected()?;
    socket_write(&client, "two", None)?;
    socket_read(&server, 1, None)?;
    socket_close(server); // two bytes were not read
    socket_read(&client, 8192, None).map(drop)
}

fn epipe() -> Result<()> {
    let (client, server) = connected()?;
    socket_write(&client, "two", None)?;
    socket_read(&server, 1, None)?;
    socket_close(server);
    let _reset = socket_read(&client, 8192, None);
    socket_write(&client, "more", None).map(drop)
}

fn etimedout() -> Result<()> {
    const TCP_USER_TIMEOUT: i32 = 18; // PHP has no name for it
    let (_server, _queued, port) = full()?;
    let client = tcp()?;
    // In milliseconds; without it the kernel tries for two minutes.
    socket_set_option(&client, SOL_TCP, TCP_USER_TIMEOUT, 1)?;
    socket_connect(&client, "127.0.0.1", port)
}

fn enetunreach() -> Result<()> {
    // TCP cannot connect to a group.
    socket_connect(&tcp()?, "224.0.0.1", 8001)
}

fn eagain() -> Result<()> {
    let (client, _server) = connected()?;
    socket_set_nonblock(&client)?;
    socket_read(&client, 8192, None).map(drop)
}

fn einprogress() -> Result<()> {
    let (_server, _queued, port) = full()?;
    let client = tcp()?;
    socket_set_nonblock(&client)?;
    socket_connect(&client, "127.0.0.1", port)
}

fn ealready() -> Result<()> {
    let (_server, _queued, port) = full()?;
    let client = tcp()?;
    socket_set_nonblock(&client)?;
    let _in_progress = socket_connect(&client, "127.0.0.1", port);
    socket_connect(&client, "127.0.0.1", port)
}

fn eintr() -> Result<()> {
    let (client, _server) = connected()?;
    // With a time-out a signal ends the wait, however its handler is set up.
    socket_set_option(&client, SOL_SOCKET, SO_RCVTIMEO, Duration::from_secs(9))?;
    let seen = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(Signal::SIGALRM as i32, seen).expect("a signal");
    alarm::set(1);
    socket_read(&client, 8192, None).map(drop)
}

fn enotconn() -> Result<()> {
    socket_read(&tcp()?, 8192, None).map(drop)
}

fn eisconn() -> Result<()> {
    let (client, _server) = connected()?;
    socket_connect(&client, "127.0.0.1", 8001)
}

fn edestaddrreq() -> Result<()> {
    socket_write(&udp()?, "to whom?", None).map(drop)
}

fn emsgsize() -> Result<()> {
    let data = "x".repeat(65_508); // one byte too many
    socket_sendto(&udp()?, data, 65_508, 0, "127.0.0.1", 8001).map(drop)
}

fn einval() -> Result<()> {
    let (socket, _port) = bound()?;
    socket_bind(&socket, "127.0.0.1", 0) // again
}

fn eopnotsupp() -> Result<()> {
    socket_listen(&udp()?, 4)
}

fn enoprotoopt() -> Result<()> {
    socket_get_option(&tcp()?, SOL_SOCKET, 9999).map(drop)
}

fn edom() -> Result<()> {
    let timeout = Timeout {
        sec: 0,
        usec: 1_000_000, // a second has 999999 at most
    };
    socket_set_option(&tcp()?, SOL_SOCKET, SO_RCVTIMEO, timeout)
}

fn eprotonosupport() -> Result<()> {
    socket_create(AF_INET, SOCK_STREAM, SOL_UDP).map(drop)
}

fn esocktnosupport() -> Result<()> {
    socket_create(AF_INET, SOCK_RDM, 0).map(drop)
}

fn eprototype() -> Result<()> {
    let path = env::temp_dir().join(format!("errors-{}", process::id()));
    let server = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    socket_bind(&server, &path, None)?;
    let client = socket_create(AF_UNIX, SOCK_DGRAM, 0)?;
    let connected = socket_connect(&client, &path, None);
    let _ = std::fs::remove_file(path);
    connected
}

fn enoent() -> Result<()> {
    let client = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    socket_connect(&client, "/tmp/nobody/made/this", None)
}

fn enotdir() -> Result<()> {
    let server = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
    socket_bind(&server, "/dev/null/socket", None)
}

fn enodev() -> Result<()> {
    socket_set_option(&udp()?, SOL_SOCKET, SO_BINDTODEVICE, "nosuch0")
}

fn emfile() -> Result<()> {
    let mut sockets = Vec::new();
    while sockets.len() < 2000 {
        sockets.push(tcp()?);
    }
    Ok(())
}

fn etoomanyrefs() -> Result<()> {
    let [here, _there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
    let input = std::io::stdin();
    let message = Message {
        iov: vec![b"x".into()],
        control: vec![Control::Lent(vec![input.as_fd(); 250])],
        ..Message::default()
    };
    for _ in 0..100 {
        socket_sendmsg(&here, &message, None)?; // nobody takes them out
    }
    Ok(())
}

fn enobufs() -> Result<()> {
    let socket = udp()?;
    for last in 1..=100 {
        let request = GroupRequest {
            group: format!("239.255.0.{last}").as_str().into(),
            interface: 1.into(), // lo
        };
        socket_set_option(&socket, IPPROTO_IP, MCAST_JOIN_GROUP, request)?;
    }
    Ok(())
}

fn no_address() -> Result<()> {
    socket_connect(&tcp()?, "::1", 8001) // an IPv6 address, an IPv4 socket
}

fn no_recovery() -> Result<()> {
    socket_connect(&tcp()?, "", 8001)
}

fn eai_noname() -> Result<()> {
    let hints = Hints {
        ai_flags: AI_NUMERICHOST,
        ..Hints::default()
    };
    socket_addrinfo_lookup("localhost", "80", hints).map(drop)
}

fn eai_service() -> Result<()> {
    socket_addrinfo_lookup("127.0.0.1", "no such service", None).map(drop)
}

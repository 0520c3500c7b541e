//! Every function, in steps that succeed; and that end with an error, never with a
//! panic, where the system has no descriptor left.

use std::fs::File;
use std::net::UdpSocket;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use anyhow::Result;
use php_sockets::*;

use crate::common::{folder, wait_readable};

pub(super) type Step = fn() -> Result<()>;

pub(super) const STEPS: [(&str, Step); 12] = [
    ("a connection", connection),
    ("urgent data", urgent),
    ("a unix server", unix_server),
    ("pairs", pairs),
    ("datagrams", datagrams),
    ("descriptors that are taken", taken),
    ("descriptors that nobody takes", not_taken),
    ("options", options),
    ("groups", groups),
    ("look-ups", look_ups),
    ("streams", streams),
    ("last errors", last_errors),
];

fn port(socket: &Socket) -> Result<u16> {
    Ok(socket_getsockname(socket)?.port().unwrap_or(0))
}

fn connection() -> Result<()> {
    let server = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_bind(&server, "127.0.0.1", 0)?;
    socket_listen(&server, 4)?;
    let client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&client, "localhost", port(&server)?)?;
    let accepted = socket_accept(&server)?;
    socket_getpeername(&accepted)?;

    socket_write(&client, "line\nmore", None)?;
    socket_read(&accepted, 10, PHP_NORMAL_READ)?;
    socket_read(&accepted, 10, None)?;
    socket_shutdown(&client, SHUT_WR)?;
    socket_read(&accepted, 10, None)?;
    socket_close(accepted);
    Ok(())
}

fn urgent() -> Result<()> {
    let server = socket_create_listen(0, None)?;
    let client = socket_create(AF_INET, SOCK_STREAM, 0)?;
    socket_connect(&client, "127.0.0.1", port(&server)?)?;
    let accepted = socket_accept(&server)?;

    socket_send(&client, "ab!", 3, MSG_OOB)?;
    wait_readable(&accepted);
    socket_recv(&accepted, &mut Vec::new(), 10, MSG_PEEK)?;
    socket_atmark(&accepted)?;
    // Data that nobody reads is not in the way.
    Ok(())
}

fn unix_server() -> Result<()> {
    let server = socket_create(AF_UNIX, SOCK_SEQPACKET, 0)?;
    socket_bind(&server, "", None)?; // a name of the kernel's choice
    socket_listen(&server, None)?;
    let client = socket_create(AF_UNIX, SOCK_SEQPACKET, 0)?;
    let name = socket_getsockname(&server)?;
    socket_connect(&client, name.address(), None)?;
    // A connection that nobody accepts.
    Ok(())
}

fn pairs() -> Result<()> {
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
    socket_set_nonblock(&here)?;
    socket_set_block(&here)?;
    socket_write(&there, "x", None)?;

    let (mut read, mut write) = (vec![&here, &there], vec![&here]);
    socket_select(&mut read, &mut write, None, 5, None)?;
    socket_select(&mut vec![&there], None, None, 0, None)?;
    Ok(())
}

fn datagrams() -> Result<()> {
    let here = socket_create(AF_INET, SOCK_DGRAM, 0)?;
    socket_bind(&here, "127.0.0.1", 0)?;
    let there = socket_create(AF_INET, SOCK_DGRAM, 0)?;
    socket_sendto(&there, "hi", 2, 0, "localhost", port(&here)?)?;
    let mut data = Vec::new();
    let (_, sender) = socket_recvfrom(&here, &mut data, 10, 0)?;
    socket_sendto(&here, "hi", 2, 0, sender.address(), sender.port())?;

    let folder = folder();
    let path = folder.path().join("socket");
    let here = socket_create(AF_UNIX, SOCK_DGRAM, 0)?;
    socket_bind(&here, &path, None)?;
    let there = socket_create(AF_UNIX, SOCK_DGRAM, 0)?;
    socket_sendto(&there, "hi", 2, 0, &path, None)?;
    socket_recvfrom(&here, &mut data, 10, 0)?;
    Ok(())
}

/// Sends descriptors: one that is given away and two that are lent.
fn send_descriptors(to: &Socket) -> Result<()> {
    let (given, lent) = (File::open("/dev/null")?, File::open("/dev/null")?);
    let message = Message {
        iov: vec![b"take these".into()],
        control: vec![
            Control::Rights(vec![given.into()]),
            Control::Lent(vec![lent.as_fd(), lent.as_fd()]),
        ],
        ..Message::default()
    };
    socket_sendmsg(to, &message, None)?;
    Ok(())
}

fn taken() -> Result<()> {
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_DGRAM, 0)?;
    let controllen = 100;
    let mut message = Message {
        controllen,
        ..Message::default()
    };
    // The second takes the place of the first. To peek makes descriptors too.
    for flags in [0, MSG_PEEK, 0] {
        send_descriptors(&there)?;
        socket_recvmsg(&here, &mut message, flags)?;
        anyhow::ensure!(flags != 0 || message.flags & MSG_CTRUNC == 0);
    }

    // They are in one control message that has too little room.
    for descriptors in [0, 1, 2] {
        send_descriptors(&there)?;
        message.controllen = socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, descriptors)?;
        socket_recvmsg(&here, &mut message, None)?;
    }
    Ok(())
}

fn not_taken() -> Result<()> {
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
    send_descriptors(&there)?;
    socket_read(&here, 100, None)?;
    send_descriptors(&there)?;
    socket_recvfrom(&here, &mut Vec::new(), 100, 0)?;
    send_descriptors(&there)?;
    socket_read(&here, 4, PHP_NORMAL_READ)?;
    // One on its way, with a socket that is on its own way.
    let on_its_way = Message {
        control: vec![Control::Rights(vec![there.into()])],
        iov: vec![b"x".into()],
        ..Message::default()
    };
    let [one, _other] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
    socket_sendmsg(&one, &on_its_way, None)?;
    Ok(())
}

fn options() -> Result<()> {
    for domain in [AF_INET, AF_INET6, AF_UNIX] {
        let socket = socket_create(domain, SOCK_STREAM, 0)?;
        let timeout = Duration::from_secs(1);
        socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, timeout)?;
        socket_get_option(&socket, SOL_SOCKET, SO_RCVTIMEO)?;
        socket_setopt(&socket, SOL_SOCKET, SO_LINGER, Linger::default())?;
        socket_getopt(&socket, SOL_SOCKET, SO_MEMINFO)?;
    }
    Ok(())
}

/// Names of interfaces and their addresses are asked of the kernel by a socket.
fn groups() -> Result<()> {
    let socket = socket_create(AF_INET, SOCK_DGRAM, 0)?;
    socket_set_option(&socket, IPPROTO_IP, IP_MULTICAST_IF, "lo")?;
    socket_get_option(&socket, IPPROTO_IP, IP_MULTICAST_IF)?;
    let group = GroupRequest {
        group: "224.0.0.23".into(),
        interface: "lo".into(),
    };
    socket_set_option(&socket, IPPROTO_IP, MCAST_JOIN_GROUP, group)?;
    Ok(())
}

fn look_ups() -> Result<()> {
    let hints = Hints {
        ai_family: AF_INET,
        ai_socktype: SOCK_STREAM,
        ..Hints::default()
    };
    for info in socket_addrinfo_lookup("localhost", "0", hints)? {
        let server = socket_addrinfo_bind(&info)?;
        socket_listen(&server, 1)?;

        let port = port(&server)?.to_string();
        let here = socket_addrinfo_explain(&info).ai_addr.address();
        let here = here.to_string_lossy();
        for info in socket_addrinfo_lookup(&*here, port.as_str(), hints)? {
            socket_addrinfo_connect(&info)?;
        }
    }
    Ok(())
}

fn streams() -> Result<()> {
    socket_import_stream(UdpSocket::bind("127.0.0.1:0")?)?;
    let (one, other) = UnixStream::pair()?;
    let (one, other) = (socket_import_stream(one)?, socket_import_stream(other)?);
    drop(socket_export_stream::<UnixStream>(one));
    drop(socket_export_stream::<OwnedFd>(other));
    Ok(())
}

fn last_errors() -> Result<()> {
    let socket = socket_create(AF_INET, SOCK_STREAM, 0)?;
    let code = socket_last_error(&socket);
    let _ = socket_strerror(code);
    socket_clear_error(&socket);
    Ok(())
}

//! Every function that can fail, with what it refuses, and what fails in the system.

use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};

use php_sockets::*;

use crate::common::*;

/// What all these calls returned.
pub(super) fn all() -> Vec<Result<()>> {
    let mut results = Vec::new();
    results.extend(creating());
    results.extend(binding());
    results.extend(connecting());
    results.extend(transferring());
    results.extend(sending_messages());
    results.extend(receiving_messages());
    results.extend(options());
    results.extend(waiting());
    results.extend(look_ups());
    results
}

fn creating() -> Vec<Result<()>> {
    vec![
        socket_create(99, SOCK_STREAM, 0).map(drop),
        socket_create(AF_INET, 99, 0).map(drop),
        socket_create(AF_INET, SOCK_STREAM, SOL_UDP).map(drop),
        socket_create_pair(99, SOCK_STREAM, 0).map(drop),
        socket_create_pair(AF_UNIX, 99, 0).map(drop),
        // Both sockets are made before the kernel sees that they cannot be a pair.
        socket_create_pair(AF_INET, SOCK_STREAM, 0).map(drop),
        socket_create_listen(port(&listener()), None).map(drop),
        socket_import_stream(File::open("/dev/null").unwrap()).map(drop),
    ]
}

fn binding() -> Vec<Result<()>> {
    let (folder, bound) = (folder(), bound_udp());
    let path = folder.path().join("socket");
    File::create(&path).unwrap();
    vec![
        socket_bind(&tcp(), "192.0.2.1", 0),
        socket_bind(&tcp(), "127.0.0.1 ", 0),
        socket_bind(&tcp6(), "\0", 0),
        socket_bind(&bound, "127.0.0.1", 0),
        socket_bind(&unix(), "/no/folder/socket", 0),
        socket_bind(&unix(), &path, 0),
        socket_bind(&unix(), "x".repeat(108), 0),
        socket_listen(&udp(), None),
        socket_listen(&unix(), None),
    ]
}

fn connecting() -> Vec<Result<()>> {
    let (socket, silent, file) = (tcp(), listener(), no_socket());
    socket_set_nonblock(&silent).unwrap();
    vec![
        socket_accept(&socket).map(drop),
        socket_accept(&udp()).map(drop),
        socket_accept(&silent).map(drop),
        socket_connect(&socket, "127.0.0.1", None),
        socket_connect(&unix(), "/no/socket", None),
        socket_connect(&tcp(), "127.0.0.1", closed_port().0),
        socket_shutdown(&socket, None),
        socket_shutdown(&socket, 3),
        socket_getpeername(&socket).map(drop),
        socket_getsockname(&file).map(drop),
    ]
}

/// A descriptor that is none of a socket.
fn no_socket() -> Socket {
    Socket::from(OwnedFd::from(File::open("/dev/null").unwrap()))
}

fn transferring() -> Vec<Result<()>> {
    let (socket, udp, mut data) = (tcp(), udp(), Vec::new());
    let (one, other) = pair();
    socket_close(other);
    let (broken, peer) = connected();
    reset(peer, &broken);
    vec![
        socket_read(&broken, 10, None).map(drop),
        socket_read(&socket, 10, None).map(drop),
        socket_read(&socket, 10, PHP_NORMAL_READ).map(drop),
        socket_read(&socket, 0, None).map(drop),
        socket_write(&one, "x", None).map(drop),
        socket_recv(&socket, &mut data, 10, 0).map(drop),
        socket_recv(&socket, &mut data, 0, 0).map(drop),
        socket_recv(&udp, &mut data, 10, MSG_DONTWAIT).map(drop),
        socket_recvfrom(&udp, &mut data, 10, MSG_DONTWAIT).map(drop),
        socket_recvfrom(&udp, &mut data, 0, 0).map(drop),
        socket_recvfrom(&no_socket(), &mut data, 10, 0).map(drop),
        socket_send(&one, "x", 1, 0).map(drop),
        socket_send(&udp, "x", 1, 0).map(drop),
        socket_sendto(&udp, "x", 1, 0, "127.0.0.1", None).map(drop),
        socket_sendto(&udp, "x", 1, 0, "127.0.0.1", 0).map(drop),
        socket_sendto(&udp, "x", 1, 0, "127.0.0.1 ", 9).map(drop),
        socket_sendto(&unix_datagram(), "x", 1, 0, "/no/socket", None).map(drop),
        socket_atmark(&udp).map(drop),
    ]
}

fn sending_messages() -> Vec<Result<()>> {
    let file = File::open("/dev/null").unwrap();
    let send = |to: &Socket, name, control| {
        let iov = vec![b"x".into()];
        let message = Message {
            name,
            iov,
            control,
            ..Message::default()
        };
        socket_sendmsg(to, &message, None).map(drop)
    };
    let given = || Control::Rights(vec![file.try_clone().unwrap().into()]);
    let lent = |number| Control::Lent(vec![file.as_fd(); number]);
    let raw = |r#type| Control::Raw {
        level: SOL_SOCKET,
        r#type,
        data: vec![0; 4],
    };
    let (one, other) = pair();
    let name = socket_getsockname(&bound_udp()).ok();
    vec![
        send(&one, name.clone(), vec![given()]), // a name of another family
        send(&one, None, vec![lent(0)]),
        send(&one, None, vec![given(), lent(254)]),
        send(&one, None, vec![given(), raw(99)]),
        send(&one, None, vec![given(), raw(SCM_RIGHTS)]),
        // An internet socket passes no descriptors.
        send(&tcp(), None, vec![given()]),
        send(&unix(), None, vec![given(), lent(1)]),
        {
            socket_close(other);
            send(&one, None, vec![given(), lent(1)])
        },
    ]
}

fn receiving_messages() -> Vec<Result<()>> {
    let receive = |from: &Socket, controllen, buffer_size| {
        let mut message = Message {
            // What was received before.
            control: vec![Control::Rights(vec![no_socket().into()])],
            controllen,
            buffer_size,
            ..Message::default()
        };
        socket_recvmsg(from, &mut message, MSG_DONTWAIT).map(drop)
    };
    let (one, _other) = pair();
    vec![
        receive(&one, 0, 10),
        receive(&one, 100, usize::MAX),
        receive(&one, 100, 10),
        receive(&tcp(), 100, 10),
        receive(&no_socket(), 100, 10),
        socket_cmsg_space(SOL_SOCKET, 99, None).map(drop),
        socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, usize::MAX).map(drop),
    ]
}

fn options() -> Vec<Result<()>> {
    let (tcp, udp) = (tcp(), udp());
    let join = |socket: &Socket, group: &str, interface: &str| {
        let request = GroupRequest {
            group: group.into(),
            interface: interface.into(),
        };
        socket_set_option(socket, IPPROTO_IP, MCAST_JOIN_GROUP, request)
    };
    vec![
        socket_get_option(&tcp, SOL_SOCKET, 9999).map(drop),
        socket_getopt(&tcp, 9999, 1).map(drop),
        socket_set_option(&tcp, SOL_SOCKET, 9999, 1),
        socket_set_option(&tcp, SOL_SOCKET, SO_LINGER, 1),
        socket_setopt(&tcp, SOL_SOCKET, SO_BINDTODEVICE, "nosuch0"),
        socket_set_option(&tcp, SOL_TCP, TCP_CONGESTION, "nosuch"),
        socket_set_option(&tcp, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, 1),
        socket_set_option(&tcp, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, true),
        socket_set_option(&tcp, SOL_TCP, SO_ATTACH_REUSEPORT_CBPF, 1),
        socket_set_option(&tcp, SOL_TCP, TCP_USER_TIMEOUT, -1),
        socket_set_option(&udp, SOL_UDP, UDP_SEGMENT, 65536),
        socket_set_option(&udp, IPPROTO_IP, MCAST_JOIN_GROUP, 1),
        socket_set_option(&udp, IPPROTO_IP, IP_MULTICAST_TTL, 256),
        // A socket asks for interfaces, and is closed.
        socket_set_option(&udp, IPPROTO_IP, IP_MULTICAST_IF, "nosuch0"),
        socket_set_option(&udp, IPPROTO_IP, IP_MULTICAST_IF, 999),
        join(&udp, "224.0.0.23", "nosuch0"),
        join(&udp, "127.0.0.1", "lo"),
        join(&udp, "127.0.0.1 ", "lo"),
        join(&unix(), "224.0.0.23", "lo"),
    ]
}

fn waiting() -> Vec<Result<()>> {
    let (path, socket) = (Socket::from(path_only()), udp());
    vec![
        socket_set_nonblock(&path),
        socket_select(None, None, None, 0, None).map(drop),
        socket_select(&mut vec![&socket], None, None, -1, None).map(drop),
    ]
}

fn look_ups() -> Vec<Result<()>> {
    let hints = |ai_socktype, ai_flags| Hints {
        ai_socktype,
        ai_flags,
        ai_family: AF_INET,
        ..Hints::default()
    };
    let stream = hints(SOCK_STREAM, 0);
    let found = |port: u16| {
        let port = port.to_string();
        let found = socket_addrinfo_lookup("127.0.0.1", port.as_str(), stream);
        found.unwrap().remove(0)
    };
    let (taken, closed) = (listener(), closed_port());
    vec![
        socket_addrinfo_lookup("127.0.0.1", "nosuchservice", stream).map(drop),
        socket_addrinfo_lookup("127.0.0.1", None, hints(99, 0)).map(drop),
        socket_addrinfo_lookup("127.0.0.1", None, hints(-1, 0)).map(drop),
        socket_addrinfo_lookup("name", None, hints(0, AI_NUMERICHOST)).map(drop),
        socket_addrinfo_lookup("::1", None, stream).map(drop),
        socket_addrinfo_lookup("127.0.0.1\0", None, None).map(drop),
        socket_addrinfo_bind(&found(port(&taken))).map(drop),
        socket_addrinfo_connect(&found(closed.0)).map(drop),
    ]
}

//! All functions, each with odd arguments.

use php_sockets::*;

use super::values::{address, bytes, flags, length, number, number_or_none, option, port, value};
use super::{Program, watch};
use crate::scene::{listener, port as port_of, tcp};

/// A call, and its name.
type Call = (&'static str, fn(&mut Program));

/// The kinds of calls; those that make sockets more than once.
pub(super) const CALLS: &[Call] = &[
    ("socket_create", create),
    ("socket_create", create),
    ("socket_create", create),
    ("socket_create_pair", create_pair),
    ("socket_create_pair", create_pair),
    ("socket_create_pair", create_pair),
    ("socket_create_listen", create_listen),
    ("a TCP connection", connection),
    ("a TCP connection", connection),
    ("socket_bind", bind),
    ("socket_bind", bind),
    ("socket_listen", |program| {
        let backlog = number_or_none(&mut program.random);
        with(program, |socket| drop(socket_listen(socket, backlog)));
    }),
    ("socket_accept", |program| {
        let accepted = with(program, |socket| socket_accept(socket).ok());
        program.sockets.extend(accepted.flatten());
    }),
    ("socket_connect", connect),
    ("socket_connect", connect),
    ("socket_shutdown", |program| {
        let mode = number_or_none(&mut program.random);
        with(program, |socket| drop(socket_shutdown(socket, mode)));
    }),
    ("socket_getsockname", |program| {
        with(program, |socket| {
            drop(socket_getsockname(socket).map(|name| name.to_string()))
        });
    }),
    ("socket_getpeername", |program| {
        with(program, |socket| {
            drop(socket_getpeername(socket).map(|name| name.address()))
        });
    }),
    ("socket_read", read),
    ("socket_read", read),
    ("socket_write", |program| {
        let random = &mut program.random;
        let (data, length) = (bytes(random), length(random));
        let length = random.bool().then_some(length);
        with(program, |socket| drop(socket_write(socket, data, length)));
    }),
    ("socket_send", |program| {
        let random = &mut program.random;
        let (data, length, flags) = (bytes(random), length(random), flags(random));
        with(program, |socket| {
            drop(socket_send(socket, data, length, flags))
        });
    }),
    ("socket_sendto", sendto),
    ("socket_recv", |program| {
        let random = &mut program.random;
        let (mut data, length, flags) = (bytes(random), length(random), flags(random));
        with(program, |socket| {
            drop(socket_recv(socket, &mut data, length, flags))
        });
    }),
    ("socket_recvfrom", |program| {
        let random = &mut program.random;
        let (mut data, length, flags) = (bytes(random), length(random), flags(random));
        with(program, |socket| {
            drop(socket_recvfrom(socket, &mut data, length, flags))
        });
    }),
    ("socket_atmark", |program| {
        with(program, |socket| drop(socket_atmark(socket)));
    }),
    ("socket_sendmsg", sendmsg),
    ("socket_sendmsg", sendmsg),
    ("socket_recvmsg", recvmsg),
    ("socket_recvmsg", recvmsg),
    ("socket_cmsg_space", |program| {
        let random = &mut program.random;
        let (level, r#type) = (number(random), number(random));
        let _ = socket_cmsg_space(level, r#type, length(random));
    }),
    ("socket_select", select),
    ("socket_select", select),
    ("Context::new", watch::create),
    ("Context::add", watch::add),
    ("Context::add", watch::add),
    ("Context::wait", watch::wait),
    ("Context::wait", watch::wait),
    ("Watcher::modify", watch::modify),
    ("Watcher::remove", watch::remove),
    ("socket_set_block", |program| {
        with(program, |socket| drop(socket_set_block(socket)));
    }),
    ("socket_set_nonblock", |program| {
        with(program, |socket| drop(socket_set_nonblock(socket)));
    }),
    ("socket_set_nonblock", |program| {
        with(program, |socket| drop(socket_set_nonblock(socket)));
    }),
    ("socket_set_option", |program| {
        let (level, option) = option(&mut program.random);
        let value = value(program);
        with(program, |socket| {
            drop(socket_set_option(socket, level, option, value))
        });
    }),
    ("socket_setopt", |program| {
        let (level, option) = option(&mut program.random);
        let value = value(program);
        with(program, |socket| {
            drop(socket_setopt(socket, level, option, value))
        });
    }),
    ("socket_get_option", |program| {
        let (level, option) = option(&mut program.random);
        with(program, |socket| {
            drop(socket_get_option(socket, level, option))
        });
    }),
    ("socket_getopt", |program| {
        let (level, option) = option(&mut program.random);
        with(program, |socket| drop(socket_getopt(socket, level, option)));
    }),
    ("socket_addrinfo_lookup", lookup),
    ("socket_import_stream", |program| {
        let kept = with(program, |socket| {
            std::os::fd::AsFd::as_fd(socket).try_clone_to_owned()
        });
        if let Some(Ok(kept)) = kept {
            program.sockets.extend(socket_import_stream(kept));
        }
    }),
    ("socket_export_stream", |program| {
        if let Some(socket) = program.sockets.pop() {
            let stream: std::net::TcpStream = socket_export_stream(socket);
            program.sockets.push(stream.into());
        }
    }),
    ("socket_last_error", |program| {
        with(program, |socket| {
            let _ = socket_strerror(socket_last_error(socket));
            socket_clear_error(socket);
        });
    }),
    ("socket_strerror", |program| {
        let _ = socket_strerror(number(&mut program.random));
        let _ = socket_strerror(socket_last_error(None));
        socket_clear_error(None);
    }),
    ("socket_close", |program| {
        if let Some(socket) = program.sockets.pop() {
            socket_close(socket);
        }
    }),
];

/// Calls something with one of the sockets, if there is one.
fn with<T>(program: &mut Program, call: impl FnOnce(&Socket) -> T) -> Option<T> {
    let count = program.sockets.len();
    let place = (count > 0).then(|| program.random.usize(..count))?;
    Some(call(&program.sockets[place]))
}

fn create(program: &mut Program) {
    let random = &mut program.random;
    let odd = random.u8(..8) == 0;
    let domain = match odd {
        true => number(random),
        false => [AF_UNIX, AF_INET, AF_INET6][random.usize(..3)],
    };
    let r#type = [SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_RAW][random.usize(..4)];
    let wait = if random.u8(..5) == 0 {
        0
    } else {
        SOCK_NONBLOCK
    };
    let protocol = if random.bool() { 0 } else { number(random) };
    program
        .sockets
        .extend(socket_create(domain, r#type | wait, protocol));
}

fn create_pair(program: &mut Program) {
    let random = &mut program.random;
    let r#type = [SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET][random.usize(..3)];
    let domain = if random.u8(..9) == 0 {
        number(random)
    } else {
        AF_UNIX
    };
    let made = socket_create_pair(domain, r#type | SOCK_NONBLOCK, 0);
    program.sockets.extend(made.into_iter().flatten());
}

fn create_listen(program: &mut Program) {
    let backlog = number_or_none(&mut program.random);
    if let Ok(socket) = socket_create_listen(0, backlog) {
        let _ = socket_set_nonblock(&socket);
        program.sockets.push(socket);
    }
}

fn connection(program: &mut Program) {
    let server = listener();
    let client = tcp();
    // Signals come at any time, here too.
    while socket_connect(&client, "127.0.0.1", port_of(&server)).is_err() {}
    while let Err(error) = socket_accept(&server).map(|accepted| program.sockets.push(accepted)) {
        assert!(error.is_interrupted(), "{error}");
    }
    let _ = socket_set_nonblock(&client);
    program.sockets.push(client);
}

fn bind(program: &mut Program) {
    let (address, port) = (address(program), port(program));
    with(program, |socket| drop(socket_bind(socket, address, port)));
}

fn connect(program: &mut Program) {
    let (address, port) = (address(program), port(program));
    with(program, |socket| {
        drop(socket_connect(socket, address, port))
    });
}

fn read(program: &mut Program) {
    let random = &mut program.random;
    let length = length(random);
    let mode = match random.u8(..3) {
        0 => number_or_none(random),
        1 => Some(PHP_NORMAL_READ),
        _ => None,
    };
    with(program, |socket| drop(socket_read(socket, length, mode)));
}

fn sendto(program: &mut Program) {
    let (address, port) = (address(program), port(program));
    let random = &mut program.random;
    let (data, length, flags) = (bytes(random), length(random), flags(random));
    with(program, |socket| {
        drop(socket_sendto(socket, data, length, flags, address, port))
    });
}

fn sendmsg(program: &mut Program) {
    let name = with(program, |socket| socket_getsockname(socket).ok()).flatten();
    let passed = with(program, |socket| {
        std::os::fd::AsFd::as_fd(socket).try_clone_to_owned()
    });
    let random = &mut program.random;
    let mut control = Vec::new();
    for _ in 0..random.u8(..3) {
        control.push(match random.u8(..6) {
            0 => Control::Credentials(Credentials {
                pid: number(random),
                uid: number(random) as u32,
                gid: 0,
            }),
            1 => Control::HopLimit(number(random)),
            2 => Control::TrafficClass(number(random)),
            3 => Control::Segment(random.u16(..)),
            4 => Control::PktInfo(In6PktInfo {
                addr: random.u128(..).into(),
                ifindex: number(random) as u32,
            }),
            _ => Control::Raw {
                level: number(random),
                r#type: number(random),
                data: bytes(random),
            },
        });
    }
    if let Some(Ok(passed)) = passed.filter(|_| random.bool()) {
        control.push(Control::Rights(vec![passed]));
    }
    let message = Message {
        name: name.filter(|_| random.bool()),
        iov: (0..random.u8(..4)).map(|_| bytes(random)).collect(),
        control,
        ..Message::default()
    };
    let flags = flags(random);
    with(program, |socket| {
        drop(socket_sendmsg(socket, &message, flags))
    });
}

fn recvmsg(program: &mut Program) {
    let random = &mut program.random;
    let mut message = Message {
        controllen: length(random),
        buffer_size: length(random),
        ..Message::default()
    };
    let flags = flags(random);
    let made = with(program, |socket| {
        let _ = socket_recvmsg(socket, &mut message, flags);
        message.control
    });
    for control in made.into_iter().flatten() {
        if let Control::Rights(descriptors) = control {
            program
                .sockets
                .extend(descriptors.into_iter().map(Socket::from));
        }
    }
}

fn select(program: &mut Program) {
    let random = &mut program.random;
    let time = match random.u8(..4) {
        0 => (None, None),
        1 => (Some(number(random).into()), Some(number(random).into())),
        _ => (Some(0), Some(random.i64(..1000))),
    };
    let sockets = &program.sockets;
    let some = |random: &mut fastrand::Rng| -> Option<Vec<&Socket>> {
        let count = random.usize(..6);
        let socket = |random: &mut fastrand::Rng| sockets.get(random.usize(..40));
        random
            .bool()
            .then(|| (0..count).filter_map(|_| socket(random)).collect())
    };
    let (mut read, mut write) = (some(random), some(random));
    let mut except = some(random);
    let _ = socket_select(
        read.as_mut(),
        write.as_mut(),
        except.as_mut(),
        time.0,
        time.1,
    );
}

fn lookup(program: &mut Program) {
    const SERVICES: [&str; 5] = ["http", "0", "65536", "", "a\0b"];
    let host = address(program);
    let random = &mut program.random;
    let hints = Hints {
        ai_flags: if random.bool() { 0 } else { number(random) },
        ai_family: [0, AF_INET, AF_INET6, 99][random.usize(..4)],
        ai_socktype: random.i32(0..4),
        ai_protocol: if random.bool() { 0 } else { number(random) },
    };
    let service = SERVICES.get(random.usize(..8)).copied();
    let Ok(found) = socket_addrinfo_lookup(host, service, hints) else {
        return;
    };
    for address in found.iter().take(2) {
        drop(socket_addrinfo_explain(address));
        program.sockets.extend(socket_addrinfo_bind(address));
        program.sockets.extend(socket_addrinfo_connect(address));
    }
}

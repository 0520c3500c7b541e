//! Each function that makes descriptors, or lets the C library make some, with few of
//! them free: what comes, what is cut, what is open afterwards, and whether the failure
//! says that it was for lack of descriptors.

use std::os::fd::{AsFd, AsRawFd};
use std::time::Duration;

use nix::sys::resource::{Resource, setrlimit};
use php_sockets::io_poll::{Backend, Context, ERROR_TOOBIG, Event};
use php_sockets::*;

use crate::child;
use crate::report::{Effort, Report};
use crate::scene::{connection_to, listener, open_descriptors, pair, tcp, udp};

const LIMIT: Duration = Duration::from_secs(20);

/// How many are free at most.
const MOST: usize = 3;

/// What is prepared before the limit is set.
struct Ready {
    server: Socket,
    _client: Socket,
    pair: [Socket; 2],
    stream: Socket,
    stream6: Socket,
    datagram: Socket,
    found: AddressInfo,
}

/// A function, how many descriptors it needs, and its call.
struct Call {
    title: &'static str,
    needs: usize,
    /// The message of its failure before the code, where it is certain.
    words: &'static str,
    call: fn(&Ready) -> Result<(), Error>,
}

const CALLS: &[Call] = &[
    Call {
        title: "socket_create",
        needs: 1,
        words: "socket_create(): Unable to create socket",
        call: |_| socket_create(AF_INET, SOCK_STREAM, 0).map(drop),
    },
    Call {
        title: "socket_create_pair",
        needs: 2,
        words: "socket_create_pair(): Unable to create socket pair",
        call: |_| socket_create_pair(AF_UNIX, SOCK_STREAM, 0).map(drop),
    },
    Call {
        title: "socket_create_listen",
        needs: 1,
        words: "socket_create_listen(): unable to create listening socket",
        call: |_| socket_create_listen(0, None).map(drop),
    },
    Call {
        title: "socket_accept",
        needs: 1,
        words: "socket_accept(): unable to accept incoming connection",
        call: |ready| socket_accept(&ready.server).map(drop),
    },
    Call {
        title: "socket_addrinfo_bind",
        needs: 1,
        words: "socket_addrinfo_bind(): Unable to create socket",
        call: |ready| socket_addrinfo_bind(&ready.found).map(drop),
    },
    Call {
        title: "socket_addrinfo_connect",
        needs: 1,
        words: "socket_addrinfo_connect(): Unable to create socket",
        call: |ready| socket_addrinfo_connect(&ready.found).map(drop),
    },
    Call {
        title: "socket_bind, a name",
        needs: 1,
        words: "socket_bind(): Host lookup failed",
        call: |ready| socket_bind(&ready.stream, "localhost", 0),
    },
    Call {
        title: "socket_connect, a name for IPv6",
        needs: 1,
        words: "socket_connect(): Host lookup failed",
        call: |ready| {
            let result = socket_connect(&ready.stream6, "localhost", 1);
            result.or_else(|error| match error.code() == SOCKET_ECONNREFUSED {
                true => Ok(()),
                false => Err(error),
            })
        },
    },
    Call {
        title: "socket_sendto, a name",
        needs: 1,
        words: "socket_sendto(): Host lookup failed",
        call: |ready| socket_sendto(&ready.datagram, "x", 1, 0, "localhost", 9).map(drop),
    },
    Call {
        title: "socket_addrinfo_lookup, a name",
        needs: 1,
        words: "socket_addrinfo_lookup(): ",
        call: |_| socket_addrinfo_lookup("localhost", None, None).map(drop),
    },
    Call {
        title: "socket_addrinfo_lookup, a service",
        needs: 1,
        words: "socket_addrinfo_lookup(): ",
        call: |_| socket_addrinfo_lookup("127.0.0.1", "http", None).map(drop),
    },
    // Like PHP, the crate asks the socket itself: these need none.
    Call {
        title: "IP_MULTICAST_IF, a name",
        needs: 0,
        words: "",
        call: |ready| socket_set_option(&ready.datagram, IPPROTO_IP, IP_MULTICAST_IF, "lo"),
    },
    Call {
        title: "IP_MULTICAST_IF, a number",
        needs: 0,
        words: "",
        call: |ready| socket_set_option(&ready.datagram, IPPROTO_IP, IP_MULTICAST_IF, 1),
    },
    Call {
        title: "MCAST_JOIN_GROUP, a number",
        needs: 0,
        words: "",
        call: |ready| {
            let group = GroupRequest {
                group: "224.0.0.7".into(),
                interface: Interface::Index(1),
            };
            socket_set_option(&ready.datagram, IPPROTO_IP, MCAST_JOIN_GROUP, group)
        },
    },
    Call {
        title: "socket_bind, a number",
        needs: 0,
        words: "",
        call: |ready| socket_bind(&ready.stream, "127.0.0.1", 0),
    },
    Call {
        title: "a line",
        needs: 0,
        words: "",
        call: |ready| {
            socket_write(&ready.pair[0], "a line\n", None)?;
            socket_read(&ready.pair[1], 100, PHP_NORMAL_READ).map(drop)
        },
    },
    Call {
        title: "socket_select",
        needs: 0,
        words: "",
        call: |ready| {
            let mut read = vec![&ready.server];
            socket_select(&mut read, None, None, 0, None).map(drop)
        },
    },
    Call {
        title: "io_poll, epoll",
        needs: 1,
        words: "Failed to initialize polling context",
        call: |ready| poll(ready, Backend::Epoll),
    },
    Call {
        title: "io_poll, poll",
        needs: 0,
        words: "",
        call: |ready| poll(ready, Backend::Poll),
    },
];

/// A context, of which the sockets need no descriptor.
fn poll(ready: &Ready, backend: Backend) -> Result<()> {
    let context = Context::new(backend)?;
    let server = context.add(&ready.server, Event::Read, ())?;
    context.wait(Duration::ZERO, None)?;
    server.remove()
}

/// The row.
pub(crate) fn run(_: Effort) -> Report {
    let mut report = Report::default();
    for call in CALLS {
        let plenty = child::run(LIMIT, || outcome((call.call)(&ready())));
        for free in 0..=MOST {
            check(&mut report, call.title, free, || {
                limited(call, free, &plenty)
            });
        }
    }
    for free in 0..=MOST {
        check(
            &mut report,
            "socket_recvmsg, three descriptors",
            free,
            || passed(free),
        );
    }
    for free in 0..=MOST {
        check(&mut report, "the interface after it was set", free, || {
            asked(free)
        });
    }
    report
}

fn check(report: &mut Report, title: &str, free: usize, call: impl FnOnce() -> String) {
    let fault = child::run(LIMIT, call).unwrap_or_else(|how| how);
    report.check(fault.is_empty(), || {
        format!("{title}, {free} free: {fault}")
    });
}

/// Allows the process to open this many more descriptors.
fn leave(free: usize) {
    let highest = open_descriptors().last().copied().unwrap_or(0);
    // No gaps below the limit.
    let mut fillers = Vec::new();
    let first_free = loop {
        let filler = std::fs::File::open("/dev/null").expect("a descriptor");
        if filler.as_raw_fd() > highest {
            break highest as u64 + 1;
        }
        fillers.push(filler);
    };
    let limit = first_free + free as u64;
    setrlimit(Resource::RLIMIT_NOFILE, limit, limit).expect("a limit");
    std::mem::forget(fillers);
}

/// How a call went, in words.
fn outcome(result: Result<()>) -> String {
    result.map_or_else(|error| error.to_string(), |()| "went well".into())
}

fn limited(call: &Call, free: usize, plenty: &Result<String, String>) -> String {
    let ready = ready();
    leave(free);
    let before = open_descriptors();

    let result = (call.call)(&ready);
    let after = open_descriptors();
    if after != before {
        return format!("open before {before:?}, after {after:?}");
    }
    match result {
        Err(error) if free < call.needs => says_why(&error, call.words),
        result => {
            let outcome = outcome(result);
            let is_right = free >= call.needs && plenty.as_ref() == Ok(&outcome);
            if is_right { String::new() } else { outcome }
        }
    }
}

/// Whether an error is for lack of descriptors.
fn says_why(error: &Error, words: &str) -> String {
    let text = error.to_string();
    let names_it = text.contains("Too many open files")
        || text.contains("error 24")
        || error.exception_code() == ERROR_TOOBIG;
    match names_it && text.starts_with(words) {
        true => String::new(),
        false => text,
    }
}

/// Three descriptors arrive where fewer are free.
fn passed(free: usize) -> String {
    let ready = ready();
    let [here, there] = &ready.pair;
    let three = vec![here.as_fd(), there.as_fd(), here.as_fd()];
    let message = Message {
        iov: vec![b"data".to_vec()],
        control: vec![Control::Lent(three)],
        ..Message::default()
    };
    socket_sendmsg(there, &message, 0).expect("room");
    leave(free);
    let before = open_descriptors();

    let mut message = Message {
        controllen: 128,
        ..Message::default()
    };
    let result = socket_recvmsg(here, &mut message, 0);
    let came = message.control.iter().map(|control| match control {
        Control::Rights(descriptors) => descriptors.len(),
        _ => 100,
    });
    let came: usize = came.sum();
    let opened = open_descriptors().len() - before.len();
    let cut = message.flags & MSG_CTRUNC != 0;
    let data = message.iov.concat();
    drop(message.control);
    let after = open_descriptors();

    let wanted = free.min(3);
    let is_right = (came, opened, cut) == (wanted, wanted, wanted < 3);
    match is_right && data == b"data" && before == after {
        true => String::new(),
        false => format!("{result:?}, {came} came, {opened} opened, cut {cut}, after {after:?}"),
    }
}

/// Which interface was set can be asked without a descriptor, as in PHP.
fn asked(free: usize) -> String {
    let ready = ready();
    let socket = &ready.datagram;
    socket_set_option(socket, IPPROTO_IP, IP_MULTICAST_IF, 1).expect("lo");
    leave(free);
    let before = open_descriptors();
    let result = socket_get_option(socket, IPPROTO_IP, IP_MULTICAST_IF);
    let after = open_descriptors();
    match result {
        Ok(index) if index == 1 && before == after => String::new(),
        result => format!("{result:?}, open before {before:?}, after {after:?}"),
    }
}

fn ready() -> Ready {
    let server = listener();
    let client = tcp();
    let [connected, _] = connection_to(&server);
    drop(connected);
    let port = crate::scene::port(&server);
    socket_connect(&client, "127.0.0.1", port).expect("a connection");
    let hints = Hints {
        ai_socktype: SOCK_DGRAM,
        ai_flags: AI_NUMERICHOST,
        ..Hints::default()
    };
    let mut found = socket_addrinfo_lookup("127.0.0.1", "0", hints).expect("a number");
    Ready {
        server,
        _client: client,
        pair: pair(SOCK_STREAM),
        stream: tcp(),
        stream6: socket_create(AF_INET6, SOCK_STREAM, 0).expect("IPv6"),
        datagram: udp(),
        found: found.remove(0),
    }
}

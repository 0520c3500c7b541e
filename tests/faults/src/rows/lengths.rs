//! Every length and number that a function takes, and values that are lies, in 96 MiB of
//! addresses: the right answer or a refusal, no panic, no abort, nothing kept.

use std::time::Duration;

use nix::sys::resource::{Resource, setrlimit};
use php_sockets::*;

use crate::child;
use crate::report::{Effort, Report};
use crate::scene::{bound_udp, connection, pair, port, tcp, udp};

const ROOM: u64 = 96 << 20;
const LIMIT: Duration = Duration::from_secs(30);

/// What a call may keep of the address space: a buffer, and what the C library rounds up to.
const KEPT: usize = (1 << 20) + (256 << 10);

const LENGTHS: [usize; 13] = [
    0,
    1,
    2,
    5,
    4096,
    i32::MAX as usize,
    1 << 31,
    u32::MAX as usize,
    1 << 32,
    1 << 62,
    isize::MAX as usize,
    1 << 63,
    usize::MAX,
];

const NUMBERS: [i64; 14] = [
    0,
    1,
    -1,
    2,
    255,
    256,
    65_535,
    65_536,
    i32::MAX as i64,
    i32::MIN as i64,
    1 << 31,
    1 << 32,
    i64::MAX,
    i64::MIN,
];

/// One way to tell a length.
struct Lie {
    title: &'static str,
    tell: fn(usize) -> Result<(), String>,
}

/// The row.
pub(crate) fn run(_: Effort) -> Report {
    let mut report = Report::default();
    for lie in LIES {
        for length in LENGTHS {
            let told = in_little_room(|| (lie.tell)(length));
            report.check(told.is_ok(), || {
                format!("{}, {length}: {}", lie.title, told.unwrap_err())
            });
        }
    }
    for (title, tell) in ODD {
        for number in NUMBERS {
            let told = in_little_room(|| {
                tell(number);
                Ok(())
            });
            report.check(told.is_ok(), || {
                format!("{title}, {number}: {}", told.unwrap_err())
            });
        }
    }
    for (title, read) in READS {
        let told = child::run(LIMIT, || many_threads(*read));
        let fault = told.unwrap_or_else(|how| how);
        report.check(fault.is_empty(), || {
            format!("{title} in seven threads: {fault}")
        });
    }
    report
}

/// Makes a call in a process of little room, twice: the second keeps no more than the first.
fn in_little_room(call: impl Fn() -> Result<(), String>) -> Result<(), String> {
    let fault = child::run(LIMIT, || {
        setrlimit(Resource::RLIMIT_AS, ROOM, ROOM).expect("a limit");
        if let Err(fault) = call() {
            return fault;
        }
        let before = addresses();
        if let Err(fault) = call() {
            return fault;
        }
        let kept = addresses().saturating_sub(before);
        match kept > KEPT {
            true => format!("keeps {kept} bytes of addresses"),
            false => String::new(),
        }
    })?;
    match fault.is_empty() {
        true => Ok(()),
        false => Err(fault),
    }
}

/// How large the address space is, in bytes.
fn addresses() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").expect("/proc");
    let pages: usize = text
        .split(' ')
        .next()
        .and_then(|n| n.parse().ok())
        .expect("pages");
    pages * 4096
}

type Read = fn(&Socket) -> usize;

const READS: &[(&str, Read)] = &[
    ("socket_read of 2^31", |socket| {
        socket_read(socket, 1 << 31, None).expect("data").len()
    }),
    ("socket_read of 64 MiB", |socket| {
        socket_read(socket, 64 << 20, None).expect("data").len()
    }),
    ("socket_read of a line of 2^31", |socket| {
        let data = socket_read(socket, 1 << 31, PHP_NORMAL_READ);
        data.expect("a line").len()
    }),
    ("socket_recv of 2^31", |socket| {
        socket_recv(socket, &mut Vec::new(), 1 << 31, 0).expect("data")
    }),
    ("socket_recvmsg of 100 MiB", |socket| {
        let mut message = Message {
            controllen: 64,
            buffer_size: 104_857_600,
            ..Message::default()
        };
        socket_recvmsg(socket, &mut message, 0).expect("data")
    }),
];

/// Six threads that have read five bytes and stay; then there is room for a seventh.
fn many_threads(read: Read) -> String {
    use std::sync::{Arc, Barrier};

    let room = ROOM + (4 << 30);
    setrlimit(Resource::RLIMIT_AS, room, room).expect("a limit");
    let stay = Arc::new(Barrier::new(7));
    let mut readers = Vec::new();
    let mut kept = Vec::new();
    for _ in 0..6 {
        let stay = Arc::clone(&stay);
        let (told, hears) = std::sync::mpsc::channel();
        let reader = std::thread::Builder::new().spawn(move || {
            let [here, there] = pair(SOCK_STREAM);
            socket_write(&there, "five\n", None).expect("room");
            let before = addresses();
            let count = read(&here);
            let _ = told.send((count, addresses().saturating_sub(before)));
            stay.wait();
        });
        let Ok(reader) = reader else {
            // What the others keep is too much; they end with the process.
            return format!("no thread after {}; kept: {kept:?}", readers.len());
        };
        readers.push(reader);
        kept.push(hears.recv());
    }
    let seventh = std::thread::Builder::new().spawn(|| 7);
    let fault = match seventh.map(|thread| thread.join()) {
        Err(cause) => format!("no seventh thread: {cause}"),
        Ok(_) => String::new(),
    };
    stay.wait();
    for reader in readers {
        let _ = reader.join();
    }
    let is_right =
        |kept: &Result<(usize, usize), _>| kept.is_ok_and(|(n, kept)| n == 5 && kept <= KEPT);
    match kept.iter().all(is_right) {
        true => fault,
        false => format!("{fault} bytes read and addresses kept: {kept:?}"),
    }
}

/// Data, or the refusal of a length that PHP refuses.
fn data_or_refusal(result: Result<Vec<u8>>, length: usize, wanted: &[u8]) -> Result<(), String> {
    match result {
        Ok(data) if data == wanted[..length.min(wanted.len())] && length > 0 => Ok(()),
        Ok(data) => Err(format!("gave {data:?}")),
        Err(error) if length == 0 && error.kind() == ErrorKind::Silent => Ok(()),
        Err(error) if length >= isize::MAX as usize && error.kind() == ErrorKind::Silent => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// The whole text, or as much of it as was asked for.
fn sent(result: Result<usize>, length: usize) -> Result<(), String> {
    match result {
        Ok(count) if count == length.min(5) => Ok(()),
        Ok(count) => Err(format!("sent {count}")),
        Err(error) => Err(error.to_string()),
    }
}

fn with_data() -> [Socket; 2] {
    let [here, there] = connection();
    socket_write(&there, "five\n", None).expect("room");
    let mut read = vec![&here];
    socket_select(&mut read, None, None, 5, None).expect("data");
    [here, there]
}

const LIES: &[Lie] = &[
    Lie {
        title: "socket_read",
        tell: |length| {
            let [here, _there] = with_data();
            data_or_refusal(socket_read(&here, length, None), length, b"five\n")
        },
    },
    Lie {
        title: "socket_read, a line",
        tell: |length| {
            let [here, _there] = with_data();
            let result = socket_read(&here, length, PHP_NORMAL_READ);
            data_or_refusal(result, length, b"five\n")
        },
    },
    Lie {
        title: "socket_read, a line of a descriptor of unknown options",
        tell: |length| {
            let [here, _there] = with_data();
            let here = socket_import_stream(here).map_err(|error| error.to_string())?;
            let result = socket_read(&here, length, PHP_NORMAL_READ);
            data_or_refusal(result, length, b"five\n")
        },
    },
    Lie {
        title: "socket_recv",
        tell: |length| {
            let [here, _there] = with_data();
            let mut data = Vec::new();
            let result = socket_recv(&here, &mut data, length, 0);
            data_or_refusal(result.map(|_| data), length, b"five\n")
        },
    },
    Lie {
        title: "socket_recv, MSG_PEEK",
        tell: |length| {
            let [here, _there] = with_data();
            let mut data = Vec::new();
            let result = socket_recv(&here, &mut data, length, MSG_PEEK);
            data_or_refusal(result.map(|_| data), length, b"five\n")
        },
    },
    Lie {
        title: "socket_recvfrom",
        tell: |length| {
            let (here, there) = (bound_udp(), udp());
            socket_sendto(&there, "five\n", 5, 0, "127.0.0.1", port(&here)).expect("room");
            let mut data = Vec::new();
            let result = socket_recvfrom(&here, &mut data, length, 0);
            data_or_refusal(result.map(|_| data), length, b"five\n")
        },
    },
    Lie {
        title: "socket_recv, MSG_TRUNC of a datagram",
        tell: |length| {
            let [here, there] = pair(SOCK_DGRAM);
            socket_write(&there, "five\n", None).expect("room");
            let mut data = Vec::new();
            let result = socket_recv(&here, &mut data, length, MSG_TRUNC);
            data_or_refusal(result.map(|_| data), length, b"five\n")
        },
    },
    Lie {
        title: "socket_recvmsg, buffer_size",
        tell: |length| {
            let [here, _there] = with_data();
            let mut message = Message {
                controllen: 64,
                buffer_size: length,
                ..Message::default()
            };
            match socket_recvmsg(&here, &mut message, 0) {
                Ok(count) if count == length.min(5) => Ok(()),
                Err(error) if length > 104_857_600 && error.code() == 0 => Ok(()),
                result => Err(format!("{result:?}")),
            }
        },
    },
    Lie {
        title: "socket_recvmsg, controllen",
        tell: |length| {
            let [here, _there] = with_data();
            let mut message = Message {
                controllen: length,
                ..Message::default()
            };
            match socket_recvmsg(&here, &mut message, 0) {
                Ok(5) => Ok(()),
                Err(error) if error.code() == 0 => Ok(()),
                result => Err(format!("{result:?}")),
            }
        },
    },
    Lie {
        title: "socket_write",
        tell: |length| {
            let [here, _there] = connection();
            sent(socket_write(&here, "five\n", length), length)
        },
    },
    Lie {
        title: "socket_send",
        tell: |length| {
            let [here, _there] = connection();
            sent(socket_send(&here, "five\n", length, 0), length)
        },
    },
    Lie {
        title: "socket_sendto",
        tell: |length| {
            let (here, there) = (bound_udp(), udp());
            let port = port(&here);
            sent(
                socket_sendto(&there, "five\n", length, 0, "127.0.0.1", port),
                length,
            )
        },
    },
    Lie {
        title: "socket_cmsg_space",
        tell: |length| match socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, length) {
            Ok(space) if length <= i32::MAX as usize && space >= 16 + 4 * length => Ok(()),
            Err(error) if length > i32::MAX as usize && error.code() == 0 => Ok(()),
            result => Err(format!("{result:?}")),
        },
    },
];

type Odd = (&'static str, fn(i64));

/// Numbers of which any answer is right that is one.
const ODD: &[Odd] = &[
    ("socket_listen, backlog", |n| {
        let _ = socket_listen(&tcp(), n as i32);
    }),
    ("socket_create_listen, backlog", |n| {
        let _ = socket_create_listen(0, n as i32);
    }),
    ("socket_create", |n| {
        let n = n as i32;
        let _ = (socket_create(n, 1, 0), socket_create(AF_INET, n, 0));
        let _ = socket_create(AF_INET, SOCK_STREAM, n);
    }),
    ("socket_create_pair", |n| {
        let n = n as i32;
        let _ = (
            socket_create_pair(n, 1, 0),
            socket_create_pair(AF_UNIX, n, 0),
        );
        let _ = socket_create_pair(AF_UNIX, SOCK_STREAM, n);
    }),
    ("socket_shutdown, mode", |n| {
        let _ = socket_shutdown(&connection()[0], n as i32);
    }),
    ("socket_strerror", |n| drop(socket_strerror(n as i32))),
    ("socket_read, mode", |n| {
        let _ = socket_read(&with_data()[0], 100, n as i32);
    }),
    ("socket_recv, flags", |n| {
        let flags = n as i32 & !MSG_WAITALL | MSG_DONTWAIT;
        let _ = socket_recv(&with_data()[0], &mut Vec::new(), 1 << 40, flags);
    }),
    ("socket_send, flags", |n| {
        let _ = socket_send(&connection()[0], "five\n", 5, n as i32 | MSG_DONTWAIT);
    }),
    ("socket_select, time", |n| {
        let [here, _there] = with_data();
        for (seconds, microseconds) in [(n, 0), (0, n), (n, n), (1, n)] {
            let mut read = vec![&here];
            let _ = socket_select(&mut read, None, None, seconds, microseconds);
        }
    }),
    ("socket_set_option, number", |n| {
        for option in [
            SO_RCVBUF,
            SO_SNDBUF,
            SO_RCVLOWAT,
            SO_KEEPALIVE,
            SO_BROADCAST,
        ] {
            let _ = socket_set_option(&tcp(), SOL_SOCKET, option, n as i32);
        }
    }),
    ("socket_set_option, time", |n| {
        for timeout in [Timeout { sec: n, usec: 0 }, Timeout { sec: 0, usec: n }] {
            let _ = socket_set_option(&tcp(), SOL_SOCKET, SO_RCVTIMEO, timeout);
        }
    }),
    ("socket_set_option, level and option", |n| {
        let _ = socket_set_option(&tcp(), n as i32, 1, 1);
        let _ = socket_set_option(&tcp(), SOL_SOCKET, n as i32, 1);
        let _ = socket_get_option(&tcp(), n as i32, 1);
        let _ = socket_get_option(&tcp(), SOL_SOCKET, n as i32);
    }),
    ("socket_set_option, interface", |n| {
        let _ = socket_set_option(&udp(), IPPROTO_IP, IP_MULTICAST_IF, n as i32);
        let group = GroupRequest {
            group: "224.0.0.7".into(),
            interface: Interface::Index(n as u32),
        };
        let _ = socket_set_option(&udp(), IPPROTO_IP, MCAST_JOIN_GROUP, group);
    }),
    ("socket_addrinfo_lookup, hints", |n| {
        let n = n as i32;
        for place in 0..4 {
            let is = |this| if place == this { n } else { 0 };
            let hints = Hints {
                ai_flags: is(0) | AI_NUMERICHOST,
                ai_family: is(1),
                ai_socktype: is(2),
                ai_protocol: is(3),
            };
            let _ = socket_addrinfo_lookup("127.0.0.1", "80", hints);
        }
    }),
];

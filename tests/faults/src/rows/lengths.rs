//! Every length and number that a function takes, and false values, in 96 MiB of
//! addresses: the right answer or a refusal, no panic, no abort, nothing kept.

mod lies;
mod odd;

use std::time::Duration;

use nix::sys::resource::{Resource, setrlimit};
use php_sockets::*;

use crate::child;
use crate::report::{Effort, Report};
use crate::scene::pair;

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

/// The row.
pub(crate) fn run(_: Effort) -> Report {
    let mut report = Report::default();
    for lie in lies::LIES {
        for length in LENGTHS {
            let told = in_little_room(|| (lie.tell)(length));
            report.check(told.is_ok(), || {
                format!("{}, {length}: {}", lie.title, told.unwrap_err())
            });
        }
    }
    for (title, tell) in odd::ODD {
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

//! A thousand signals per second during every call that waits. The program calls again, as the
//! documentation says, and no byte is lost or received twice.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::{Duration, Instant};

use nix::sys::pthread::{Pthread, pthread_kill, pthread_self};
use nix::sys::signal::Signal;
use php_sockets::io_poll::{Backend, Context, Event};
use php_sockets::*;

use crate::report::{Effort, Report};
use crate::scene::{Folder, connection, listener, pair, port, tcp, will_reset};
use crate::sys;

/// What all workers share.
struct Shared {
    end: Instant,
    interrupted: AtomicU64,
    bytes: AtomicU64,
    is_over: AtomicBool,
    threads: std::sync::Mutex<Vec<Pthread>>,
}

impl Shared {
    /// Makes a call until it is not interrupted.
    fn again<T>(&self, mut call: impl FnMut() -> Result<T>) -> Result<T> {
        loop {
            match call() {
                Err(error) if error.is_interrupted() => {
                    self.interrupted.fetch_add(1, Relaxed);
                }
                result => return result,
            }
        }
    }

    fn goes_on(&self) -> bool {
        Instant::now() < self.end
    }
}

/// The row.
pub(crate) fn run(effort: Effort) -> Report {
    let mut report = Report::default();
    sys::interrupt_with(Signal::SIGUSR1).expect("a handler");
    let time = Duration::from_secs(effort.of(10, 60));
    let wanted = effort.of(1 << 20, 1 << 30);
    let shared = Shared {
        end: Instant::now() + time,
        interrupted: AtomicU64::new(0),
        bytes: AtomicU64::new(0),
        is_over: AtomicBool::new(false),
        threads: std::sync::Mutex::default(),
    };

    thread::scope(|scope| {
        let workers = workers(scope, &shared);
        let signals = scope.spawn(|| interrupt(&shared));
        for (title, worker) in workers {
            match worker.join() {
                Ok(Ok(())) => {}
                Ok(Err(fault)) => report.fail(format!("{title}: {fault}")),
                Err(_) => report.fail(format!("{title}: panicked")),
            }
        }
        shared.is_over.store(true, Relaxed);
        signals.join().expect("signals");
    });

    report.count = shared.interrupted.into_inner();
    let bytes = shared.bytes.into_inner();
    report.note(format!("{} MiB in {time:?}", bytes >> 20));
    if report.count < 1000 || bytes < wanted {
        report.fail(format!(
            "only {} calls interrupted, {bytes} bytes",
            report.count
        ));
    }
    report
}

/// Sends each worker a signal each millisecond.
fn interrupt(shared: &Shared) {
    while !shared.is_over.load(Relaxed) {
        thread::sleep(Duration::from_millis(1));
        let threads = shared.threads.lock().expect("threads");
        for thread in threads.iter() {
            let _ = pthread_kill(*thread, Signal::SIGUSR1);
        }
    }
}

type Worker<'s> = ScopedJoinHandle<'s, Result<(), String>>;
type Work = Box<dyn FnOnce(&Shared) -> Result<(), String> + Send>;

/// Starts them all; each notes its thread, takes it off the list at its end.
fn workers<'s>(scope: &'s Scope<'s, '_>, shared: &'s Shared) -> Vec<(&'static str, Worker<'s>)> {
    let mut all: Vec<(&'static str, Work)> = Vec::new();
    for (read_title, write_title, read) in READERS {
        for [reading, writing] in [connection(), pair(SOCK_STREAM)] {
            for socket in [&reading, &writing] {
                let _ = socket_set_option(socket, SOL_SOCKET, SO_SNDBUF, 8192);
            }
            all.push((read_title, Box::new(move |shared| (read)(shared, &reading))));
            all.push((write_title, Box::new(move |shared| write(shared, &writing))));
        }
    }
    let [reading, writing] = pair(SOCK_DGRAM);
    all.push((
        "messages, read",
        Box::new(move |shared| read_messages(shared, &reading)),
    ));
    all.push((
        "messages, sent",
        Box::new(move |shared| send_messages(shared, &writing)),
    ));
    all.push(("socket_select", Box::new(select)));
    for (title, backend) in [
        ("wait, epoll", Backend::Epoll),
        ("wait, poll", Backend::Poll),
    ] {
        all.push((title, Box::new(move |shared| poll(shared, backend))));
    }
    accepting(&mut all);

    let start = |(title, work): (&'static str, Work)| {
        let worker = scope.spawn(move || {
            shared.threads.lock().expect("threads").push(pthread_self());
            let result = work(shared);
            let mut threads = shared.threads.lock().expect("threads");
            threads.retain(|thread| *thread != pthread_self());
            result
        });
        (title, worker)
    };
    all.into_iter().map(start).collect()
}

type Read = fn(&Shared, &Socket) -> Result<(), String>;

const READERS: [(&str, &str, Read); 4] = [
    ("socket_read", "socket_write to it", |shared, socket| {
        read(shared, |_| socket_read(socket, 3000, None))
    }),
    (
        "socket_read, lines",
        "socket_write of lines",
        |shared, socket| read(shared, |_| socket_read(socket, 3000, PHP_NORMAL_READ)),
    ),
    (
        "socket_recv, MSG_WAITALL",
        "socket_write to recv",
        |shared, socket| {
            read(shared, |data| {
                socket_recv(socket, data, 5000, MSG_WAITALL)?;
                Ok(data.clone())
            })
        },
    ),
    (
        "socket_recvmsg",
        "socket_write to recvmsg",
        |shared, socket| {
            read(shared, |_| {
                let mut message = Message {
                    controllen: 64,
                    ..Message::default()
                };
                socket_recvmsg(socket, &mut message, 0)?;
                Ok(message.iov.concat())
            })
        },
    ),
];

/// The byte that belongs to a place of the stream: lines of various lengths.
fn byte(place: u64) -> u8 {
    match place % 97 {
        0 | 13 => b'\n',
        _ => b'!' + (place.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58) as u8,
    }
}

/// Writes the stream until the time is over, then ends it.
fn write(shared: &Shared, socket: &Socket) -> Result<(), String> {
    let mut place = 0;
    let mut data = Vec::new();
    while shared.goes_on() {
        data.clear();
        data.extend((place..place + 20_000).map(byte));
        let mut rest = data.as_slice();
        while !rest.is_empty() {
            let written = shared.again(|| socket_write(socket, rest, None));
            let written = written.map_err(|error| error.to_string())?;
            rest = &rest[written..];
            place += written as u64;
        }
    }
    // The last line says how much it was.
    shared.bytes.fetch_add(place, Relaxed);
    let last = format!("\0{place}\n");
    let sent = shared.again(|| socket_write(socket, &last, None));
    sent.map_err(|error| error.to_string())?;
    socket_shutdown(socket, SHUT_WR).map_err(|error| error.to_string())
}

/// Reads the stream to its end; each byte is the one of its place.
fn read(
    shared: &Shared,
    mut call: impl FnMut(&mut Vec<u8>) -> Result<Vec<u8>>,
) -> Result<(), String> {
    let (mut place, mut last, mut buffer) = (0, Vec::new(), Vec::new());
    loop {
        let data = shared.again(|| call(&mut buffer));
        let data = data.map_err(|error| error.to_string())?;
        if data.is_empty() {
            break;
        }
        for came in data {
            if came == 0 || !last.is_empty() {
                last.push(came);
            } else if came != byte(place) {
                return Err(format!("{came} at byte {place} instead of {}", byte(place)));
            } else {
                place += 1;
            }
        }
    }
    match last == format!("\0{place}\n").as_bytes() {
        true => Ok(()),
        false => Err(format!("{place} bytes came, sent {}", last.escape_ascii())),
    }
}

fn send_messages(shared: &Shared, socket: &Socket) -> Result<(), String> {
    let mut number = 0_u64;
    let send = |number: u64| {
        let message = Message {
            iov: vec![number.to_ne_bytes().to_vec()],
            ..Message::default()
        };
        let sent = match number % 2 {
            0 => shared.again(|| socket_sendmsg(socket, &message, 0)),
            _ => shared.again(|| socket_send(socket, number.to_ne_bytes(), 8, 0)),
        };
        sent.map(drop).map_err(|error| error.to_string())
    };
    while shared.goes_on() {
        number += 1;
        send(number)?;
    }
    send(u64::MAX)
}

fn read_messages(shared: &Shared, socket: &Socket) -> Result<(), String> {
    let mut data = Vec::new();
    for wanted in 1.. {
        let came = shared.again(|| socket_recvfrom(socket, &mut data, 100, 0));
        came.map_err(|error| error.to_string())?;
        let number = data.as_slice().try_into().map_or(0, u64::from_ne_bytes);
        if number == u64::MAX {
            break;
        }
        if number != wanted {
            return Err(format!("message {number} instead of {wanted}"));
        }
    }
    Ok(())
}

fn select(shared: &Shared) -> Result<(), String> {
    let [here, _there] = pair(SOCK_STREAM);
    ends_in_time(shared, |left| {
        let left = left.as_micros() as i64;
        socket_select(&mut vec![&here], None, None, 0, left)
    })
}

/// `io_poll`'s wait.
fn poll(shared: &Shared, backend: Backend) -> Result<(), String> {
    let [here, _there] = pair(SOCK_STREAM);
    let context = Context::new(backend).expect("a context");
    let added = context.add(&here, Event::Read, ());
    added.map_err(|error| error.to_string())?;
    ends_in_time(shared, |left| Ok(context.wait(left, None)?.len()))
}

/// Waits without an event, with signals in between: each wait ends at the right time.
fn ends_in_time(
    shared: &Shared,
    mut wait_for: impl FnMut(Duration) -> Result<usize>,
) -> Result<(), String> {
    while shared.goes_on() {
        let wait = Duration::from_millis(20);
        let end = Instant::now() + wait;
        let ready = shared.again(|| wait_for(end.saturating_duration_since(Instant::now())));
        let late = Instant::now().saturating_duration_since(end);
        let is_early = Instant::now() + Duration::from_micros(1) < end;
        match ready {
            Ok(0) if !is_early && late < Duration::from_secs(2) => {}
            ready => return Err(format!("{ready:?}, early {is_early}, {late:?} late")),
        }
    }
    Ok(())
}

/// Clients that connect again and again, and servers that wait for them.
fn accepting(all: &mut Vec<(&'static str, Work)>) {
    let server = listener();
    let port = port(&server);
    all.push((
        "socket_accept",
        Box::new(move |shared| accept(shared, &server)),
    ));
    all.push((
        "socket_connect",
        Box::new(move |shared| {
            connect(shared, || {
                let socket = tcp();
                will_reset(&socket);
                // An interrupted connection goes on, and calling again returns its outcome.
                let result = shared.again(|| socket_connect(&socket, "127.0.0.1", port));
                result.map(|()| socket)
            })
        }),
    ));

    let folder = Folder::new();
    let path = folder.path("server");
    let server = socket_create(AF_UNIX, SOCK_STREAM, 0).expect("a socket");
    socket_bind(&server, &path, None).expect("a path");
    socket_listen(&server, 0).expect("a listener");
    all.push((
        "socket_accept, unix",
        Box::new(move |shared| accept(shared, &server)),
    ));
    all.push((
        "socket_connect, unix",
        Box::new(move |shared| {
            let _folder = folder;
            connect(shared, || {
                let socket = socket_create(AF_UNIX, SOCK_STREAM, 0)?;
                let result = shared.again(|| socket_connect(&socket, &path, None));
                result.map(|()| socket)
            })
        }),
    ));
}

fn connect(shared: &Shared, mut call: impl FnMut() -> Result<Socket>) -> Result<(), String> {
    let mut number = 0_u64;
    while shared.goes_on() {
        number += 1;
        let socket = call().map_err(|error| error.to_string())?;
        let sent = shared.again(|| socket_write(&socket, number.to_ne_bytes(), None));
        sent.map_err(|error| error.to_string())?;
        // Not before the other end has read it: a reset would discard it.
        let end = shared.again(|| socket_read(&socket, 1, None));
        end.map_err(|error| error.to_string())?;
    }
    let socket = call().map_err(|error| error.to_string())?;
    let sent = shared.again(|| socket_write(&socket, u64::MAX.to_ne_bytes(), None));
    sent.map(drop).map_err(|error| error.to_string())?;
    let end = shared.again(|| socket_read(&socket, 1, None));
    end.map(drop).map_err(|error| error.to_string())
}

fn accept(shared: &Shared, server: &Socket) -> Result<(), String> {
    for wanted in 1.. {
        let socket = shared.again(|| socket_accept(server));
        let socket = socket.map_err(|error| error.to_string())?;
        let data = shared.again(|| socket_read(&socket, 8, None));
        let data = data.map_err(|error| error.to_string())?;
        let number = data.as_slice().try_into().map_or(0, u64::from_ne_bytes);
        if number == u64::MAX {
            break;
        }
        if number != wanted {
            return Err(format!("client {number} instead of {wanted}"));
        }
    }
    Ok(())
}

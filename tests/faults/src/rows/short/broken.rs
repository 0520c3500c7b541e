//! Each call in each state, compared with the C library's own call on a twin of the socket.

use std::os::fd::{AsFd, AsRawFd};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::select::{FdSet, select};
use nix::sys::socket::{MsgFlags, Shutdown, getsockopt, recv, send, shutdown, sockopt};
use nix::sys::time::{TimeVal, TimeValLike};
use php_sockets::*;

use super::states;
use crate::report::Report;

/// The outcome of a call: a count, or a code.
type Came = std::result::Result<usize, i32>;

/// A call of the crate, and the same of the C library.
struct Pair {
    title: &'static str,
    here: fn(&Socket) -> Result<usize>,
    theirs: fn(&Socket) -> nix::Result<usize>,
}

const LENGTH: usize = 100;

const CALLS: &[Pair] = &[
    Pair {
        title: "socket_read",
        here: |socket| socket_read(socket, LENGTH, None).map(|data| data.len()),
        theirs: |socket| received(socket, LENGTH, MsgFlags::empty()),
    },
    Pair {
        title: "socket_read, a line",
        here: |socket| socket_read(socket, LENGTH, PHP_NORMAL_READ).map(|data| data.len()),
        theirs: line,
    },
    Pair {
        title: "socket_recv",
        here: |socket| socket_recv(socket, &mut Vec::new(), LENGTH, 0),
        theirs: |socket| received(socket, LENGTH, MsgFlags::empty()),
    },
    Pair {
        title: "socket_recv, MSG_PEEK",
        here: |socket| socket_recv(socket, &mut Vec::new(), LENGTH, MSG_PEEK),
        theirs: |socket| received(socket, LENGTH, MsgFlags::MSG_PEEK),
    },
    Pair {
        title: "socket_recv, MSG_OOB",
        here: |socket| socket_recv(socket, &mut Vec::new(), 1, MSG_OOB),
        theirs: |socket| received(socket, 1, MsgFlags::MSG_OOB),
    },
    Pair {
        title: "socket_recvfrom",
        here: |socket| socket_recvfrom(socket, &mut Vec::new(), LENGTH, 0).map(|came| came.0),
        theirs: |socket| received(socket, LENGTH, MsgFlags::empty()),
    },
    Pair {
        title: "socket_recvmsg",
        here: |socket| {
            let mut message = Message {
                controllen: 64,
                buffer_size: LENGTH,
                ..Message::default()
            };
            socket_recvmsg(socket, &mut message, 0)
        },
        theirs: |socket| received(socket, LENGTH, MsgFlags::empty()),
    },
    Pair {
        title: "socket_write",
        here: |socket| socket_write(socket, "text", None),
        theirs: |socket| send(socket.as_raw_fd(), b"text", MsgFlags::MSG_NOSIGNAL),
    },
    Pair {
        title: "socket_send",
        here: |socket| socket_send(socket, "text", 4, 0),
        theirs: |socket| send(socket.as_raw_fd(), b"text", MsgFlags::MSG_NOSIGNAL),
    },
    Pair {
        title: "socket_sendmsg",
        here: |socket| {
            let message = Message {
                iov: vec![b"text".to_vec()],
                ..Message::default()
            };
            socket_sendmsg(socket, &message, 0)
        },
        theirs: |socket| send(socket.as_raw_fd(), b"text", MsgFlags::MSG_NOSIGNAL),
    },
    Pair {
        title: "socket_select",
        here: |socket| {
            let (mut read, mut write, mut except) = (vec![socket], vec![socket], vec![socket]);
            socket_select(&mut read, &mut write, &mut except, 0, None)?;
            Ok(read.len() + 10 * write.len() + 100 * except.len())
        },
        theirs: ready,
    },
    Pair {
        title: "socket_shutdown",
        here: |socket| socket_shutdown(socket, SHUT_WR).map(|()| 0),
        theirs: |socket| shutdown(socket.as_raw_fd(), Shutdown::Write).map(|()| 0),
    },
    Pair {
        title: "SO_ERROR",
        here: |socket| {
            let code = socket_get_option(socket, SOL_SOCKET, SO_ERROR)?;
            Ok(code.as_int().unwrap_or(-1) as usize)
        },
        theirs: |socket| getsockopt(&socket, sockopt::SocketError).map(|code| code as usize),
    },
];

pub(super) fn run(report: &mut Report) {
    for (state, make) in states::ALL {
        for call in CALLS {
            let (ours, _peer) = make();
            let (twin, _its_peer) = make();
            for socket in [&ours, &twin] {
                let _ = socket_set_nonblock(socket);
                settle(socket);
            }
            // And what is left to read afterwards.
            for (title, here, theirs) in [
                (call.title, call.here, call.theirs),
                ("socket_read after it", CALLS[0].here, CALLS[0].theirs),
            ] {
                let came: Came = here(&ours).map_err(|error| error.code());
                let wanted: Came = theirs(&twin).map_err(|errno| errno as i32);
                report.check(came == wanted, || {
                    let call = call.title;
                    format!("{state}, {call}, {title}: {came:?}, the C library {wanted:?}")
                });
            }
        }
    }
    report.note(format!(
        "{} states, {} calls",
        states::ALL.len(),
        CALLS.len()
    ));
}

/// Waits until what is on its way has arrived, where anything is.
fn settle(socket: &Socket) {
    let mut asked = [PollFd::new(socket.as_fd(), PollFlags::POLLIN)];
    let _ = poll(&mut asked, PollTimeout::from(5_u8));
}

fn received(socket: &Socket, length: usize, flags: MsgFlags) -> nix::Result<usize> {
    recv(socket.as_raw_fd(), &mut vec![0; length], flags)
}

/// Byte by byte, as PHP does it, but for the end and an error in the middle: what was
/// read before is the answer then.
fn line(socket: &Socket) -> nix::Result<usize> {
    let mut count = 0;
    let mut byte = [0];
    while count < LENGTH {
        match recv(socket.as_raw_fd(), &mut byte, MsgFlags::empty()) {
            Ok(0) => break,
            Ok(_) => count += 1,
            Err(Errno::EAGAIN) if count > 0 => break,
            Err(errno) => return Err(errno),
        }
        if [b'\n', b'\r'].contains(&byte[0]) {
            break;
        }
    }
    Ok(count)
}

/// What select(2) says, in the tens and the hundreds.
fn ready(socket: &Socket) -> nix::Result<usize> {
    let fd = socket.as_fd();
    let mut sets = [FdSet::new(), FdSet::new(), FdSet::new()];
    sets.iter_mut().for_each(|set| set.insert(fd));
    let [read, write, except] = &mut sets;
    select(
        None,
        &mut *read,
        &mut *write,
        &mut *except,
        &mut TimeVal::zero(),
    )?;
    let is_in = |set: &FdSet<'_>| usize::from(set.contains(fd));
    Ok(is_in(read) + 10 * is_in(write) + 100 * is_in(except))
}

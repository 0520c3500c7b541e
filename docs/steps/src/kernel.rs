//! The kernel's own table of TCP connections, as `netstat` and `ss` show it. The demo,
//! `examples/demo.rs`, reads it too.

use std::fs;
use std::net::SocketAddr;
use std::thread::sleep;
use std::time::Duration;

use anyhow::Context;

/// What `look` sees when it has come to rest: twice the same, and no row on the move.
pub(crate) fn settled<T: PartialEq>(
    mut look: impl FnMut() -> anyhow::Result<Vec<T>>,
    is_moving: impl Fn(&T) -> bool,
) -> anyhow::Result<Vec<T>> {
    let mut before = look()?;
    for _ in 0..100 {
        sleep(Duration::from_millis(5));
        let now = look()?;
        if now == before && !now.iter().any(&is_moving) {
            break;
        }
        before = now;
    }
    Ok(before)
}

/// Whether this tells a state that lasts until the other end has answered, which it
/// may put off for 40 ms.
pub(crate) fn is_moving(text: &str) -> bool {
    let states = ["FIN_WAIT1", "CLOSING", "LAST_ACK"];
    states.iter().any(|state| text.contains(state))
}

/// A row of the table.
#[derive(PartialEq)]
pub(crate) struct Row {
    pub(crate) state: &'static str,
    pub(crate) local: SocketAddr,
    pub(crate) remote: SocketAddr,
    /// Of a listener, how many connections wait to be accepted; else the bytes that
    /// have arrived and nobody has read.
    pub(crate) queue: u32,
    /// The number of the socket in the kernel, 0 if it belongs to no program.
    pub(crate) inode: u64,
}

impl Row {
    /// Its own end and the other one.
    pub(crate) fn ends(&self) -> (SocketAddr, SocketAddr) {
        (self.local, self.remote)
    }

    /// Whether one of its ends has this port.
    pub(crate) fn has(&self, port: u16) -> bool {
        self.local.port() == port || self.remote.port() == port
    }
}

/// The whole table.
pub(crate) fn rows() -> anyhow::Result<Vec<Row>> {
    let table = fs::read_to_string("/proc/net/tcp")?;
    let lines = table.lines().skip(1); // the head
    lines
        .map(|line| row(line).with_context(|| format!("/proc/net/tcp: {line:?}")))
        .collect()
}

/// Reads a line of the table; `man 5 proc_pid_net` tells what stands where.
fn row(line: &str) -> Option<Row> {
    let fields: Vec<_> = line.split_whitespace().collect();
    let [_, local, remote, state, queues, _, _, _, _, inode, ..] = fields[..] else {
        return None;
    };
    let state = name(state)?;
    let (_, unread) = queues.split_once(':')?;
    // While there is something to read, the end of it, the FIN, counts as a byte.
    let end = match state {
        "CLOSE_WAIT" | "LAST_ACK" | "CLOSING" => 1,
        _ => 0,
    };
    Some(Row {
        state,
        local: address(local)?,
        remote: address(remote)?,
        queue: u32::from_str_radix(unread, 16).ok()?.saturating_sub(end),
        inode: inode.parse().ok()?,
    })
}

/// Both numbers are hexadecimal; the address is as it lies in memory.
fn address(text: &str) -> Option<SocketAddr> {
    let (address, port) = text.split_once(':')?;
    let address = u32::from_str_radix(address, 16).ok()?.to_ne_bytes();
    Some((address, u16::from_str_radix(port, 16).ok()?).into())
}

/// The name that `netstat` prints.
fn name(state: &str) -> Option<&'static str> {
    Some(match state {
        "01" => "ESTABLISHED",
        "02" => "SYN_SENT",
        "03" | "0C" => "SYN_RECV",
        "04" => "FIN_WAIT1",
        "05" => "FIN_WAIT2",
        "06" => "TIME_WAIT",
        "07" => "CLOSE",
        "08" => "CLOSE_WAIT",
        "09" => "LAST_ACK",
        "0A" => "LISTEN",
        "0B" => "CLOSING",
        _ => return None,
    })
}

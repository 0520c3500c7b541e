//! The kernel's own tables of TCP's and UDP's sockets, as `netstat` and `ss` show them. The demo,
//! `examples/demo.rs`, reads the first of them too.

use std::fs;
use std::net::{Ipv6Addr, SocketAddr};
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

/// The protocol of a socket. Both have ports of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Protocol {
    Tcp,
    Udp,
}

/// A row of a table.
#[derive(PartialEq)]
pub(crate) struct Row {
    pub(crate) protocol: Protocol,
    /// UDP has no states: `UDP` stands in their place.
    pub(crate) state: &'static str,
    pub(crate) local: SocketAddr,
    pub(crate) remote: SocketAddr,
    /// Of a listener, how many connections wait to be accepted; else the bytes that
    /// have arrived and nobody has read. Of UDP, the memory that the kernel keeps for them.
    pub(crate) queue: u32,
    /// How many messages the kernel has dropped, as there was no room for them. TCP drops none.
    pub(crate) drops: u32,
    /// The number of the socket in the kernel, 0 if it belongs to no program.
    pub(crate) inode: u64,
}

impl Row {
    /// Its own end and the other one.
    pub(crate) fn ends(&self) -> (SocketAddr, SocketAddr) {
        (self.local, self.remote)
    }

    /// Whether it has another end. A socket of UDP has one once it is connected.
    pub(crate) fn has_peer(&self) -> bool {
        self.protocol == Protocol::Tcp || self.remote.port() != 0
    }

    /// Whether one of its ends has this port.
    pub(crate) fn has(&self, port: u16) -> bool {
        self.local.port() == port || self.remote.port() == port
    }
}

/// The whole table of TCP in IPv4.
pub(crate) fn rows() -> anyhow::Result<Vec<Row>> {
    table("tcp", &fs::read_to_string("/proc/net/tcp")?)
}

/// All tables: TCP's and UDP's, of both families.
pub(crate) fn all_rows() -> anyhow::Result<Vec<Row>> {
    let mut all = rows()?;
    for name in ["tcp6", "udp", "udp6"] {
        // A kernel without IPv6 lacks two of them.
        let text = fs::read_to_string(format!("/proc/net/{name}")).unwrap_or_default();
        all.extend(table(name, &text)?);
    }
    Ok(all)
}

fn table(name: &str, text: &str) -> anyhow::Result<Vec<Row>> {
    let read = match name.starts_with("tcp") {
        true => tcp_row,
        false => udp_row,
    };
    let lines = text.lines().skip(1); // the head
    lines
        .map(|line| read(line).with_context(|| format!("/proc/net/{name}: {line:?}")))
        .collect()
}

/// Reads a line of TCP's table.
fn tcp_row(line: &str) -> Option<Row> {
    let mut row = row(line, Protocol::Tcp)?;
    // While there is something to read, the end of it, the FIN, counts as a byte.
    if matches!(row.state, "CLOSE_WAIT" | "LAST_ACK" | "CLOSING") {
        row.queue = row.queue.saturating_sub(1);
    }
    Some(row)
}

/// Reads a line of UDP's table. It has one column more, the last.
fn udp_row(line: &str) -> Option<Row> {
    let drops = line.split_whitespace().next_back()?.parse().ok()?;
    let row = row(line, Protocol::Udp)?;
    Some(Row {
        state: "UDP",
        drops,
        ..row
    })
}

/// What both have; `man 5 proc_pid_net` tells what stands where.
fn row(line: &str, protocol: Protocol) -> Option<Row> {
    let fields: Vec<_> = line.split_whitespace().collect();
    let [_, local, remote, state, queues, _, _, _, _, inode, ..] = fields[..] else {
        return None;
    };
    let (_, unread) = queues.split_once(':')?;
    Some(Row {
        protocol,
        state: name(state)?,
        local: address(local)?,
        remote: address(remote)?,
        queue: u32::from_str_radix(unread, 16).ok()?,
        drops: 0,
        inode: inode.parse().ok()?,
    })
}

/// All numbers are hexadecimal; each four bytes of the address are as they lie in memory.
fn address(text: &str) -> Option<SocketAddr> {
    let (address, port) = text.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    if address.len() == 8 {
        let address = u32::from_str_radix(address, 16).ok()?.to_ne_bytes();
        return Some((address, port).into());
    }
    let mut bytes = [0; 16];
    for (at, four) in bytes.chunks_exact_mut(4).enumerate() {
        let number = u32::from_str_radix(address.get(at * 8..at * 8 + 8)?, 16).ok()?;
        four.copy_from_slice(&number.to_ne_bytes());
    }
    Some((Ipv6Addr::from(bytes), port).into())
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

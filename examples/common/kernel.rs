//! The kernel's own table of TCP connections, as `netstat` and `ss` show it.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::thread::sleep;
use std::time::Duration;

use procfs::net::{TcpNetEntry, TcpState};

use super::screen::{Who, say};

/// The connections of one server's port.
pub(crate) struct Kernel {
    port: u16,
    /// Those that were there before, such as an earlier run's in `TIME_WAIT`.
    old: HashSet<(SocketAddr, SocketAddr)>,
}

impl Kernel {
    /// Looks at the port before anything happens on it.
    pub(crate) fn new(port: u16) -> anyhow::Result<Self> {
        let old = rows_of(port)?.iter().map(Row::ends).collect();
        Ok(Self { port, old })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// How many connections were there before.
    pub(crate) fn old(&self) -> usize {
        self.old.len()
    }

    /// Prints a row for each socket: its state, its own end and the other one.
    pub(crate) fn show(&self) -> anyhow::Result<()> {
        for Row {
            state,
            local,
            remote,
            queue,
            ..
        } in self.settled()?
        {
            let other = match state {
                "LISTEN" => format!("queue: {queue}"),
                _ => format!("- {remote}"),
            };
            say(Who::Kernel, format!("{state:<12}{local:<21} {other}"));
        }
        Ok(())
    }

    /// What the table shows when closing, which takes a moment, is done.
    fn settled(&self) -> anyhow::Result<Vec<Row>> {
        settled(|| self.rows(), |row| is_moving(row.state))
    }

    /// The listener, then the server's ends, then the clients'.
    fn rows(&self) -> anyhow::Result<Vec<Row>> {
        let mut rows = rows_of(self.port)?;
        rows.retain(|row| !self.old.contains(&row.ends()));
        rows.sort_by_key(|row| (row.state != "LISTEN", row.local.port() != self.port));
        Ok(rows)
    }
}

/// What `look` sees when it has come to rest: twice the same, and no row on the move.
pub(crate) fn settled<T: PartialEq>(
    look: impl Fn() -> anyhow::Result<Vec<T>>,
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

fn rows_of(port: u16) -> anyhow::Result<Vec<Row>> {
    let mut rows = rows()?;
    rows.retain(|row| row.has(port));
    Ok(rows)
}

/// The whole table.
pub(crate) fn rows() -> anyhow::Result<Vec<Row>> {
    Ok(procfs::net::tcp()?.into_iter().map(Row::from).collect())
}

impl From<TcpNetEntry> for Row {
    fn from(entry: TcpNetEntry) -> Self {
        // While there is something to read, the end of it, the FIN, counts as a byte.
        let end = match entry.state {
            TcpState::CloseWait | TcpState::LastAck | TcpState::Closing => 1,
            _ => 0,
        };
        Self {
            state: name(entry.state),
            local: entry.local_address,
            remote: entry.remote_address,
            queue: entry.rx_queue.saturating_sub(end),
            inode: entry.inode,
        }
    }
}

/// The name that `netstat` prints.
fn name(state: TcpState) -> &'static str {
    match state {
        TcpState::Established => "ESTABLISHED",
        TcpState::SynSent => "SYN_SENT",
        TcpState::SynRecv | TcpState::NewSynRecv => "SYN_RECV",
        TcpState::FinWait1 => "FIN_WAIT1",
        TcpState::FinWait2 => "FIN_WAIT2",
        TcpState::TimeWait => "TIME_WAIT",
        TcpState::Close => "CLOSE",
        TcpState::CloseWait => "CLOSE_WAIT",
        TcpState::LastAck => "LAST_ACK",
        TcpState::Listen => "LISTEN",
        TcpState::Closing => "CLOSING",
    }
}

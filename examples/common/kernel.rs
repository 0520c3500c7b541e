//! The connections of the demo's port, from the kernel's own table.

use std::collections::HashSet;
use std::net::SocketAddr;

use super::screen::{Who, say};
use super::table::{Row, is_moving, rows, settled};

/// The connections of one server's port.
pub(crate) struct Kernel {
    port: u16,
    /// Those that were there before, such as an earlier run's in `TIME_WAIT`.
    old: HashSet<(SocketAddr, SocketAddr)>,
}

impl Kernel {
    /// Notes the connections of the port before anything happens on it.
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

    /// What the table shows once closing, which takes a moment, is done.
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

fn rows_of(port: u16) -> anyhow::Result<Vec<Row>> {
    let mut rows = rows()?;
    rows.retain(|row| row.has(port));
    Ok(rows)
}

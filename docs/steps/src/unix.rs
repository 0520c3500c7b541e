//! The kernel's table of unix sockets. It tells neither who is connected with whom nor what is
//! unread.

use std::collections::BTreeSet;
use std::fs;

use nix::sys::socket::{SockaddrStorage, UnixAddr};

/// A row of the table.
pub(crate) struct Row {
    pub(crate) state: &'static str,
    /// The path, or an abstract name with `@` in front. Of a connection that a listener has made,
    /// the listener's. `None` if it has no name.
    pub(crate) path: Option<String>,
    /// The number of the socket in the kernel, 0 if it belongs to no program.
    pub(crate) inode: u64,
}

impl Row {
    /// `LISTEN       /tmp/door`.
    pub(crate) fn text(&self) -> String {
        let path = self.path.as_deref().unwrap_or("(unnamed)");
        format!("{:<12} {path}", self.state)
    }
}

/// The whole table.
pub(crate) fn rows() -> Vec<Row> {
    // A kernel may lack unix sockets.
    let table = fs::read_to_string("/proc/net/unix").unwrap_or_default();
    let mut seen = BTreeSet::new();
    let lines = table.lines().skip(1); // the head
    // Who reads the table while it changes may get a row twice: each has a number of its own.
    let lines = lines.filter(|line| seen.insert(line.split(':').next().unwrap_or_default()));
    lines.filter_map(row).collect()
}

/// Reads a line; `man 5 proc_pid_net` tells what stands where.
fn row(line: &str) -> Option<Row> {
    let fields: Vec<_> = line.split_whitespace().collect();
    let [_, _, _, flags, _, state, inode, ..] = fields[..] else {
        return None;
    };
    let path = line
        .split_once(&format!(" {inode} "))
        .map(|(_, path)| path.to_owned());
    Some(Row {
        state: match (flags, state) {
            ("00010000", _) => "LISTEN",
            (_, "02") => "CONNECTING",
            (_, "03") => "CONNECTED",
            _ => "UNIX",
        },
        path,
        inode: inode.parse().ok()?,
    })
}

/// The address as the table has it.
pub(crate) fn path(address: &SockaddrStorage) -> Option<String> {
    let address: &UnixAddr = address.as_unix_addr()?;
    match (address.path(), address.as_abstract()) {
        (Some(path), _) => Some(path.display().to_string()),
        (None, Some(name)) => Some(format!("@{}", String::from_utf8_lossy(name))),
        (None, None) => None,
    }
}

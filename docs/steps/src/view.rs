//! What the kernel knows of this program's sockets, printed when it changes.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::net::SocketAddr;
use std::os::fd::AsRawFd;
use std::sync::{Mutex, MutexGuard};
use std::{env, fs};

use php_sockets::*;

use crate::kernel::{Row, is_moving, rows, settled};
use crate::shown::print;

/// A socket of this program.
struct Mine {
    number: usize,
    inode: u64,
    /// What is shown while no table lists it: its state and its own address.
    alone: String,
}

struct View {
    mine: Vec<Mine>,
    made: usize,
    /// The ports whose other ends are shown too.
    ports: BTreeSet<u16>,
    /// Connections that ended before this program came to their port.
    old: BTreeSet<(SocketAddr, SocketAddr)>,
    /// The others, in the order in which they came: a client's port tells no order.
    came: RefCell<Vec<(SocketAddr, SocketAddr)>>,
    shown: Vec<String>,
}

fn view() -> MutexGuard<'static, View> {
    static VIEW: Mutex<View> = Mutex::new(View {
        mine: Vec::new(),
        made: 0,
        ports: BTreeSet::new(),
        old: BTreeSet::new(),
        came: RefCell::new(Vec::new()),
        shown: Vec::new(),
    });
    VIEW.lock().unwrap_or_else(|broken| broken.into_inner())
}

/// Gives a new socket its number.
pub(super) fn new(socket: &Socket) {
    let mut view = view();
    view.made += 1;
    let number = view.made;
    view.mine.push(Mine {
        number,
        inode: inode(socket),
        alone: String::new(),
    });
    drop(view);
    look(socket);
}

pub(super) fn number(socket: &Socket) -> usize {
    let inode = inode(socket);
    let view = view();
    let mine = view.mine.iter().rfind(|mine| mine.inode == inode);
    mine.map_or(0, |mine| mine.number)
}

/// From now on whoever is connected to this port is shown too. It is a server's: one
/// that the system chose for a client may be another program's a moment later.
pub(super) fn watch(port: u16) {
    let mut view = view();
    if port != 0 && view.ports.insert(port) {
        let rows = rows().unwrap_or_default().into_iter();
        let old = rows.filter(|row| row.has(port) && row.state == "TIME_WAIT");
        view.old.extend(old.map(|row| row.ends()));
    }
}

/// Asks the kernel about a socket that has just been used.
pub(super) fn look(socket: &Socket) {
    // The table lists each socket of TCP that listens or has a connection.
    let state = if is_tcp(socket) { "CLOSE" } else { "-" };
    let Ok(address) = socket_getsockname(socket) else {
        return;
    };

    let inode = inode(socket);
    let mut view = view();
    if let Some(mine) = view.mine.iter_mut().rfind(|mine| mine.inode == inode) {
        mine.alone = format!("{state:<12} {address}");
    }
}

fn is_tcp(socket: &Socket) -> bool {
    const SO_PROTOCOL: i32 = 38; // PHP has no name for it
    let protocol = socket_get_option(socket, SOL_SOCKET, SO_PROTOCOL);
    matches!(protocol, Ok(OptionValue::Int(SOL_TCP)))
}

/// Prints the kernel's view if it has changed.
pub(super) fn show() {
    let mut view = view();
    // Without procfs there is nothing to show, and the calls are worth seeing.
    let Ok(now) = settled(|| view.now(), |line| is_moving(line)) else {
        return;
    };
    if now != view.shown {
        for line in &now {
            say(line);
        }
        if now.is_empty() {
            say("no socket");
        }
        view.shown = now;
    }
}

/// Prints a line of the kernel's, coloured on a terminal unless `NO_COLOR` is set.
fn say(line: &str) {
    let plain = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if plain || !io::stdout().is_terminal() {
        print(&format!("  kernel | {line}"));
    } else {
        print(&format!("\x1b[33m  kernel | {line}\x1b[0m"));
    }
}

impl View {
    fn now(&self) -> anyhow::Result<Vec<String>> {
        let open = open_inodes()?;
        let mut rows = rows()?;
        let mut lines = Vec::new();
        for mine in self.mine.iter().filter(|mine| open.contains(&mine.inode)) {
            let row = rows.iter().find(|row| row.inode == mine.inode);
            let text = row.map_or_else(|| mine.alone.clone(), text);
            lines.push(format!("socket {}  {text}", mine.number));
        }

        rows.retain(|row| !(row.inode != 0 && self.mine.iter().any(|m| m.inode == row.inode)));
        rows.retain(|row| !self.old.contains(&row.ends()));
        rows.retain(|row| self.ports.iter().any(|&port| row.has(port)));
        self.sort(&mut rows);
        let mut others: Vec<_> = rows.iter().map(other).collect();
        // Who reads the table while it changes may get a row twice.
        others.dedup();
        lines.extend(others);
        Ok(lines)
    }

    fn sort(&self, rows: &mut [Row]) {
        let mut came = self.came.borrow_mut();
        rows.sort_by_key(other);
        for row in rows.iter() {
            if !came.contains(&row.ends()) {
                came.push(row.ends());
            }
        }
        rows.sort_by_key(|row| came.iter().position(|ends| *ends == row.ends()));
    }
}

fn other(row: &Row) -> String {
    let owner = match row.inode {
        0 => "nobody's",
        _ => "other's",
    };
    format!("{owner:<8}  {}", text(row))
}

fn text(row: &Row) -> String {
    let Row {
        state,
        local,
        remote,
        queue,
        ..
    } = row;
    match (*state, queue) {
        ("LISTEN", _) => format!("{state:<12} {local}  queue {queue}"),
        (_, 0) => format!("{state:<12} {local} - {remote}"),
        _ => format!("{state:<12} {local} - {remote}  unread {queue}"),
    }
}

/// The kernel's number of a socket.
fn inode(socket: &Socket) -> u64 {
    let link = format!("/proc/self/fd/{}", socket.as_raw_fd());
    fs::read_link(link).map_or(0, |link| number_in(&link.to_string_lossy()).unwrap_or(0))
}

/// The sockets that this program has open.
fn open_inodes() -> anyhow::Result<BTreeSet<u64>> {
    let links = fs::read_dir("/proc/self/fd")?;
    let links = links.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    Ok(links
        .filter_map(|link| number_in(&link.to_string_lossy()))
        .collect())
}

/// `socket:[17]` is 17.
fn number_in(link: &str) -> Option<u64> {
    link.strip_prefix("socket:[")?
        .strip_suffix(']')?
        .parse()
        .ok()
}

//! What the kernel knows of this program's sockets.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::net::SocketAddr;
use std::os::fd::RawFd;
use std::path::Path;

use nix::sys::socket::{SockaddrStorage, getpeername, getsockname};

use crate::call::Call;
use crate::kernel::Protocol::{self, Tcp, Udp};
use crate::kernel::{Row, all_rows, is_moving, settled};
use crate::unix;

/// The two ends of a connection.
type Ends = (SocketAddr, SocketAddr);

pub(crate) struct View {
    /// The program's sockets, by the kernel's numbers: the first that it makes is `socket 1`.
    sockets: Vec<u64>,
    /// Which of them a descriptor was when it was last seen: after a close nothing else tells.
    descriptors: HashMap<RawFd, usize>,
    /// The ports whose other ends are shown too.
    ports: BTreeSet<(Protocol, u16)>,
    /// And the paths of unix sockets.
    paths: BTreeSet<String>,
    /// Connections that ended before this program began.
    old: BTreeSet<Ends>,
    /// The others, in the order in which they came: a client's port tells no order.
    came: Vec<Ends>,
    shown: Vec<String>,
}

impl View {
    pub(crate) fn new() -> Self {
        let rows = all_rows().unwrap_or_default().into_iter();
        let ended = rows.filter(|row| row.state == "TIME_WAIT");
        Self {
            sockets: Vec::new(),
            descriptors: HashMap::new(),
            ports: BTreeSet::new(),
            paths: BTreeSet::new(),
            old: ended.map(|row| row.ends()).collect(),
            came: Vec::new(),
            shown: Vec::new(),
        }
    }

    /// `socket 1`. A socket that was not seen before gets the next number.
    pub(crate) fn name(&mut self, descriptor: RawFd) -> String {
        if let Some(inode) = inode(descriptor) {
            let known = self.sockets.iter().position(|socket| *socket == inode);
            let at = known.unwrap_or_else(|| {
                self.sockets.push(inode);
                self.sockets.len() - 1
            });
            self.descriptors.insert(descriptor, at + 1);
        }
        let number = self.descriptors.get(&descriptor).unwrap_or(&0);
        format!("socket {number}")
    }

    /// What a descriptor in a message is called: as the socket that it is, or `stream`.
    pub(crate) fn stream(&mut self, descriptor: RawFd) -> String {
        match inode(descriptor) {
            Some(_) => self.name(descriptor),
            None => "stream".into(),
        }
    }

    /// After a call that gave a socket an address or a peer: from now on whoever is connected to
    /// that port or path is shown too. It is a server's: a port that the system chose for a
    /// client may be another program's a moment later.
    pub(crate) fn watch(&mut self, call: &Call) {
        let Some(descriptor) = call.descriptor else {
            return;
        };
        let (port, address) = match &*call.function {
            "socket_bind" | "socket_create_listen" | "socket_addrinfo_bind" => {
                (own_port(descriptor), getsockname(descriptor))
            }
            "socket_connect" | "socket_addrinfo_connect" => {
                (peer_port(descriptor), getpeername(descriptor))
            }
            _ => return,
        };
        let path = address.ok().as_ref().and_then(unix::path);
        self.paths.extend(path);
        let protocol = protocol(descriptor).zip(port);
        self.ports.extend(protocol.filter(|(_, port)| *port != 0));
    }

    /// What the kernel knows now, unless it is what it was.
    pub(crate) fn changed(&mut self) -> Option<Vec<String>> {
        // Without procfs there is nothing to show, and the calls are worth seeing.
        let now = settled(|| self.now(), |line| is_moving(line)).ok()?;
        if now == self.shown {
            return None;
        }
        self.shown.clone_from(&now);
        match now.is_empty() {
            true => Some(vec!["no socket".into()]),
            false => Some(now),
        }
    }

    fn now(&mut self) -> anyhow::Result<Vec<String>> {
        let open = open_sockets()?;
        let mut rows = all_rows()?;
        let mut doors = unix::rows();
        let mut lines = Vec::new();
        for (inode, number) in self.sockets.iter().zip(1..) {
            let Some(descriptor) = open.get(inode) else {
                continue;
            };
            let row = rows.iter().find(|row| row.inode == *inode).map(text);
            let door = doors.iter().find(|row| row.inode == *inode);
            let text = row.or_else(|| door.map(unix::Row::text));
            let text = text.unwrap_or_else(|| alone(*descriptor));
            lines.push(format!("socket {number}  {text}"));
        }

        rows.retain(|row| row.inode == 0 || !self.is_mine(row.inode, &open));
        rows.retain(|row| !self.old.contains(&row.ends()));
        let is_watched = |row: &Row, (protocol, port): &(Protocol, u16)| {
            row.protocol == *protocol && row.has(*port)
        };
        rows.retain(|row| self.ports.iter().any(|port| is_watched(row, port)));
        self.sort(&mut rows);
        let mut others: Vec<_> = rows.iter().map(other).collect();
        // Who reads the table while it changes may get a row twice.
        others.dedup();
        lines.extend(others);

        doors.retain(|row| row.inode == 0 || !self.is_mine(row.inode, &open));
        let is_watched = |path: &String| self.paths.contains(path);
        doors.retain(|row| row.path.as_ref().is_some_and(is_watched));
        let others = doors.iter().map(|row| owned(row.inode, &row.text()));
        let mut others: Vec<_> = others.collect();
        others.sort();
        lines.extend(others);
        Ok(lines)
    }

    /// One that the program has closed can be on its way to another, in a message.
    fn is_mine(&self, inode: u64, open: &BTreeMap<u64, RawFd>) -> bool {
        self.sockets.contains(&inode) && open.contains_key(&inode)
    }

    /// In the order in which they came.
    fn sort(&mut self, rows: &mut [Row]) {
        rows.sort_by_key(other);
        for row in rows.iter() {
            if !self.came.contains(&row.ends()) {
                self.came.push(row.ends());
            }
        }
        rows.sort_by_key(|row| self.came.iter().position(|ends| *ends == row.ends()));
    }
}

fn other(row: &Row) -> String {
    owned(row.inode, &text(row))
}

/// A row that is not one of the program's own.
fn owned(inode: u64, text: &str) -> String {
    let owner = match inode {
        0 => "nobody's",
        _ => "other's",
    };
    format!("{owner:<8}  {text}")
}

fn text(row: &Row) -> String {
    let Row {
        state,
        local,
        remote,
        queue,
        drops,
        ..
    } = row;
    let peer = match row.has_peer() && *state != "LISTEN" {
        true => format!(" - {remote}"),
        false => String::new(),
    };
    let queue = match (*state, queue) {
        ("LISTEN", _) => format!("  queue {queue}"),
        (_, 0) => String::new(),
        _ => format!("  unread {queue}"),
    };
    let drops = match drops {
        0 => String::new(),
        _ => format!("  drops {drops}"),
    };
    format!("{state:<12} {local}{peer}{queue}{drops}")
}

/// What is shown of a socket that no table lists: its state and its own address. The tables list
/// each socket of TCP that listens or has a connection, and each of UDP that has a port.
fn alone(descriptor: RawFd) -> String {
    let state = match protocol(descriptor) {
        Some(Tcp) => "CLOSE",
        Some(Udp) => "UDP",
        None => "-",
    };
    let address = match getsockname::<SockaddrStorage>(descriptor) {
        Ok(address) if is_unnamed(&address) => "(unnamed)".into(),
        Ok(address) => address.to_string(),
        Err(_) => String::new(),
    };
    format!("{state:<12} {address}")
}

fn is_unnamed(address: &SockaddrStorage) -> bool {
    address
        .as_unix_addr()
        .is_some_and(|name| name.path().is_none() && name.as_abstract().is_none())
}

/// The kernel tells the protocol of a socket as an attribute of its descriptor.
fn protocol(descriptor: RawFd) -> Option<Protocol> {
    let mut name = [0; 32];
    let link = format!("/proc/self/fd/{descriptor}");
    let length = rustix::fs::getxattr(link, "system.sockprotoname", &mut name).ok()?;
    match &name[..length] {
        [b'T', b'C', b'P', ..] => Some(Tcp),
        [b'U', b'D', b'P', 0 | b'v', ..] => Some(Udp),
        _ => None,
    }
}

fn own_port(descriptor: RawFd) -> Option<u16> {
    let address: SockaddrStorage = getsockname(descriptor).ok()?;
    let (v4, v6) = (address.as_sockaddr_in(), address.as_sockaddr_in6());
    v4.map(|v4| v4.port()).or(v6.map(|v6| v6.port()))
}

/// A connection that is still being made has a row too.
fn peer_port(descriptor: RawFd) -> Option<u16> {
    let inode = inode(descriptor)?;
    let row = all_rows()
        .ok()?
        .into_iter()
        .find(|row| row.inode == inode)?;
    Some(row.remote.port())
}

/// The kernel's number of a socket.
fn inode(descriptor: RawFd) -> Option<u64> {
    inode_in(Path::new(&format!("/proc/self/fd/{descriptor}")))
}

/// The sockets that this program has open.
fn open_sockets() -> anyhow::Result<BTreeMap<u64, RawFd>> {
    let links = fs::read_dir("/proc/self/fd")?.flatten();
    let open = links.filter_map(|link| {
        let descriptor = link.file_name().to_str()?.parse().ok()?;
        Some((inode_in(&link.path())?, descriptor))
    });
    Ok(open.collect())
}

/// The link of a socket leads to `socket:[17]`.
fn inode_in(link: &Path) -> Option<u64> {
    let target = fs::read_link(link).ok()?;
    let target = target.to_str()?;
    target
        .strip_prefix("socket:[")?
        .strip_suffix(']')?
        .parse()
        .ok()
}

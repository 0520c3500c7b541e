//! Ports for programs that take one.

use std::net::TcpListener;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::sync::atomic::{AtomicU16, Ordering::Relaxed};
use std::{fs, mem, process};

/// A port of four digits, like the article's, that no other program uses. It is not
/// one of those that the system chooses, and odd: 8192 is a length in the programs,
/// and a transcript could not tell the two apart.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    loop {
        let offset = process::id() as u16 % 100 * 9 + NEXT.fetch_add(1, Relaxed);
        let port = 8101 + 2 * (offset % 900);
        // Not one with old connections either.
        let old = fs::read_to_string("/proc/net/tcp").unwrap_or_default();
        if !old.contains(&format!(":{port:04X} "))
            && TcpListener::bind(("0.0.0.0", port)).is_ok()
            && reserve(port)
        {
            return port;
        }
    }
}

/// Keeps other tests from taking a port before the program has it. A name lasts as
/// long as this process.
fn reserve(port: u16) -> bool {
    let name = SocketAddr::from_abstract_name(format!("php-sockets test port {port}"));
    let Ok(held) = name.and_then(|name| UnixListener::bind_addr(&name)) else {
        return false;
    };
    mem::forget(held);
    true
}

//! Ports for programs that are told one.

use std::fs;
use std::net::TcpListener;
use std::process;
use std::sync::atomic::{AtomicU16, Ordering::Relaxed};

/// A port of four digits, as the article's, that no other program uses. It is not
/// one of those that the system chooses.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    loop {
        let offset = process::id() as u16 % 100 * 18 + NEXT.fetch_add(1, Relaxed);
        let port = 8100 + offset % 1800;
        // Not one with old connections either.
        let old = fs::read_to_string("/proc/net/tcp").unwrap_or_default();
        if !old.contains(&format!(":{port:04X} ")) && TcpListener::bind(("0.0.0.0", port)).is_ok() {
            return port;
        }
    }
}

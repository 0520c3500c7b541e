//! Address strings. Any address can be bound with `IP_FREEBIND`, and read back.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::unix::ffi::OsStrExt;

use php_sockets::*;

use crate::c_library;

const IP_FREEBIND: i32 = 15;
const IPV6_FREEBIND: i32 = 78;

/// What is wrong with the answers for a string, if anything is.
pub fn fault(text: &[u8]) -> Option<String> {
    for (family, compare) in [("IPv4", ipv4 as fn(&[u8]) -> _), ("IPv6", ipv6)] {
        if let Some(fault) = compare(text) {
            return Some(format!("{family} \"{}\": {fault}", text.escape_ascii()));
        }
    }
    None
}

/// What the crate takes a string for: an address, no address, or one that cannot be bound.
fn bound(domain: i32, text: &[u8]) -> std::result::Result<Option<IpAddr>, i32> {
    let socket = socket_create(domain, SOCK_DGRAM, 0).expect("a socket");
    let freebind = match domain {
        AF_INET => (IPPROTO_IP, IP_FREEBIND),
        _ => (IPPROTO_IPV6, IPV6_FREEBIND),
    };
    socket_set_option(&socket, freebind.0, freebind.1, 1).expect("FREEBIND");
    match socket_bind(&socket, OsStr::from_bytes(text), 0) {
        Ok(()) => {
            let name = socket_getsockname(&socket).expect("its name");
            Ok(name.as_socket_addr().map(|address| address.ip()))
        }
        Err(error) if error.code() > 0 => Ok(None),
        Err(error) => Err(error.code()),
    }
}

/// What is wrong with an answer for IPv4.
///
/// `inet_aton` judges strings of digits and dots. The C library's look-up, which PHP calls
/// too, takes everything else for a name.
fn ipv4(text: &[u8]) -> Option<String> {
    let is_number = text
        .iter()
        .all(|byte| byte.is_ascii_digit() || *byte == b'.');
    let is_closed = text.last() != Some(&b'.');
    let judged = c_library::inet_aton_of(text);
    let came = bound(AF_INET, text);
    match (came, judged) {
        (Ok(came), Some(judged)) if came.is_none_or(|came| came == IpAddr::V4(judged)) => None,
        (Err(_), None) => None,
        // Numbers in other bases, and what follows a space, are names for the look-up.
        (Err(_), Some(_)) if !is_number || !is_closed => None,
        (Ok(Some(IpAddr::V4(Ipv4Addr::LOCALHOST))), None) if !is_number => hosts(text),
        (came, judged) => Some(format!("{came:?}, inet_aton {judged:?}")),
    }
}

/// What is wrong with an answer for IPv6, of strings that are not names and have no scope.
fn ipv6(text: &[u8]) -> Option<String> {
    if !text.contains(&b':') || text.contains(&b'%') {
        return None;
    }
    let judged: Option<Ipv6Addr> = c_library::inet_pton_of(text);
    let came = bound(AF_INET6, text);
    match (came, judged) {
        (Ok(None), Some(_)) | (Err(_), None) => None,
        (Ok(Some(came)), Some(judged)) if came == IpAddr::V6(judged) => None,
        (came, judged) => Some(format!("{came:?}, inet_pton {judged:?}")),
    }
}

/// Whether a name that was found is in /etc/hosts.
fn hosts(name: &[u8]) -> Option<String> {
    let text = std::fs::read_to_string("/etc/hosts").unwrap_or_default();
    let names: HashSet<_> = text
        .split_ascii_whitespace()
        .map(str::to_ascii_lowercase)
        .collect();
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    let name = name.trim_end_matches('.');
    match names.contains(name) {
        true => None,
        false => Some("found, and not in /etc/hosts".into()),
    }
}

//! Texts of addresses. Any address can be bound with `IP_FREEBIND`, and read back.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::unix::ffi::OsStrExt;

use fastrand::Rng;
use php_sockets::*;

use crate::report::Report;
use crate::sys;

const IP_FREEBIND: i32 = 15;
const IPV6_FREEBIND: i32 = 78;

const CORPUS: &str = include_str!("../../../corpus/addresses.txt");

/// A thousand texts.
pub(super) fn batch(random: &mut Rng, report: &mut Report) {
    let corpus: Vec<_> = CORPUS.lines().map(str::as_bytes).collect();
    for _ in 0..1000 {
        let text = mutated(random, &corpus);
        let fault = ipv4(&text);
        report.check(fault.is_none(), || {
            format!(
                "IPv4 \"{}\": {}",
                text.escape_ascii(),
                fault.unwrap_or_default()
            )
        });
        let fault = ipv6(&text);
        report.check(fault.is_none(), || {
            format!(
                "IPv6 \"{}\": {}",
                text.escape_ascii(),
                fault.unwrap_or_default()
            )
        });
    }
}

/// A text of the corpus with a few changes.
fn mutated(random: &mut Rng, corpus: &[&[u8]]) -> Vec<u8> {
    const LETTERS: &[u8] = b"0123456789012345678901234567890123456789....::::abcdefxABCDEFX%+- ";

    let mut text = corpus[random.usize(..corpus.len())].to_vec();
    for _ in 0..random.usize(..5) {
        let place = random.usize(..=text.len());
        let letter = match random.u8(..20) {
            0 => random.u8(1..),
            _ => LETTERS[random.usize(..LETTERS.len())],
        };
        match random.u8(..5) {
            0 => text.insert(place, letter),
            1 if place < text.len() => text[place] = letter,
            2 if place < text.len() => drop(text.remove(place)),
            3 => {
                let other = corpus[random.usize(..corpus.len())];
                text.truncate(place);
                text.extend(&other[random.usize(..=other.len())..]);
            }
            4 => text.extend_from_within(place..),
            _ => {}
        }
        text.truncate(300);
    }
    text
}

/// What the crate takes a text for: an address, no address, or one that cannot be bound.
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
/// `inet_aton` judges texts of digits and dots. The C library's look-up, which PHP asks
/// too, takes what is none of its numbers for a name.
fn ipv4(text: &[u8]) -> Option<String> {
    let is_number = text
        .iter()
        .all(|byte| byte.is_ascii_digit() || *byte == b'.');
    let is_closed = text.last() != Some(&b'.');
    let judged = sys::inet_aton_of(text);
    let came = bound(AF_INET, text);
    match (came, judged) {
        (Ok(came), Some(judged)) if came.is_none_or(|came| came == IpAddr::V4(judged)) => None,
        (Err(_), None) => None,
        // Numbers in other bases, and what follows behind a space, are names for the look-up.
        (Err(_), Some(_)) if !is_number || !is_closed => None,
        (Ok(Some(IpAddr::V4(Ipv4Addr::LOCALHOST))), None) if !is_number => hosts(text),
        (came, judged) => Some(format!("{came:?}, inet_aton {judged:?}")),
    }
}

/// What is wrong with an answer for IPv6, of texts that are no names and have no scope.
fn ipv6(text: &[u8]) -> Option<String> {
    if !text.contains(&b':') || text.contains(&b'%') {
        return None;
    }
    let judged: Option<Ipv6Addr> = sys::inet_pton_of(text);
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

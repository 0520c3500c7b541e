//! Odd arguments.

use std::ffi::OsString;

use fastrand::Rng;
use php_sockets::*;

use super::Program;

/// A number at an edge, or any.
pub(super) fn number(random: &mut Rng) -> i32 {
    const EDGES: [i32; 14] = [
        0,
        1,
        -1,
        2,
        3,
        16,
        255,
        256,
        65_535,
        65_536,
        1 << 20,
        i32::MAX,
        i32::MIN,
        -4096,
    ];
    match random.u8(..4) {
        0 => random.i32(..),
        1 => random.i32(0..100),
        _ => EDGES[random.usize(..EDGES.len())],
    }
}

/// A number, or nothing.
pub(super) fn number_or_none(random: &mut Rng) -> Option<i32> {
    random.bool().then(|| number(random))
}

/// A length at an edge.
pub(super) fn length(random: &mut Rng) -> usize {
    const EDGES: [usize; 12] = [
        0,
        1,
        2,
        255,
        256,
        1024,
        1025,
        1 << 18,
        1 << 20,
        1 << 31,
        isize::MAX as usize,
        usize::MAX,
    ];
    match random.bool() {
        true => random.usize(..5000),
        false => EDGES[random.usize(..EDGES.len())],
    }
}

/// Bytes, occasionally many.
pub(super) fn bytes(random: &mut Rng) -> Vec<u8> {
    let length = match random.u8(..20) {
        0 => random.usize(..300_000),
        1..5 => 0,
        _ => random.usize(..300),
    };
    let mut bytes = vec![0; length];
    random.fill(&mut bytes);
    if random.bool() {
        bytes.iter_mut().step_by(13).for_each(|byte| *byte = b'\n');
    }
    bytes
}

/// Flags, always with the one not to wait.
pub(super) fn flags(random: &mut Rng) -> i32 {
    let flags = match random.u8(..4) {
        0 => random.i32(..),
        1 => 0,
        _ => 1 << random.u8(..31),
    };
    flags | MSG_DONTWAIT
}

/// A string that is an address, or nearly.
pub(super) fn address(program: &mut Program) -> OsString {
    const TEXTS: [&str; 16] = [
        "127.0.0.1",
        "::1",
        "0.0.0.0",
        "::",
        "127.1",
        "localhost",
        "",
        "\0abstract",
        "a\0b",
        "224.0.0.7",
        "ff02::7",
        "fe80::1%lo",
        "1.2.3.256",
        "/",
        "/nosuch/socket",
        "no.such.name.invalid",
    ];
    let random = &mut program.random;
    match random.u8(..8) {
        0 => "x".repeat(random.usize(..300)).into(),
        1 => program
            .folder
            .path(["a", "b", "c"][random.usize(..3)])
            .into(),
        2..5 => TEXTS[random.usize(..2)].into(),
        _ => TEXTS[random.usize(..TEXTS.len())].into(),
    }
}

/// A port, often one that a socket of the program has.
pub(super) fn port(program: &mut Program) -> Option<u16> {
    let random = &mut program.random;
    match random.u8(..4) {
        0 => None,
        1 => Some(random.u16(..)),
        _ => {
            let socket = program.sockets.get(random.usize(..40))?;
            socket_getsockname(socket).ok()?.port()
        }
    }
}

/// A value of any shape.
pub(super) fn value(program: &mut Program) -> OptionValue {
    let text = address(program);
    let random = &mut program.random;
    match random.u8(..12) {
        0 => true.into(),
        1 => text.into(),
        2 => Linger {
            l_onoff: random.u16(..2),
            l_linger: random.u16(..),
        }
        .into(),
        3 => Timeout {
            sec: number(random).into(),
            usec: number(random).into(),
        }
        .into(),
        4 => GroupRequest {
            group: text,
            interface: interface(random),
        }
        .into(),
        5 => SourceRequest {
            group: text,
            source: "127.0.0.1".into(),
            interface: interface(random),
        }
        .into(),
        6 => In6PktInfo {
            addr: random.u128(..).into(),
            ifindex: random.u32(..3),
        }
        .into(),
        _ => number(random).into(),
    }
}

fn interface(random: &mut Rng) -> Interface {
    match random.u8(..4) {
        0 => "lo".into(),
        1 => "nosuch0".into(),
        _ => random.u32(..3).into(),
    }
}

/// A level and an option, often a pair that exists.
pub(super) fn option(random: &mut Rng) -> (i32, i32) {
    const LEVELS: [i32; 5] = [SOL_SOCKET, IPPROTO_IP, IPPROTO_IPV6, SOL_TCP, SOL_UDP];
    match random.u8(..10) {
        0 => (number(random), number(random)),
        _ => (LEVELS[random.usize(..LEVELS.len())], random.i32(0..90)),
    }
}

//! Control messages: what is sent and what arrives, with any room, beside `sendmsg(2)`,
//! `recvmsg(2)` and the macros of the C library on the same socket.

use std::os::fd::{AsFd, OwnedFd};

use fastrand::Rng;
use php_sockets::*;

use crate::report::Report;
use crate::scene::{bound_udp, pair, udp};
use crate::sys::{self, Cmsg};

/// Where messages go: the ends, and which control messages suit them.
struct Place {
    title: &'static str,
    here: Socket,
    there: Socket,
}

/// Some messages on sockets of each kind.
pub(super) fn batch(random: &mut Rng, report: &mut Report) {
    for place in [unix(SOCK_STREAM), unix(SOCK_DGRAM), ipv4(), ipv6()] {
        for _ in 0..50 {
            let fault = arrives(random, &place);
            report.check(fault.is_empty(), || {
                format!("received, {}: {fault}", place.title)
            });
            let fault = is_sent(random, &place);
            report.check(fault.is_empty(), || {
                format!("sent, {}: {fault}", place.title)
            });
        }
    }
}

/// `socket_cmsg_space` beside CMSG_SPACE.
pub(super) fn spaces(report: &mut Report) {
    for num in (0..1000).chain([4096, 65_536, 1 << 20]) {
        let ours = socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, num).expect("a size");
        let theirs = sys::cmsg_space(4 * num);
        report.check(ours == theirs, || {
            format!("room for {num} descriptors: {ours}, {theirs}")
        });
    }
}

fn unix(r#type: i32) -> Place {
    let [here, there] = pair(r#type);
    socket_set_option(&here, SOL_SOCKET, SO_PASSCRED, 1).expect("SO_PASSCRED");
    Place {
        title: "unix",
        here,
        there,
    }
}

fn ipv4() -> Place {
    const IP_RECVTTL: i32 = 12;
    const IP_RECVTOS: i32 = 13;
    const IP_PKTINFO: i32 = 8;
    const IP_RECVORIGDSTADDR: i32 = 20;

    let (here, there) = (bound_udp(), udp());
    for option in [IP_RECVTTL, IP_RECVTOS, IP_PKTINFO, IP_RECVORIGDSTADDR] {
        socket_set_option(&here, IPPROTO_IP, option, 1).expect("an option");
    }
    socket_connect(&there, "127.0.0.1", crate::scene::port(&here)).expect("an address");
    Place {
        title: "IPv4",
        here,
        there,
    }
}

fn ipv6() -> Place {
    let [here, there] = [0, 0].map(|_| socket_create(AF_INET6, SOCK_DGRAM, 0).expect("IPv6"));
    socket_bind(&here, "::1", 0).expect("a port");
    for option in [IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS] {
        socket_set_option(&here, IPPROTO_IPV6, option, 1).expect("an option");
    }
    socket_connect(&there, "::1", crate::scene::port(&here)).expect("an address");
    Place {
        title: "IPv6",
        here,
        there,
    }
}

/// The same message once for the crate and once for the C library, with the same room.
fn arrives(random: &mut Rng, place: &Place) -> String {
    let room = match random.u8(..4) {
        0 => random.usize(1..40),
        1 => random.usize(1..400),
        _ => random.usize(1..150),
    };
    let flags = [0, MSG_TRUNC, MSG_CMSG_CLOEXEC, MSG_PEEK][random.usize(..4)] | MSG_DONTWAIT;
    let data = vec![b'x'; random.usize(1..30)];
    let passed = if place.title == "unix" {
        random.usize(..5)
    } else {
        0
    };

    send(place, &data, passed);
    let mut message = Message {
        controllen: room,
        buffer_size: 20,
        ..Message::default()
    };
    let ours = socket_recvmsg(&place.here, &mut message, flags);
    let ours = ours.map(|count| (count, message.flags, plain(&message.control)));
    drop(message);
    drain(&place.here);

    send(place, &data, passed);
    let theirs = sys::recvmsg(&place.here, room, 20, flags);
    drain(&place.here);
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) if ours == theirs => String::new(),
        _ => format!("room {room}, flags {flags}: {ours:?}, the C library {theirs:?}"),
    }
}

/// Sends data, and a descriptor so many times.
fn send(place: &Place, data: &[u8], passed: usize) {
    let lent: Vec<_> = (0..passed).map(|_| place.there.as_fd()).collect();
    let control = (passed > 0).then_some(Control::Lent(lent));
    let message = Message {
        iov: vec![data.to_vec()],
        control: control.into_iter().collect(),
        ..Message::default()
    };
    socket_sendmsg(&place.there, &message, 0).expect("room");
}

/// Takes what is left.
fn drain(socket: &Socket) {
    while socket_recv(socket, &mut Vec::new(), 1000, MSG_DONTWAIT).is_ok() {}
}

/// What has arrived, as level, type and bytes; of descriptors their number.
fn plain(control: &[Control<'_>]) -> Vec<Cmsg> {
    let one = |control: &Control<'_>| match control {
        Control::Rights(descriptors) => rights(descriptors),
        Control::Credentials(Credentials { pid, uid, gid }) => {
            let data = [pid.to_ne_bytes(), uid.to_ne_bytes(), gid.to_ne_bytes()];
            (SOL_SOCKET, SCM_CREDENTIALS, data.concat())
        }
        Control::PktInfo(In6PktInfo { addr, ifindex }) => {
            let data = [&addr.octets()[..], &ifindex.to_ne_bytes()].concat();
            (IPPROTO_IPV6, IPV6_PKTINFO, data)
        }
        Control::HopLimit(hops) => (IPPROTO_IPV6, IPV6_HOPLIMIT, hops.to_ne_bytes().into()),
        Control::TrafficClass(class) => (IPPROTO_IPV6, IPV6_TCLASS, class.to_ne_bytes().into()),
        Control::Raw {
            level,
            r#type,
            data,
        } => (*level, *r#type, data.clone()),
        _ => (0, 0, Vec::new()),
    };
    control.iter().map(one).collect()
}

fn rights(descriptors: &[OwnedFd]) -> Cmsg {
    (SOL_SOCKET, SCM_RIGHTS, vec![0; descriptors.len()])
}

/// The same control messages once by the crate and once by the C library: the same answer
/// of the kernel, and the same arrives.
fn is_sent(random: &mut Rng, place: &Place) -> String {
    let controls: Vec<Cmsg> = (0..random.usize(1..4))
        .map(|_| some(random, place))
        .collect();
    let message = Message {
        iov: vec![b"x".to_vec()],
        control: controls
            .iter()
            .map(|(level, r#type, data)| Control::Raw {
                level: *level,
                r#type: *r#type,
                data: data.clone(),
            })
            .collect(),
        ..Message::default()
    };
    let ours = socket_sendmsg(&place.there, &message, MSG_DONTWAIT);
    let ours = ours.map_err(|error| error.code());
    let ours = (ours, received(place));
    let theirs = sys::sendmsg(&place.there, b"x", &controls, MSG_DONTWAIT);
    let theirs = theirs.map_err(|cause| cause.raw_os_error().unwrap_or(0));
    let theirs = (theirs, received(place));
    match ours == theirs {
        true => String::new(),
        false => format!("{controls:?}: {ours:?}, the C library {theirs:?}"),
    }
}

fn received(place: &Place) -> Option<(usize, i32, Vec<Cmsg>)> {
    sys::recvmsg(&place.here, 1000, 20, MSG_DONTWAIT).ok()
}

/// A control message that suits the place, or nearly.
fn some(random: &mut Rng, place: &Place) -> Cmsg {
    const IP_TOS: i32 = 1;
    const IP_TTL: i32 = 2;

    let (level, types): (i32, &[i32]) = match place.title {
        "unix" => (SOL_SOCKET, &[SCM_CREDENTIALS]),
        "IPv4" => (IPPROTO_IP, &[IP_TOS, IP_TTL]),
        _ => (IPPROTO_IPV6, &[IPV6_HOPLIMIT, IPV6_TCLASS]),
    };
    let r#type = types[random.usize(..types.len())];
    let number = random.i32(-1..260).to_ne_bytes();
    let data = match (random.u8(..10), place.title) {
        (0, _) => (0..random.usize(..40)).map(|_| random.u8(..)).collect(),
        (_, "unix") => [std::process::id().to_ne_bytes(), [0; 4], [0; 4]].concat(),
        _ => number.to_vec(),
    };
    match random.u8(..20) {
        // Descriptors only by their own variant.
        0 if level != SOL_SOCKET => (random.i32(2..100), random.i32(..100), data),
        _ => (level, r#type, data),
    }
}

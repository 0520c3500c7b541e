//! Control messages: what is sent and what arrives, with any room, compared with `sendmsg(2)`,
//! `recvmsg(2)` and the macros of the C library on the same socket.
//!
//! Every decision is read from the input: which socket, which messages, their bytes, the
//! room, the flags.

use std::os::fd::{AsFd, AsRawFd};

use arbitrary::Unstructured;
use php_sockets::*;

use crate::c_library::{self, Cmsg, Received};

/// The answer of a call and what arrived, or the code of its failure.
type Answers = Vec<std::result::Result<Received, i32>>;

/// Two ends, and the level of the control messages that suit them.
struct Place {
    level: i32,
    here: Socket,
    there: Socket,
}

/// What is wrong with the answers for an input, if anything is.
pub fn fault(input: &[u8]) -> Option<String> {
    let before = next_descriptor();
    let fault = tried(&mut Unstructured::new(input)).ok().flatten();
    let after = next_descriptor();

    let left = (before != after).then(|| format!("next descriptor {before}, then {after}"));
    fault.or(left)
}

/// The number of the next descriptor, which is higher if one was left open.
fn next_descriptor() -> i32 {
    udp().as_raw_fd()
}

/// The fault, if any; an error if the input is too short.
fn tried(input: &mut Unstructured<'_>) -> arbitrary::Result<Option<String>> {
    let kind = input.arbitrary::<u8>()?;
    if kind % 8 == 0 {
        return space(input);
    }
    let place = match kind / 8 % 4 {
        0 => unix(SOCK_STREAM),
        1 => unix(SOCK_DGRAM),
        2 => ipv4(),
        _ => ipv6(),
    };
    match kind % 2 {
        0 => is_sent(input, &place),
        _ => arrives(input, &place),
    }
}

/// `socket_cmsg_space` and `Control::space` compared with CMSG_SPACE.
fn space(input: &mut Unstructured<'_>) -> arbitrary::Result<Option<String>> {
    let num = usize::from(input.arbitrary::<u16>()?);

    let ours = socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, num).map_err(|error| error.code());
    let theirs = c_library::cmsg_space(4 * num);
    if ours != Ok(theirs) {
        return Ok(Some(format!("{num} descriptors: {ours:?}, {theirs}")));
    }
    let (ours, theirs) = (Control::space(num), c_library::cmsg_space(num));
    Ok((ours != theirs).then(|| format!("{num} bytes: {ours}, {theirs}")))
}

fn udp() -> Socket {
    socket_create(AF_INET, SOCK_DGRAM, SOL_UDP).expect("a UDP socket")
}

fn unix(r#type: i32) -> Place {
    let [here, there] = socket_create_pair(AF_UNIX, r#type, 0).expect("a pair");
    socket_set_option(&here, SOL_SOCKET, SO_PASSCRED, 1).expect("SO_PASSCRED");
    Place {
        level: SOL_SOCKET,
        here,
        there,
    }
}

fn ipv4() -> Place {
    const IP_RECVTTL: i32 = 12;
    const IP_RECVTOS: i32 = 13;
    const IP_PKTINFO: i32 = 8;
    const IP_RECVORIGDSTADDR: i32 = 20;

    let options = [IP_RECVTTL, IP_RECVTOS, IP_PKTINFO, IP_RECVORIGDSTADDR];
    connected(udp(), udp(), "127.0.0.1", IPPROTO_IP, &options)
}

fn ipv6() -> Place {
    let [here, there] = [0, 0].map(|_| socket_create(AF_INET6, SOCK_DGRAM, 0).expect("IPv6"));
    let options = [IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS];
    connected(here, there, "::1", IPPROTO_IPV6, &options)
}

/// The second sends to the first, which receives the control messages of these options.
fn connected(here: Socket, there: Socket, address: &str, level: i32, options: &[i32]) -> Place {
    socket_bind(&here, address, 0).expect("a free port");
    let name = socket_getsockname(&here).expect("its name");
    socket_connect(&there, address, name.port()).expect("an address");
    for &option in options {
        socket_set_option(&here, level, option, 1).expect("an option");
    }
    Place { level, here, there }
}

/// The same messages are received once by the crate and once by the C library, with the same
/// room.
fn arrives(input: &mut Unstructured<'_>, place: &Place) -> arbitrary::Result<Option<String>> {
    const FLAGS: [i32; 6] = [
        MSG_TRUNC,
        MSG_CMSG_CLOEXEC,
        MSG_PEEK,
        MSG_WAITALL,
        MSG_OOB,
        MSG_ERRQUEUE,
    ];

    let room = input.int_in_range(1..=400)?;
    let length = input.int_in_range(1..=40)?;
    let chosen = input.arbitrary::<u8>()?;
    let flags = (0..6).filter(|bit| chosen >> bit & 1 == 1);
    let flags = flags.fold(MSG_DONTWAIT, |flags, bit| flags | FLAGS[bit]);
    let sent: Vec<(usize, usize)> = (0..input.int_in_range(1..=3)?)
        .map(|_| Ok((input.int_in_range(1..=60)?, input.int_in_range(0..=12)?)))
        .collect::<arbitrary::Result<_>>()?;

    let ours = received(place, &sent, || ours(place, room, length, flags));
    let theirs = received(place, &sent, || theirs(place, room, length, flags));
    Ok((ours != theirs).then(|| {
        format!(
            "level {}, sent {sent:?}, room {room}, length {length}, flags {flags:#x}: \
             {ours:?}, the C library {theirs:?}",
            place.level
        )
    }))
}

/// Sends this many bytes and descriptors, and receives once more than it has sent.
fn received(
    place: &Place,
    sent: &[(usize, usize)],
    receive: impl Fn() -> std::result::Result<Received, i32>,
) -> Answers {
    for &(bytes, descriptors) in sent {
        send(place, bytes, descriptors);
    }
    let answers = (0..=sent.len()).map(|_| receive()).collect();
    drain(place);
    answers
}

/// Sends data and, if the socket takes any, this many descriptors.
fn send(place: &Place, bytes: usize, descriptors: usize) {
    let lent: Vec<_> = (0..descriptors).map(|_| place.there.as_fd()).collect();
    let has_any = !lent.is_empty() && place.level == SOL_SOCKET;
    let message = Message {
        iov: vec![(b'!'..).take(bytes).collect()],
        control: has_any.then_some(Control::Lent(lent)).into_iter().collect(),
        ..Message::default()
    };
    socket_sendmsg(&place.there, &message, 0).expect("room");
}

fn ours(
    place: &Place,
    room: usize,
    length: usize,
    flags: i32,
) -> std::result::Result<Received, i32> {
    let mut message = Message {
        controllen: room,
        buffer_size: length,
        ..Message::default()
    };
    let count = socket_recvmsg(&place.here, &mut message, flags).map_err(|error| error.code())?;
    Ok(Received {
        count,
        flags: message.flags,
        data: message.iov.concat(),
        control: message.control.iter().map(plain).collect(),
    })
}

fn theirs(
    place: &Place,
    room: usize,
    length: usize,
    flags: i32,
) -> std::result::Result<Received, i32> {
    c_library::recvmsg(&place.here, room, length, flags).map_err(|cause| code(&cause))
}

fn code(cause: &std::io::Error) -> i32 {
    cause.raw_os_error().unwrap_or(0)
}

/// Takes what is left, and pending errors.
fn drain(place: &Place) {
    for socket in [&place.here, &place.there] {
        while socket_recv(socket, &mut Vec::new(), 1000, MSG_DONTWAIT).is_ok() {}
        socket_get_option(socket, SOL_SOCKET, SO_ERROR).expect("SO_ERROR");
    }
}

/// A control message as level, type and bytes; of descriptors their number.
fn plain(control: &Control<'_>) -> Cmsg {
    match control {
        Control::Rights(descriptors) => (SOL_SOCKET, SCM_RIGHTS, vec![0; descriptors.len()]),
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
        Control::Segment(size) => (SOL_UDP, UDP_SEGMENT, size.to_ne_bytes().into()),
        Control::Raw {
            level,
            r#type,
            data,
        } => (*level, *r#type, data.clone()),
        other => panic!("{other:?}"),
    }
}

/// The same control messages are sent once by the crate and once by the C library: the same
/// answer of the kernel, and the same arrives.
fn is_sent(input: &mut Unstructured<'_>, place: &Place) -> arbitrary::Result<Option<String>> {
    let data: Vec<u8> = (b'!'..).take(input.int_in_range(1..=40)?).collect();
    let control: Vec<_> = (0..input.int_in_range(0..=3)?)
        .map(|_| some(input, place))
        .collect::<arbitrary::Result<_>>()?;
    let plain: Vec<_> = control.iter().map(plain).collect();

    let message = Message {
        iov: vec![data.clone()],
        control,
        ..Message::default()
    };
    let ours = socket_sendmsg(&place.there, &message, MSG_DONTWAIT);
    let ours = (ours.map_err(|error| error.code()), all(place));
    let theirs = c_library::sendmsg(&place.there, &data, &plain, MSG_DONTWAIT);
    let theirs = (theirs.map_err(|cause| code(&cause)), all(place));
    Ok((ours != theirs).then(|| {
        let bytes = data.len();
        format!("{bytes} bytes with {plain:?}: {ours:?}, the C library {theirs:?}")
    }))
}

/// All that has arrived, by the C library.
fn all(place: &Place) -> Answers {
    let answers = (0..3).map(|_| theirs(place, 1000, 60, MSG_DONTWAIT));
    let answers = answers.collect();
    drain(place);
    answers
}

/// A control message of the crate's own kinds, or any other but descriptors.
fn some(input: &mut Unstructured<'_>, place: &Place) -> arbitrary::Result<Control<'static>> {
    Ok(match input.int_in_range(0..=7)? {
        0 => Control::HopLimit(input.arbitrary()?),
        1 => Control::TrafficClass(input.arbitrary()?),
        2 => Control::PktInfo(In6PktInfo {
            addr: input.arbitrary::<[u8; 16]>()?.into(),
            ifindex: input.arbitrary()?,
        }),
        3 => Control::Credentials(Credentials {
            pid: i32::try_from(std::process::id()).unwrap_or(0),
            uid: input.int_in_range(0..=2)?,
            gid: input.int_in_range(0..=2)?,
        }),
        4 => Control::Segment(input.int_in_range(0..=50)?),
        5 => raw(input, place.level)?,
        6 => raw(input, SOL_UDP)?,
        _ => {
            let level = input.int_in_range(2..=300)?;
            raw(input, level)?
        }
    })
}

fn raw(input: &mut Unstructured<'_>, level: i32) -> arbitrary::Result<Control<'static>> {
    let r#type = i32::from(input.arbitrary::<u8>()?);
    let length = input.int_in_range(0..=40)?;
    if (level, r#type) == (SOL_SOCKET, SCM_RIGHTS) {
        return Err(arbitrary::Error::IncorrectFormat);
    }
    Ok(Control::Raw {
        level,
        r#type,
        data: input.bytes(length)?.to_vec(),
    })
}

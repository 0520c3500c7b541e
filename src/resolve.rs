//! From `$address` and `$port` to the address that the kernel takes, as PHP does it.

use std::ffi::OsStr;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;
use std::str::FromStr;

use crate::address::{PacketAddress, ToAddress};
use crate::argument::{Argument, is_cut_at_null_byte};
use crate::constants::{AF_INET, AF_INET6, AF_PACKET, AF_UNIX, SOCK_RAW};
use crate::error::{Error, Result};
use crate::socket::Socket;
use crate::sys::{self, SockAddr, Target};

/// Interprets `$address` by the family of `socket`, and adds the port. An IP address that is not a
/// string needs no parsing.
#[inline]
pub(crate) fn target(
    argument: Argument,
    socket: &Socket,
    address: &impl ToAddress,
    port: u16,
) -> Result<Target> {
    match (socket.domain(), address.as_ip()) {
        (AF_INET, Some(SocketAddr::V4(address))) => {
            return Ok(Target::V4(SocketAddrV4::new(*address.ip(), port)));
        }
        (AF_INET6, Some(SocketAddr::V6(mut address))) => {
            address.set_port(port);
            return Ok(SockAddr::from(address).into());
        }
        _ => {}
    }

    read(argument, socket, &address.to_address(), port)
}

/// The same for a string. Most are numeric IPv4 addresses, which take a shorter path.
fn read(argument: Argument, socket: &Socket, address: &OsStr, port: u16) -> Result<Target> {
    if socket.domain() == AF_INET {
        if let Some(address) = literal(address) {
            return Ok(Target::V4(SocketAddrV4::new(address, port)));
        }
    }
    resolve(argument, socket, address, port).map(Target::Other)
}

/// The same for every string: an IP address, the name of a host, a path, an abstract name.
pub(crate) fn resolve(
    argument: Argument,
    socket: &Socket,
    address: &OsStr,
    port: u16,
) -> Result<SockAddr> {
    match socket.domain() {
        AF_INET => ipv4(argument, socket, address, port).map(SockAddr::from),
        AF_INET6 => ipv6(argument, socket, address, port).map(SockAddr::from),
        AF_UNIX => unix(argument, address),
        _ => Err(unknown_family(argument.function)),
    }
}

/// The error for a socket of a family that PHP does not know, which another library has created.
pub(crate) fn unknown_family(function: &'static str) -> Error {
    let rule = "must be one of AF_UNIX, AF_INET, or AF_INET6";
    Error::value(function, 1, "socket", rule)
}

/// The port, for a function that requires one if the socket is an IP socket. `$port` is the
/// argument after `$address`.
#[inline]
pub(crate) fn required_port(address: Argument, socket: &Socket, port: Option<u16>) -> Result<u16> {
    port.map_or_else(|| missing_port(address, socket), Ok)
}

#[cold]
fn missing_port(address: Argument, socket: &Socket) -> Result<u16> {
    let family = match socket.domain() {
        AF_INET => "AF_INET",
        AF_INET6 => "AF_INET6",
        AF_PACKET => "AF_PACKET",
        _ => return Ok(0),
    };

    let rule = format!("cannot be null when the socket type is {family}");
    Err(Error::value(
        address.function,
        address.index + 1,
        "port",
        &rule,
    ))
}

/// The interface that a packet socket is bound to. PHP binds to all of them if it does not find the
/// name. `message` is the one for a failure.
pub(crate) fn bind_interface(
    argument: Argument,
    message: &'static str,
    socket: &Socket,
    address: &impl ToAddress,
) -> Result<Target> {
    let packet = packet_address(argument, address)?;
    let protocol = match packet.protocol {
        0 => own_protocol(socket),
        protocol => Ok(protocol),
    };

    interface_index(socket, &packet, 0)
        .ok_or_else(|| io::Error::from_raw_os_error(libc::ENODEV))
        .and_then(|index| Ok(packet.to_sock_addr(index, protocol?).into()))
        .map_err(|cause| socket.fail(argument.function, message, cause))
}

/// The interface that a packet socket sends to, by its name and its index. PHP ignores the name.
/// `message` is the one for a failure.
pub(crate) fn send_interface(
    argument: Argument,
    message: &'static str,
    socket: &Socket,
    address: &impl ToAddress,
    port: u16,
) -> Result<Target> {
    let packet = packet_address(argument, address)?;

    link_layer(socket, &packet, port.into())
        .map(Target::Other)
        .map_err(|cause| socket.fail(argument.function, message, cause))
}

/// The kernel's form of an interface to send to, if the name and the index that were given belong
/// to the same one. The error is the one that the kernel returns for an index that does not exist.
pub(crate) fn link_layer(
    socket: &Socket,
    packet: &PacketAddress,
    ifindex: u32,
) -> io::Result<SockAddr> {
    let index = interface_index(socket, packet, ifindex)
        .ok_or_else(|| io::Error::from_raw_os_error(libc::ENXIO))?;

    let protocol = match packet.protocol {
        // The kernel takes it from the header of the frame.
        0 if socket.kind() == SOCK_RAW => 0,
        0 => own_protocol(socket)?,
        protocol => protocol,
    };
    Ok(packet.to_sock_addr(index, protocol))
}

fn packet_address(argument: Argument, address: &impl ToAddress) -> Result<PacketAddress> {
    let packet = address.as_packet().cloned();
    let packet = packet.unwrap_or_else(|| PacketAddress {
        name: address.to_address().into_owned(),
        ..PacketAddress::default()
    });
    argument.without_null_bytes(packet.name.as_bytes())?;
    Ok(packet)
}

/// The index of the interface that has this name, this index and that index, as far as they are
/// given. `None` if no interface has them all, or if none is given.
fn interface_index(socket: &Socket, packet: &PacketAddress, ifindex: u32) -> Option<u32> {
    let by_name = match packet.name.as_bytes() {
        b"" => 0,
        // The kernel would cut it off there.
        name if name.contains(&0) => return None,
        name => sys::interface_index(socket.as_fd(), name).ok()?,
    };

    let given = [by_name, packet.ifindex, ifindex].into_iter();
    let mut given = given.filter(|&index| index != 0);
    let index = given.next()?;
    given.all(|other| other == index).then_some(index)
}

/// The protocol that the socket has, which binding it must not change.
fn own_protocol(socket: &Socket) -> io::Result<u16> {
    let name = sys::getsockname(socket.as_fd())?.map(|name| sys::sock_addr_any(&name));
    let link = name.as_ref().and_then(sys::link_layer);
    Ok(link.map_or(0, |link| link.protocol))
}

fn ipv4(argument: Argument, socket: &Socket, address: &OsStr, port: u16) -> Result<SocketAddrV4> {
    // The C library does not resolve longer names. PHP does not call it for them, and returns the
    // code of a look-up that was never made.
    const LONGEST_NAME: usize = 255;

    if let Some(address) = literal::<Ipv4Addr>(address) {
        return Ok(SocketAddrV4::new(address, port));
    }
    let name = argument.c_string(address.as_bytes())?;

    let found = match name.count_bytes() {
        ..=LONGEST_NAME => sys::ipv4_of(&name),
        _ => Err(io::Error::from_raw_os_error(-10_000)),
    };
    found
        .map(|found| SocketAddrV4::new(found, port))
        .map_err(|cause| socket.fail(argument.function, "Host lookup failed", cause))
}

fn ipv6(argument: Argument, socket: &Socket, address: &OsStr, port: u16) -> Result<SocketAddrV6> {
    if let Some(address) = literal::<Ipv6Addr>(address) {
        return Ok(SocketAddrV6::new(address, port, 0, 0));
    }
    let name = argument.c_string(address.as_bytes())?;

    sys::ipv6_of(&name)
        .map(|found| SocketAddrV6::new(*found.ip(), port, 0, found.scope_id()))
        .map_err(|cause| socket.fail(argument.function, "Host lookup failed", cause))
}

#[inline]
fn literal<T: FromStr>(address: &OsStr) -> Option<T> {
    address.to_str()?.parse().ok()
}

fn unix(argument: Argument, address: &OsStr) -> Result<SockAddr> {
    let too_long = || argument.value_error("must be less than 108");
    let bytes = address.as_bytes();

    if bytes.len() >= 108 {
        return Err(too_long());
    }
    if is_cut_at_null_byte(bytes) {
        return Err(argument.null_byte_error());
    }

    SockAddr::unix(address).map_err(|_| too_long())
}

//! The options for multicast: the interface, by index or name, and the groups.

use std::ffi::OsStr;
use std::net::Ipv4Addr;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;

use super::call::OptionCall;
use super::value::OptionValue;
use crate::constants::{AF_INET, AF_INET6, IPPROTO_IP, MCAST_JOIN_GROUP, MCAST_LEAVE_GROUP};
use crate::error::{Error, Result};
use crate::resolve::resolve;
use crate::structs::Interface;
use crate::sys::{self, SockAddr};

/// `IP_MULTICAST_IF`, `IPV6_MULTICAST_IF`: an index or a name.
pub(super) fn set_interface(call: OptionCall<'_>, value: &OptionValue) -> Result<()> {
    let interface = match value {
        OptionValue::Int(index) => Interface::Index(
            u32::try_from(*index)
                .map_err(|_| Error::unnamed("Index must be between 0 and 4294967295"))?,
        ),
        OptionValue::Name(name) => Interface::Name(name.clone()),
        // PHP casts it to a string, which it takes for a name.
        OptionValue::Bool(value) => Interface::from(if *value { "1" } else { "" }),
        _ => return Err(call.type_error("string|int", value)),
    };
    let index = index_of(call, &interface)?;
    if call.level != IPPROTO_IP {
        return call.set(&(index as i32));
    }

    let address = ipv4_of(call, index)?;
    call.set(&libc::in_addr {
        s_addr: u32::from_ne_bytes(address.octets()),
    })
}

/// The six `MCAST_…` options: join or leave a group or one of its sources, block or unblock one.
pub(super) fn set_group(call: OptionCall<'_>, value: &OptionValue) -> Result<()> {
    let needs_source = ![MCAST_JOIN_GROUP, MCAST_LEAVE_GROUP].contains(&call.option);
    let (group, source, interface) = match value {
        OptionValue::Group(value) => (&value.group, None, &value.interface),
        OptionValue::Source(value) => (&value.group, Some(&value.source), &value.interface),
        _ => return Err(no_group(call, needs_source, value)),
    };

    let group = host_address(call, group)?;
    if !needs_source {
        let request = sys::group_request(index_of(call, interface)?, &group);
        return call.set(&request[..]);
    }

    let source = source.ok_or_else(|| Error::unnamed("No key \"source\" passed in optval"))?;
    let source = host_address(call, source)?;
    let request = sys::source_request(index_of(call, interface)?, &group, &source);
    call.set(&request[..])
}

/// The error for a value that names no group. PHP's message has the name of the last option of this
/// kind, whichever was set.
fn no_group(call: OptionCall<'_>, needs_source: bool, value: &OptionValue) -> Error {
    match (value.php_type(), needs_source) {
        ("array", _) => Error::unnamed("No key \"group\" passed in optval"),
        (_, false) => call.type_error_for("MCAST_LEAVE_GROUP", "array", value),
        (_, true) => call.type_error_for("MCAST_LEAVE_SOURCE_GROUP", "array", value),
    }
}

/// The first IPv4 address of an interface. Index 0 stands for any address. The kernel returns it
/// for IPv4 sockets only.
fn ipv4_of(call: OptionCall<'_>, index: u32) -> Result<Ipv4Addr> {
    if index == 0 {
        return Ok(Ipv4Addr::UNSPECIFIED);
    }

    sys::interface_address(call.socket.as_fd(), index).map_err(|cause| {
        let message = format!("Failed obtaining address for interface {index}");
        call.interface_error(&message, &cause)
    })
}

fn host_address(call: OptionCall<'_>, host: &OsStr) -> Result<SockAddr> {
    match call.socket.domain() {
        AF_INET | AF_INET6 => resolve(call.value(), call.socket, host, 0),
        _ => Err(Error::unnamed(
            "IP address used in the context of an unexpected type of socket",
        )),
    }
}

fn index_of(call: OptionCall<'_>, interface: &Interface) -> Result<u32> {
    let name = match interface {
        Interface::Index(index) => return Ok(*index),
        Interface::Name(name) => name,
    };
    call.value().without_null_bytes(name.as_bytes())?;

    sys::interface_index(call.socket.as_fd(), name.as_bytes()).map_err(|_| {
        let name = name.to_string_lossy();
        call.warning(format!("No interface with name \"{name}\" could be found"))
    })
}

/// The index of the interface that has an IPv4 address. 0 stands for the unspecified address.
pub(super) fn index_with(call: OptionCall<'_>, address: Ipv4Addr) -> Result<u32> {
    if address.is_unspecified() {
        return Ok(0);
    }
    let socket = call.socket.as_fd();
    let interfaces = sys::ipv4_interfaces(socket)
        .map_err(|cause| call.interface_error("Failed obtaining interfaces list", &cause))?;
    let mut interfaces = interfaces.iter();
    let Some(interface) = interfaces.find(|interface| interface.address == address) else {
        let message = format!("The interface with IP address {address} was not found");
        return Err(call.warning(message));
    };

    sys::interface_index(socket, interface.name())
        .map_err(|cause| call.interface_error("Error converting interface name to index", &cause))
}

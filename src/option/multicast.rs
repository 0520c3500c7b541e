//! The options for multicast: the interface, by index or name, and the groups.

use std::ffi::OsStr;
use std::net::Ipv4Addr;
use std::os::unix::ffi::OsStrExt;

use nix::ifaddrs::getifaddrs;
use nix::net::if_::{if_nameindex, if_nametoindex};

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

    let address = ipv4_of(call, index).map_err(|code| {
        call.warning(format!(
            "Failed obtaining address for interface {index}: error {code}"
        ))
    })?;
    call.set(&libc::in_addr {
        s_addr: u32::from_ne_bytes(address.octets()),
    })
}

/// The six `MCAST_…` options: join or leave a group or one of its sources, block or unblock one.
pub(super) fn set_group(call: OptionCall<'_>, value: &OptionValue) -> Result<()> {
    let (group, source, interface) = match value {
        OptionValue::Group(value) => (&value.group, None, &value.interface),
        OptionValue::Source(value) => (&value.group, Some(&value.source), &value.interface),
        _ => return Err(Error::unnamed("No key \"group\" passed in optval")),
    };
    let needs_source = ![MCAST_JOIN_GROUP, MCAST_LEAVE_GROUP].contains(&call.option);

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

/// The first IPv4 address of an interface. Index 0 stands for any address. The error is an errno.
fn ipv4_of(call: OptionCall<'_>, index: u32) -> std::result::Result<Ipv4Addr, i32> {
    if index == 0 {
        return Ok(Ipv4Addr::UNSPECIFIED);
    }
    let interfaces = if_nameindex().map_err(|errno| errno as i32)?;
    let mut interfaces = interfaces.iter();
    let interface = interfaces.find(|interface| interface.index() == index);
    let name = interface.ok_or(libc::ENODEV)?.name();
    // PHP asks for the address through the socket, which works for IPv4 sockets only.
    if call.socket.domain() != AF_INET {
        return Err(libc::ENOTTY);
    }

    getifaddrs()
        .map_err(|errno| errno as i32)?
        .filter(|entry| entry.interface_name.as_bytes() == name.to_bytes())
        .find_map(|entry| ipv4_in(&entry))
        .ok_or(libc::EADDRNOTAVAIL)
}

fn host_address(call: OptionCall<'_>, host: &OsStr) -> Result<SockAddr> {
    match call.socket.domain() {
        AF_INET | AF_INET6 => resolve(call.value(), call.socket, host, 0),
        _ => {
            let message = "IP address used in the context of an unexpected type of socket";
            Err(call.warning(message.into()))
        }
    }
}

fn index_of(call: OptionCall<'_>, interface: &Interface) -> Result<u32> {
    let name = match interface {
        Interface::Index(index) => return Ok(*index),
        Interface::Name(name) => name,
    };
    call.value().without_null_bytes(name.as_bytes())?;
    if_nametoindex(name.as_os_str()).map_err(|_| {
        let name = name.to_string_lossy();
        call.warning(format!("No interface with name \"{name}\" could be found"))
    })
}

/// The index of the interface that has an IPv4 address.
pub(super) fn index_with(address: Ipv4Addr) -> Option<u32> {
    if address.is_unspecified() {
        return Some(0);
    }
    let entry = getifaddrs()
        .ok()?
        .find(|entry| ipv4_in(entry) == Some(address))?;
    if_nametoindex(entry.interface_name.as_str()).ok()
}

fn ipv4_in(entry: &nix::ifaddrs::InterfaceAddress) -> Option<Ipv4Addr> {
    entry.address?.as_sockaddr_in().map(|address| address.ip())
}

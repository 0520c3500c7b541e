//! Getting an option: the form in which the kernel returns each value.

use std::ffi::OsString;
use std::io;
use std::net::Ipv4Addr;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStringExt;

use super::call::OptionCall;
use super::multicast::index_with;
use super::value::OptionValue;
use crate::constants::{
    IP_MULTICAST_IF, IPPROTO_IP, IPPROTO_IPV6, IPV6_PKTINFO, SO_BINDTODEVICE, SO_LINGER,
    SO_MEMINFO, SO_RCVTIMEO, SO_SNDTIMEO, SOL_SOCKET, SOL_TCP, TCP_CONGESTION,
};
use crate::error::{Error, Result};
use crate::structs::{Credentials, Linger, MemInfo, Timeout};
use crate::sys;

/// `SO_PEERCRED`, for which PHP has no constant.
const SO_PEERCRED: i32 = libc::SO_PEERCRED;

/// `SO_PEERPIDFD`, for which PHP has no constant.
const SO_PEERPIDFD: i32 = libc::SO_PEERPIDFD;

#[inline]
pub(super) fn get(call: OptionCall<'_>) -> Result<OptionValue> {
    // The kernel opens a descriptor. PHP returns its number, and nothing would close it.
    if (call.level, call.option) == (SOL_SOCKET, SO_PEERPIDFD) {
        let rule = "must not be SO_PEERPIDFD, which opens a descriptor";
        return Err(Error::value(call.function, 3, "option", rule));
    }

    let value = match (call.level, call.option) {
        (SOL_SOCKET, SO_LINGER) => get_linger(call),
        (SOL_SOCKET, SO_RCVTIMEO | SO_SNDTIMEO) => get_timeout(call),
        (SOL_SOCKET, SO_PEERCRED) => get_credentials(call),
        (SOL_SOCKET, SO_MEMINFO) => call
            .get()
            .map(|(value, _)| OptionValue::MemInfo(mem_info(value))),
        (SOL_SOCKET, SO_BINDTODEVICE) | (SOL_TCP, TCP_CONGESTION) => get_name(call),
        (IPPROTO_IP, IP_MULTICAST_IF) => return get_multicast_interface(call),
        _ => get_int(call),
    };
    value.map_err(|cause| get_error(call, cause))
}

fn get_error(call: OptionCall<'_>, cause: io::Error) -> Error {
    let message = match (call.level, call.option) {
        (IPPROTO_IPV6, IPV6_PKTINFO) => "unable to get socket option",
        _ => "Unable to retrieve socket option",
    };
    call.socket.fail(call.function, message, cause)
}

fn get_linger(call: OptionCall<'_>) -> io::Result<OptionValue> {
    let (value, _) = call.get::<libc::linger>()?;

    let [l_onoff, l_linger] =
        [value.l_onoff, value.l_linger].map(|part| u16::try_from(part).unwrap_or(u16::MAX));
    Ok(OptionValue::Linger(Linger { l_onoff, l_linger }))
}

#[allow(clippy::unnecessary_cast, reason = "32 bits wide on some systems")]
fn get_timeout(call: OptionCall<'_>) -> io::Result<OptionValue> {
    let (value, _) = call.get::<libc::timeval>()?;

    Ok(OptionValue::Timeout(Timeout {
        sec: value.tv_sec as i64,
        usec: value.tv_usec as i64,
    }))
}

fn get_credentials(call: OptionCall<'_>) -> io::Result<OptionValue> {
    let (libc::ucred { pid, uid, gid }, _) = call.get()?;

    Ok(OptionValue::Credentials(Credentials { pid, uid, gid }))
}

/// The values have the order of the kernel's header `sock_diag.h`.
fn mem_info(value: [u32; 9]) -> MemInfo {
    let [
        rmem_alloc,
        rcvbuf,
        wmem_alloc,
        sndbuf,
        fwd_alloc,
        wmem_queued,
        optmem,
        backlog,
        drops,
    ] = value;
    MemInfo {
        rmem_alloc,
        rcvbuf,
        wmem_alloc,
        sndbuf,
        fwd_alloc,
        wmem_queued,
        optmem,
        backlog,
        drops,
    }
}

#[inline]
fn get_int(call: OptionCall<'_>) -> io::Result<OptionValue> {
    let (value, written) = call.get::<i32>()?;

    // Some options of IP are a single byte.
    Ok(OptionValue::Int(match written {
        1 => value.to_ne_bytes()[0].into(),
        _ => value,
    }))
}

fn get_name(call: OptionCall<'_>) -> io::Result<OptionValue> {
    let name = sys::get_name(call.socket.as_fd(), call.level, call.option)?;

    Ok(OptionValue::Name(OsString::from_vec(name)))
}

/// The kernel returns an address, PHP the index of the interface that has it.
fn get_multicast_interface(call: OptionCall<'_>) -> Result<OptionValue> {
    let (value, _) = call
        .get::<libc::in_addr>()
        .map_err(|cause| get_error(call, cause))?;
    let address = Ipv4Addr::from(value.s_addr.to_ne_bytes());

    index_with(call, address).map(|index| OptionValue::Int(index as i32))
}

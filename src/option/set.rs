//! Setting an option: the type of value it takes, and the form in which the kernel expects it.

use std::ops::RangeInclusive;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;

use super::call::OptionCall;
use super::multicast::{set_group, set_interface};
use super::value::OptionValue;
use crate::constants::{
    IP_MULTICAST_IF, IP_MULTICAST_TTL, IPPROTO_IP, IPPROTO_IPV6, IPV6_MULTICAST_HOPS,
    IPV6_MULTICAST_IF, IPV6_MULTICAST_LOOP, IPV6_PKTINFO, MCAST_JOIN_GROUP,
    MCAST_LEAVE_SOURCE_GROUP, SKF_AD_CPU, SKF_AD_QUEUE, SO_ATTACH_REUSEPORT_CBPF, SO_BINDTODEVICE,
    SO_DETACH_REUSEPORT_BPF, SO_LINGER, SO_RCVTIMEO, SO_SNDTIMEO, SOL_SOCKET, SOL_TCP, SOL_UDP,
    TCP_CONGESTION, TCP_USER_TIMEOUT, UDP_SEGMENT,
};
use crate::error::{Error, Result};
use crate::sys;

#[inline]
pub(super) fn set(call: OptionCall<'_>, value: OptionValue) -> Result<()> {
    match (call.level, call.option) {
        (IPPROTO_IP, MCAST_JOIN_GROUP..=MCAST_LEAVE_SOURCE_GROUP)
        | (IPPROTO_IPV6, MCAST_JOIN_GROUP..=MCAST_LEAVE_SOURCE_GROUP) => set_group(call, &value),
        (IPPROTO_IP, IP_MULTICAST_IF) | (IPPROTO_IPV6, IPV6_MULTICAST_IF) => {
            set_interface(call, &value)
        }
        (IPPROTO_IP, IP_MULTICAST_TTL) => call.set(&(int_in(call, &value, 0..=255)? as u8)),
        (IPPROTO_IPV6, IPV6_MULTICAST_LOOP) => call.set(&i32::from(int(call, &value)? != 0)),
        (IPPROTO_IPV6, IPV6_MULTICAST_HOPS) => call.set(&int_in(call, &value, -1..=255)?),
        (IPPROTO_IPV6, IPV6_PKTINFO) => set_pktinfo(call, &value),
        (SOL_UDP, UDP_SEGMENT) => call.set(&int_in(call, &value, 0..=u16::MAX.into())?),
        (SOL_TCP, TCP_USER_TIMEOUT) => call.set(&int_in(call, &value, 0..=u32::MAX.into())?),
        (SOL_TCP, TCP_CONGESTION) => set_name(call, "TCP_CONGESTION", &value),
        (SOL_SOCKET, SO_BINDTODEVICE) => set_name(call, "SO_BINDTODEVICE", &value),
        (SOL_SOCKET, SO_LINGER) => set_linger(call, &value),
        (SOL_SOCKET, SO_RCVTIMEO) => set_timeout(call, "SO_RCVTIMEO", &value),
        (SOL_SOCKET, SO_SNDTIMEO) => set_timeout(call, "SO_SNDTIMEO", &value),
        (SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF) => set_reuseport_filter(call, &value),
        // These two levels have another option of this number.
        (IPPROTO_IP | IPPROTO_IPV6, SO_ATTACH_REUSEPORT_CBPF) => call.set(&int(call, &value)?),
        (_, SO_ATTACH_REUSEPORT_CBPF) => Err(call.warning("Invalid level".into())),
        _ => call.set(&int(call, &value)?),
    }
}

fn set_linger(call: OptionCall<'_>, value: &OptionValue) -> Result<()> {
    let OptionValue::Linger(value) = value else {
        return Err(wants_array(call, "SO_LINGER", "l_onoff", value));
    };
    let [l_onoff, l_linger] = [value.l_onoff, value.l_linger].map(i32::from);
    call.set(&libc::linger { l_onoff, l_linger })
}

fn set_timeout(call: OptionCall<'_>, option: &str, value: &OptionValue) -> Result<()> {
    let OptionValue::Timeout(value) = value else {
        return Err(wants_array(call, option, "sec", value));
    };
    call.set(&libc::timeval {
        tv_sec: saturating(value.sec),
        tv_usec: saturating(value.usec),
    })
}

/// The number in the type of a field of `timeval`, which has 32 bits on some 32-bit systems. A
/// number that does not fit becomes the nearest one that does.
fn saturating<T: TryFrom<i64> + Default>(number: i64) -> T {
    let nearest = number.clamp(i32::MIN.into(), i32::MAX.into());
    number.try_into().or(nearest.try_into()).unwrap_or_default()
}

fn set_pktinfo(call: OptionCall<'_>, value: &OptionValue) -> Result<()> {
    let OptionValue::PktInfo(value) = value else {
        let rule = match value.php_type() {
            "array" => "The key 'addr' is required",
            _ => "expected an array here",
        };
        return Err(Error::conversion(call.function, "in6_pktinfo", rule));
    };
    let ipi6_addr = libc::in6_addr {
        s6_addr: value.addr.octets(),
    };
    call.set(&libc::in6_pktinfo {
        ipi6_addr,
        ipi6_ifindex: value.ifindex,
    })
}

fn set_name(call: OptionCall<'_>, option: &str, value: &OptionValue) -> Result<()> {
    let OptionValue::Name(value) = value else {
        return Err(call.type_error_for(option, "string", value));
    };
    call.value().without_null_bytes(value.as_bytes())?;
    call.set(value.as_bytes())
}

/// As in PHP, the value selects one of two filters, which are written here.
fn set_reuseport_filter(call: OptionCall<'_>, value: &OptionValue) -> Result<()> {
    let OptionValue::Int(field) = *value else {
        return Err(call.type_error_for("SO_ATTACH_REUSEPORT_CBPF", "int", value));
    };
    match field {
        SKF_AD_CPU | SKF_AD_QUEUE => sys::attach_reuseport_filter(call.socket.as_fd(), field)
            .map_err(|cause| call.set_error(cause)),
        0 => OptionCall {
            option: SO_DETACH_REUSEPORT_BPF,
            ..call
        }
        .set(&0),
        _ => Err(Error::warning(call.function, "Unsupported CBPF filter")),
    }
}

#[inline]
fn int(call: OptionCall<'_>, value: &OptionValue) -> Result<i32> {
    match value {
        OptionValue::Int(value) => Ok(*value),
        OptionValue::Bool(value) => Ok((*value).into()),
        _ => Err(call.type_error("int", value)),
    }
}

/// A number within the limits that PHP sets.
fn int_in(call: OptionCall<'_>, value: &OptionValue, limits: RangeInclusive<i64>) -> Result<i32> {
    let value = int(call, value)?;
    if limits.contains(&value.into()) {
        return Ok(value);
    }
    let rule = format!("must be between {} and {}", limits.start(), limits.end());
    Err(call.value().value_error(&rule))
}

/// The error for a value that is not the right array: another array lacks the first of the keys,
/// and anything else is of the wrong type.
fn wants_array(call: OptionCall<'_>, option: &str, key: &str, value: &OptionValue) -> Error {
    match value.php_type() {
        "array" => call
            .value()
            .value_error(&format!("must have key \"{key}\"")),
        _ => call.type_error_for(option, "array", value),
    }
}

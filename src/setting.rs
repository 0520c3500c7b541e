//! Setting an option: which value it takes, and in which form the kernel wants it.

use std::ffi::OsStr;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;

use crate::constants::{
    IP_MULTICAST_IF, IP_MULTICAST_LOOP, IP_MULTICAST_TTL, IPPROTO_IP, IPPROTO_IPV6,
    IPV6_MULTICAST_HOPS, IPV6_MULTICAST_IF, IPV6_MULTICAST_LOOP, IPV6_PKTINFO, MCAST_JOIN_GROUP,
    MCAST_LEAVE_SOURCE_GROUP, SKF_AD_CPU, SKF_AD_QUEUE, SO_ATTACH_REUSEPORT_CBPF, SO_BINDTODEVICE,
    SO_LINGER, SO_RCVTIMEO, SO_SNDTIMEO, SOL_SOCKET, SOL_TCP, TCP_CONGESTION,
};
use crate::{Error, OptionValue, Result, Socket, sys};

/// An option that is being set: the names its errors need.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'s> {
    pub(crate) function: &'static str,
    pub(crate) socket: &'s Socket,
    pub(crate) level: i32,
    pub(crate) option: i32,
}

impl Setting<'_> {
    /// Sets it to what the kernel takes.
    #[inline]
    pub(crate) fn set<T: sys::Plain + ?Sized>(self, value: &T) -> Result<()> {
        sys::set_option(self.socket.as_fd(), self.level, self.option, value)
            .map_err(|cause| self.failed(cause))?;
        self.socket.look().option_set(self.level, self.option);
        Ok(())
    }

    /// Nothing of a name is cut off.
    pub(crate) fn without_null(self, name: &OsStr) -> Result<()> {
        if !name.as_bytes().contains(&0) {
            return Ok(());
        }
        let rule = "must not contain any null bytes";
        Err(Error::value(self.function, 4, "value", rule))
    }

    fn failed(self, cause: io::Error) -> Error {
        self.socket
            .fail(self.function, "Unable to set socket option", cause)
    }
}

#[inline]
pub(crate) fn set(setting: Setting<'_>, value: OptionValue) -> Result<()> {
    match (setting.level, setting.option) {
        (IPPROTO_IP, MCAST_JOIN_GROUP..=MCAST_LEAVE_SOURCE_GROUP)
        | (IPPROTO_IPV6, MCAST_JOIN_GROUP..=MCAST_LEAVE_SOURCE_GROUP) => {
            setting.multicast_group(&value)
        }
        (IPPROTO_IP, IP_MULTICAST_IF) | (IPPROTO_IPV6, IPV6_MULTICAST_IF) => {
            setting.multicast_interface(&value)
        }
        (IPPROTO_IP, IP_MULTICAST_LOOP) => setting.set(&u8::from(int(setting, &value)? != 0)),
        (IPPROTO_IP, IP_MULTICAST_TTL) => setting.set(&(int_in(setting, &value, 0)? as u8)),
        (IPPROTO_IPV6, IPV6_MULTICAST_LOOP) => setting.set(&i32::from(int(setting, &value)? != 0)),
        (IPPROTO_IPV6, IPV6_MULTICAST_HOPS) => setting.set(&int_in(setting, &value, -1)?),
        (IPPROTO_IPV6, IPV6_PKTINFO) => set_pktinfo(setting, &value),
        (SOL_TCP, TCP_CONGESTION) => set_name(setting, "TCP_CONGESTION", &value),
        (SOL_SOCKET, SO_BINDTODEVICE) => set_name(setting, "SO_BINDTODEVICE", &value),
        (SOL_SOCKET, SO_LINGER) => set_linger(setting, &value),
        (SOL_SOCKET, SO_RCVTIMEO) => set_timeout(setting, "SO_RCVTIMEO", &value),
        (SOL_SOCKET, SO_SNDTIMEO) => set_timeout(setting, "SO_SNDTIMEO", &value),
        (SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF) => set_chooser(setting, int(setting, &value)?),
        _ => setting.set(&int(setting, &value)?),
    }
}

fn set_linger(setting: Setting<'_>, value: &OptionValue) -> Result<()> {
    let OptionValue::Linger(value) = value else {
        return Err(wants_array(setting, "SO_LINGER", "l_onoff", value));
    };
    let [l_onoff, l_linger] = [value.l_onoff, value.l_linger].map(i32::from);
    setting.set(&libc::linger { l_onoff, l_linger })
}

fn set_timeout(setting: Setting<'_>, option: &str, value: &OptionValue) -> Result<()> {
    let OptionValue::Timeout(value) = value else {
        return Err(wants_array(setting, option, "sec", value));
    };
    setting.set(&libc::timeval {
        tv_sec: value.sec,
        tv_usec: value.usec,
    })
}

fn set_pktinfo(setting: Setting<'_>, value: &OptionValue) -> Result<()> {
    let OptionValue::PktInfo(value) = value else {
        let reason = match value.php_type() {
            "array" => "The key 'addr' is required",
            _ => "expected an array here",
        };
        let message = format!("error converting user data (path: in6_pktinfo): {reason}");
        return Err(Error::warning(setting.function, message));
    };
    let ipi6_addr = libc::in6_addr {
        s6_addr: value.addr.octets(),
    };
    setting.set(&libc::in6_pktinfo {
        ipi6_addr,
        ipi6_ifindex: value.ifindex,
    })
}

fn set_name(setting: Setting<'_>, option: &str, value: &OptionValue) -> Result<()> {
    let OptionValue::Name(value) = value else {
        return Err(wants(setting, "string", option, value));
    };
    setting.without_null(value)?;
    setting.set(value.as_bytes())
}

/// PHP writes the filter itself, and knows two.
fn set_chooser(setting: Setting<'_>, what: i32) -> Result<()> {
    const SO_DETACH_REUSEPORT_BPF: i32 = 68; // the libc crate has it for Android only

    match what {
        SKF_AD_CPU | SKF_AD_QUEUE => sys::attach_chooser(setting.socket.as_fd(), what as u32)
            .map_err(|cause| setting.failed(cause)),
        0 => Setting {
            option: SO_DETACH_REUSEPORT_BPF,
            ..setting
        }
        .set(&0),
        _ => Err(Error::warning(setting.function, "Unsupported CBPF filter")),
    }
}

#[inline]
fn int(setting: Setting<'_>, value: &OptionValue) -> Result<i32> {
    match value {
        OptionValue::Int(value) => Ok(*value),
        OptionValue::Bool(value) => Ok((*value).into()),
        _ => {
            let rule = format!("must be of type int, {} given", value.php_type());
            Err(Error::r#type(setting.function, 4, "value", &rule))
        }
    }
}

/// A number of hops: at most 255, at least `least`.
fn int_in(setting: Setting<'_>, value: &OptionValue, least: i32) -> Result<i32> {
    let value = int(setting, value)?;
    if (least..=255).contains(&value) {
        return Ok(value);
    }
    let rule = format!("must be between {least} and 255");
    Err(Error::value(setting.function, 4, "value", &rule))
}

/// Another array lacks the first of the keys.
fn wants_array(setting: Setting<'_>, option: &str, key: &str, value: &OptionValue) -> Error {
    match value.php_type() {
        "array" => {
            let rule = format!("must have key \"{key}\"");
            Error::value(setting.function, 4, "value", &rule)
        }
        _ => wants(setting, "array", option, value),
    }
}

fn wants(setting: Setting<'_>, wanted: &str, option: &str, value: &OptionValue) -> Error {
    let given = value.php_type();
    let rule =
        format!("must be of type {wanted} when argument #3 ($option) is {option}, {given} given");
    Error::r#type(setting.function, 4, "value", &rule)
}

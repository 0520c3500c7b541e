//! Numbers that PHP has names for, by what they are used for: the same number is [`SOL_SOCKET`] as
//! a level, and [`IPPROTO_ICMP`] as a protocol.

use std::borrow::Cow;
use std::fmt::{self, Formatter};

use super::php::Php;
use crate::constants::*;
use crate::error::error_name;

type Names = &'static [(&'static str, i32)];

macro_rules! names {
    ($($name:ident)+) => { &[$((stringify!($name), $name)),+] };
}

// `tests/house` checks that no constant is missing.
const DOMAINS: Names = names! { AF_INET AF_INET6 AF_PACKET AF_UNIX AF_UNSPEC };
const TYPES: Names = names! {
    SOCK_DCCP SOCK_DGRAM SOCK_RAW SOCK_RDM SOCK_SEQPACKET SOCK_STREAM
};
const TYPE_FLAGS: Names = names! { SOCK_CLOEXEC SOCK_NONBLOCK };
const PROTOCOLS: Names = names! {
    SOL_TCP SOL_UDP SOL_UDPLITE IPPROTO_ICMP IPPROTO_ICMPV6 IPPROTO_IPV6
};
const PACKET_PROTOCOLS: Names = names! { ETH_P_ALL ETH_P_IP ETH_P_IPV6 ETH_P_LOOP };
const LEVELS: Names = names! {
    SOL_SOCKET SOL_TCP SOL_UDP SOL_UDPLITE IPPROTO_ICMPV6 IPPROTO_IP IPPROTO_IPV6
};
const SOCKET_OPTIONS: Names = names! {
    SO_ATTACH_REUSEPORT_CBPF SO_BINDTODEVICE SO_BINDTOIFINDEX SO_BPF_EXTENSIONS SO_BROADCAST
    SO_BUSY_POLL SO_DEBUG SO_DETACH_FILTER SO_DETACH_BPF SO_DETACH_REUSEPORT_BPF SO_DONTROUTE
    SO_ERROR SO_INCOMING_CPU SO_KEEPALIVE SO_LINGER SO_MARK SO_MEMINFO SO_OOBINLINE SO_PASSCRED
    SO_RCVBUF SO_RCVLOWAT SO_RCVTIMEO SO_REUSEADDR SO_REUSEPORT SO_SNDBUF SO_SNDLOWAT SO_SNDTIMEO
    SO_TYPE SO_ZEROCOPY
};
const IP_OPTIONS: Names = names! {
    IP_BIND_ADDRESS_NO_PORT IP_MTU_DISCOVER IP_MULTICAST_IF IP_MULTICAST_LOOP IP_MULTICAST_TTL
};
const IPV6_OPTIONS: Names = names! {
    IPV6_HOPLIMIT IPV6_MULTICAST_HOPS IPV6_MULTICAST_IF IPV6_MULTICAST_LOOP IPV6_PKTINFO
    IPV6_RECVHOPLIMIT IPV6_RECVPKTINFO IPV6_RECVTCLASS IPV6_TCLASS IPV6_UNICAST_HOPS IPV6_V6ONLY
};
const GROUP_OPTIONS: Names = names! {
    MCAST_BLOCK_SOURCE MCAST_JOIN_GROUP MCAST_JOIN_SOURCE_GROUP MCAST_LEAVE_GROUP
    MCAST_LEAVE_SOURCE_GROUP MCAST_UNBLOCK_SOURCE
};
const TCP_OPTIONS: Names = names! {
    TCP_CONGESTION TCP_DEFER_ACCEPT TCP_KEEPCNT TCP_KEEPIDLE TCP_KEEPINTVL TCP_NODELAY
    TCP_NOTSENT_LOWAT TCP_QUICKACK TCP_REPAIR TCP_SYNCNT TCP_USER_TIMEOUT
};
const UDP_OPTIONS: Names = names! { UDP_SEGMENT };
const PATH_MTU: Names = names! {
    IP_PMTUDISC_DO IP_PMTUDISC_DONT IP_PMTUDISC_INTERFACE IP_PMTUDISC_OMIT IP_PMTUDISC_PROBE
    IP_PMTUDISC_WANT
};
const FILTERS: Names = names! {
    SKF_AD_ALU_XOR_X SKF_AD_CPU SKF_AD_HATYPE SKF_AD_IFINDEX SKF_AD_MARK SKF_AD_MAX SKF_AD_NLATTR
    SKF_AD_NLATTR_NEST SKF_AD_OFF SKF_AD_PAY_OFFSET SKF_AD_PKTTYPE SKF_AD_PROTOCOL SKF_AD_QUEUE
    SKF_AD_RANDOM SKF_AD_RXHASH SKF_AD_VLAN_TAG SKF_AD_VLAN_TAG_PRESENT SKF_AD_VLAN_TPID
};
const CONTROLS: Names = names! { SCM_CREDENTIALS SCM_RIGHTS };
const FLAGS: Names = names! {
    MSG_CMSG_CLOEXEC MSG_CONFIRM MSG_CTRUNC MSG_DONTROUTE MSG_DONTWAIT MSG_EOF MSG_EOR MSG_ERRQUEUE
    MSG_MORE MSG_NOSIGNAL MSG_OOB MSG_PEEK MSG_TRUNC MSG_WAITALL MSG_WAITFORONE MSG_ZEROCOPY
};
const HINTS: Names = names! {
    AI_ADDRCONFIG AI_ALL AI_CANONIDN AI_CANONNAME AI_IDN AI_NUMERICHOST AI_NUMERICSERV AI_PASSIVE
    AI_V4MAPPED
};
const READ_MODES: Names = names! { PHP_BINARY_READ PHP_NORMAL_READ };
const SHUTDOWN_MODES: Names = names! { SHUT_RD SHUT_RDWR SHUT_WR };

/// The names of the error codes that PHP has begin with this, and end like those of C.
const ERROR: &str = "SOCKET_";
/// The source that defines them.
const ERRORS: &str = include_str!("../constants/errno.rs");

/// A number by its name, if it has one.
pub(crate) struct Named(Cow<'static, str>);

impl Named {
    fn of(names: &[Names], number: i32) -> Self {
        let mut names = names.iter().copied().flatten();
        let found = names.find(|(_, value)| *value == number);
        Self(found.map_or_else(|| number.to_string().into(), |(name, _)| (*name).into()))
    }

    pub(crate) fn domain(number: i32) -> Self {
        Self::of(&[DOMAINS], number)
    }

    /// The type of a socket, with the flags that may be or-ed to it.
    pub(crate) fn r#type(number: i32) -> Self {
        const FLAGS: i32 = SOCK_CLOEXEC | SOCK_NONBLOCK;

        let Self(kind) = Self::of(&[TYPES], number & !FLAGS);
        let Self(flags) = Self::any_of(TYPE_FLAGS, number & FLAGS);
        Self(match number & FLAGS {
            0 => kind,
            _ => format!("{kind} | {flags}").into(),
        })
    }

    pub(crate) fn protocol(domain: i32, number: i32) -> Self {
        match domain {
            AF_PACKET => Self::of(&[PACKET_PROTOCOLS], number),
            AF_INET | AF_INET6 => Self::of(&[PROTOCOLS], number),
            _ => Self::of(&[], number),
        }
    }

    pub(crate) fn level(number: i32) -> Self {
        Self::of(&[LEVELS], number)
    }

    pub(crate) fn option(level: i32, number: i32) -> Self {
        let names: &[Names] = match level {
            SOL_SOCKET => &[SOCKET_OPTIONS],
            IPPROTO_IP => &[IP_OPTIONS, GROUP_OPTIONS],
            IPPROTO_IPV6 => &[IPV6_OPTIONS, GROUP_OPTIONS],
            SOL_TCP => &[TCP_OPTIONS],
            SOL_UDP => &[UDP_OPTIONS],
            _ => &[],
        };
        Self::of(names, number)
    }

    /// The value of an option.
    pub(crate) fn value(level: i32, option: i32, number: i32) -> Self {
        let names: &[Names] = match (level, option) {
            (SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF) => &[FILTERS],
            (IPPROTO_IP, IP_MTU_DISCOVER) => &[PATH_MTU],
            _ => &[],
        };
        Self::of(names, number)
    }

    /// The type of a control message.
    pub(crate) fn control(level: i32, number: i32) -> Self {
        match level {
            SOL_SOCKET => Self::of(&[CONTROLS], number),
            _ => Self::option(level, number),
        }
    }

    pub(crate) fn read_mode(number: i32) -> Self {
        Self::of(&[READ_MODES], number)
    }

    pub(crate) fn shutdown_mode(number: i32) -> Self {
        Self::of(&[SHUTDOWN_MODES], number)
    }

    pub(crate) fn error(code: i32) -> Self {
        let name = error_name(code).map(|name| format!("{ERROR}{name}"));
        let name = name.filter(|name| ERRORS.contains(&format!(" {name}: ")));
        Self(name.unwrap_or_else(|| code.to_string()).into())
    }

    /// Flags for sending and receiving.
    pub(crate) fn flags(number: i32) -> Self {
        Self::any_of(FLAGS, number)
    }

    pub(crate) fn hints(number: i32) -> Self {
        Self::any_of(HINTS, number)
    }

    /// The flags that are set in a number, and the remaining bits.
    fn any_of(names: Names, number: i32) -> Self {
        let mut rest = number;
        let mut parts = Vec::new();
        for (name, flag) in names {
            if rest & flag == *flag {
                rest &= !flag;
                parts.push((*name).to_owned());
            }
        }
        if rest != 0 || parts.is_empty() {
            parts.push(rest.to_string());
        }
        Self(parts.join(" | ").into())
    }
}

impl Php for Named {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

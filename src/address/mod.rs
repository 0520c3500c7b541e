//! [`Address`]: the address that a socket is bound or connected to.

mod packet;
mod string;

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::net::{AddrParseError, Ipv4Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::BorrowedFd;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use rustix::net::{AddressFamily, SocketAddrAny};

use crate::sys::{self, SockAddr};

pub use packet::PacketAddress;
pub use string::{AddressString, ToAddress};

/// The address of a socket: an IP address and a port, a path, an abstract unix name, none, or the
/// interface of a packet socket.
///
/// [`address`](Address::address) and [`port`](Address::port) return what PHP writes into
/// `$address` and `$port`. Both can be passed on to [`socket_bind`](crate::socket_bind),
/// [`socket_connect`](crate::socket_connect) and [`socket_sendto`](crate::socket_sendto),
/// whatever the family; so can the `Address` itself in place of `address()`.
///
/// [`Display`](fmt::Display) writes an address as people do: `127.0.0.1:8001`, `[::1]:8001`,
/// `/run/app.sock`, `@name` for an abstract name, `(unnamed)`, and the name of an interface.
/// [`FromStr`] parses the first four of these forms.
///
/// As in PHP, the functions take an abstract name of at most 106 bytes after its leading NUL
/// byte. Other programs can bind one of 107 bytes. It can be read here, but passing it on fails
/// with the `ValueError` `must be less than 108`.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let server = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_bind(&server, "127.0.0.1", 0)?; // 0: any free port
/// socket_listen(&server, None)?;
///
/// let here = socket_getsockname(&server)?;
/// assert_eq!(here.address(), "127.0.0.1");
/// assert!(here.port() > Some(0));
///
/// let client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_connect(&client, here.address(), here.port())?;
/// assert_eq!(socket_getpeername(&client)?, here);
///
/// let parsed: Address = "[fe80::1%2]:8001".parse()?;
/// assert_eq!(parsed.address(), "fe80::1%2");
/// assert_eq!(parsed.port(), Some(8001));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Address {
    /// An IPv4 or IPv6 address and a port; for IPv6 also the scope.
    Ip(SocketAddr),
    /// A path in the file system.
    Path(PathBuf),
    /// An abstract unix name, without its leading NUL byte.
    Abstract(Vec<u8>),
    /// A unix socket without a name.
    Unnamed,
    /// An interface, for an [`AF_PACKET`](crate::AF_PACKET) socket.
    Packet(PacketAddress),
}

impl Address {
    /// Returns what PHP writes into `$address`: an IP address without its port, a path byte for
    /// byte, an empty string for an unnamed socket, or the name of an interface.
    ///
    /// Unlike PHP's, the string can always be connected or sent to. An abstract name has its
    /// leading NUL byte, where PHP writes `""`. An IPv6 address with a scope, such as a
    /// link-local one, is written with it (`fe80::1%2`); PHP leaves the scope out.
    #[must_use]
    pub fn address(&self) -> AddressString {
        let bytes = match self {
            Self::Ip(address) => ip_text(address),
            Self::Path(path) => return OsString::from(path).into(),
            Self::Abstract(name) => [b"\0", name.as_slice()].concat(),
            Self::Unnamed => Vec::new(),
            Self::Packet(packet) => return packet.name.clone().into(),
        };
        OsString::from_vec(bytes).into()
    }

    /// Returns what PHP writes into `$port`: the port, or the index of an interface. `None` for a
    /// unix socket, for which PHP does not write to the variable, and for an index above 65535,
    /// which is in [`PacketAddress::ifindex`].
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        match self {
            Self::Ip(address) => Some(address.port()),
            Self::Packet(packet) => packet.ifindex.try_into().ok(),
            _ => None,
        }
    }

    /// Returns the IP address and port as std's type, with the scope of an IPv6 address.
    #[must_use]
    pub fn as_socket_addr(&self) -> Option<SocketAddr> {
        match self {
            Self::Ip(address) => Some(*address),
            _ => None,
        }
    }

    /// Returns the path, if this is one.
    #[must_use]
    pub fn as_path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            _ => None,
        }
    }

    /// Returns the interface, if this is one, with what the kernel reports about the frame.
    #[must_use]
    pub fn as_packet(&self) -> Option<&PacketAddress> {
        match self {
            Self::Packet(packet) => Some(packet),
            _ => None,
        }
    }

    /// Converts an address that the kernel has returned for `socket`. `None` for a family that PHP
    /// does not know.
    pub(crate) fn from_rustix(socket: BorrowedFd<'_>, address: SocketAddrAny) -> Option<Self> {
        if address.address_family() != AddressFamily::INET {
            return Self::of_socket(socket, &sys::sock_addr_any(&address));
        }
        let address = SocketAddrV4::try_from(address).ok()?;
        Some(Self::Ip(address.into()))
    }

    /// The same from socket2's type.
    pub(crate) fn of_socket(socket: BorrowedFd<'_>, address: &SockAddr) -> Option<Self> {
        Self::from_sock_addr(address)
            .or_else(|| PacketAddress::received(socket, address).map(Self::Packet))
    }

    /// Converts from socket2's type. `None` for a family that is not IP or unix.
    pub(crate) fn from_sock_addr(address: &SockAddr) -> Option<Self> {
        if let Some(address) = address.as_socket() {
            Some(Self::Ip(address))
        } else if !address.is_unix() {
            None
        } else if let Some(path) = address.as_pathname() {
            Some(Self::Path(path.to_owned()))
        } else {
            let name = address.as_abstract_namespace();
            Some(name.map_or(Self::Unnamed, |name| Self::Abstract(name.to_owned())))
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(address) => address.fmt(f),
            Self::Path(path) => path.display().fmt(f),
            Self::Abstract(name) => write!(f, "@{}", name.escape_ascii()),
            Self::Unnamed => f.write_str("(unnamed)"),
            Self::Packet(packet) => packet.fmt(f),
        }
    }
}

/// Passes its [`address`](Address::address). The port has to be passed as the next argument.
impl ToAddress for Address {
    fn to_address(&self) -> Cow<'_, OsStr> {
        OsString::from(self.address()).into()
    }

    #[inline]
    fn as_ip(&self) -> Option<SocketAddr> {
        self.as_socket_addr()
    }

    fn as_packet(&self) -> Option<&PacketAddress> {
        self.as_packet()
    }
}

/// Passes its `name` as the string, and all fields to an [`AF_PACKET`](crate::AF_PACKET) socket.
impl ToAddress for PacketAddress {
    fn to_address(&self) -> Cow<'_, OsStr> {
        self.name.as_os_str().into()
    }

    fn as_packet(&self) -> Option<&PacketAddress> {
        Some(self)
    }
}

impl From<SocketAddr> for Address {
    fn from(address: SocketAddr) -> Self {
        Self::Ip(address)
    }
}

impl From<SocketAddrV4> for Address {
    fn from(address: SocketAddrV4) -> Self {
        Self::Ip(address.into())
    }
}

impl From<SocketAddrV6> for Address {
    fn from(address: SocketAddrV6) -> Self {
        Self::Ip(address.into())
    }
}

impl From<PacketAddress> for Address {
    fn from(address: PacketAddress) -> Self {
        Self::Packet(address)
    }
}

/// Parses an IP address with its port (`127.0.0.1:8001`, `[::1]:8001`), a path that contains a
/// slash, or `@` and an abstract name.
impl FromStr for Address {
    type Err = AddrParseError;

    fn from_str(text: &str) -> Result<Self, AddrParseError> {
        match text.strip_prefix('@') {
            Some(name) => Ok(Self::Abstract(name.into())),
            None if text.contains('/') => Ok(Self::Path(text.into())),
            None => text.parse().map(Self::Ip),
        }
    }
}

fn ip_text(address: &SocketAddr) -> Vec<u8> {
    match address {
        SocketAddr::V4(address) => ipv4_text(*address.ip()),
        SocketAddr::V6(address) => {
            let text = sys::inet_ntop(*address.ip());
            match address.scope_id() {
                0 => text.into_bytes(),
                scope => format!("{text}%{scope}").into_bytes(),
            }
        }
    }
}

/// The same string as std's `Display`, which takes ten times as long. A UDP server needs it for
/// every message.
fn ipv4_text(address: Ipv4Addr) -> Vec<u8> {
    let mut text = Vec::with_capacity("255.255.255.255.".len());
    for octet in address.octets() {
        if octet >= 100 {
            text.push(b'0' + octet / 100);
        }
        if octet >= 10 {
            text.push(b'0' + octet / 10 % 10);
        }
        text.extend([b'0' + octet % 10, b'.']);
    }
    text.pop();
    text
}

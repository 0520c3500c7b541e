//! [`Address`]: what a socket is bound or connected to.

mod string;

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::net::{AddrParseError, Ipv4Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use rustix::net::{AddressFamily, SocketAddrAny};

use crate::sys::{self, SockAddr};

pub use string::{AddressString, ToAddress};

/// One end of a connection: an IP address and a port, a path, an abstract name,
/// or nothing.
///
/// [`address`](Address::address) and [`port`](Address::port) are what PHP writes
/// into `$address` and `$port`, and what [`socket_bind`](crate::socket_bind) and
/// [`socket_connect`](crate::socket_connect) take, whatever the family.
/// [`Display`](fmt::Display) is for people: `127.0.0.1:8001`, `[::1]:8001`,
/// `/run/app.sock`, `@name` for an abstract name, and `(unnamed)`. [`FromStr`] reads the first
/// four of these.
///
/// The functions take an abstract name of at most 106 bytes after the NUL byte that leads
/// it, as in PHP. One of 107, which other programs can make, can be read only: to connect
/// to it gives a `ValueError`, `must be less than 108`.
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
    /// An IPv4 address and a port, or an IPv6 one and its scope.
    Ip(SocketAddr),
    /// A path in the file system.
    Path(PathBuf),
    /// An abstract unix name, without the NUL byte that leads it.
    Abstract(Vec<u8>),
    /// A unix socket without a name.
    Unnamed,
}

impl Address {
    /// What PHP calls `$address`.
    ///
    /// An IP address as text. A path as it is, byte for byte. Empty for an unnamed one.
    ///
    /// What it returns can be connected and sent to. So an abstract name has its leading NUL
    /// byte, where PHP writes `""`; and an IPv6 address with a scope, such as a link-local one,
    /// has it (`fe80::1%2`), where PHP leaves it out.
    #[must_use]
    pub fn address(&self) -> AddressString {
        let bytes = match self {
            Self::Ip(address) => ip_text(address),
            Self::Path(path) => return OsString::from(path).into(),
            Self::Abstract(name) => [b"\0", name.as_slice()].concat(),
            Self::Unnamed => Vec::new(),
        };
        OsString::from_vec(bytes).into()
    }

    /// What PHP calls `$port`; `None` for a unix socket, for which PHP leaves the
    /// variable as it is.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.as_socket_addr().map(|address| address.port())
    }

    /// The IP address and port as std has them, with the scope of an IPv6 address.
    #[must_use]
    pub fn as_socket_addr(&self) -> Option<SocketAddr> {
        match self {
            Self::Ip(address) => Some(*address),
            _ => None,
        }
    }

    /// The path of a unix socket that has one.
    #[must_use]
    pub fn as_path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            _ => None,
        }
    }

    /// From the form that `rustix` has it in; `None` for a family that PHP does not know.
    pub(crate) fn from_rustix(address: SocketAddrAny) -> Option<Self> {
        if address.address_family() != AddressFamily::INET {
            return Self::from_sock_addr(&sys::sock_addr_any(&address));
        }
        let address = SocketAddrV4::try_from(address).ok()?;
        Some(Self::Ip(address.into()))
    }

    /// From the form that `socket2` has it in; `None` for a family that PHP does not know.
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
        }
    }
}

/// Its [`address`](Address::address); the port is an argument of its own.
impl ToAddress for Address {
    fn to_address(&self) -> Cow<'_, OsStr> {
        OsString::from(self.address()).into()
    }

    #[inline]
    fn as_ip(&self) -> Option<SocketAddr> {
        self.as_socket_addr()
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

/// Reads an IP address with its port (`127.0.0.1:8001`, `[::1]:8001`), a path with a slash in
/// it, or an abstract name behind an `@`.
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

/// As std writes it, which takes ten times as long: a server asks for each message.
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

//! [`Address`]: what a socket is bound or connected to; and PHP's way from text
//! to it.

use std::ffi::{CString, OsStr, OsString};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use rustix::net::{AddressFamily, SocketAddrAny};
use socket2::SockAddr;

use crate::constants::{AF_INET, AF_INET6, AF_UNIX};
use crate::sys::Target;
use crate::{Error, Result, Socket, sys};

/// One end of a connection: an IP address and a port, a path, an abstract name,
/// or nothing.
///
/// [`address`](Address::address) and [`port`](Address::port) are what PHP writes
/// into `$address` and `$port`, and what [`socket_bind`](crate::socket_bind) and
/// [`socket_connect`](crate::socket_connect) take, whatever the family.
/// [`Display`](fmt::Display) is for people: `127.0.0.1:8001`, `[::1]:8001`,
/// `/run/app.sock`, `@name` for an abstract name, and `(unnamed)`.
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
/// # Ok::<(), Error>(())
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
    /// An IP address as text, an IPv6 one without its scope. A path as it is, byte
    /// for byte. An abstract name with its leading NUL byte, so that it can be
    /// connected and sent to; PHP writes `""` here. Empty for an unnamed one.
    pub fn address(&self) -> OsString {
        match self {
            Self::Ip(address) => OsString::from_vec(ip_text(address.ip())),
            Self::Path(path) => path.clone().into(),
            Self::Abstract(name) => OsString::from_vec([b"\0", name.as_slice()].concat()),
            Self::Unnamed => OsString::new(),
        }
    }

    /// What PHP calls `$port`; `None` for a unix socket, for which PHP leaves the
    /// variable as it is.
    pub fn port(&self) -> Option<u16> {
        self.as_socket_addr().map(|address| address.port())
    }

    /// The IP address and port as std has them, with the scope of an IPv6 address.
    pub fn as_socket_addr(&self) -> Option<SocketAddr> {
        match self {
            Self::Ip(address) => Some(*address),
            _ => None,
        }
    }

    /// The path of a unix socket that has one.
    pub fn as_path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            _ => None,
        }
    }

    /// Whether it is a path that no file can have.
    pub(crate) fn has_inner_null(&self) -> bool {
        self.as_path()
            .is_some_and(|path| has_inner_null(path.as_os_str().as_bytes()))
    }

    /// As [`Self::from_kernel`], from the form that `rustix` has it in.
    #[inline(always)]
    pub(crate) fn from_rustix(address: SocketAddrAny) -> Option<Self> {
        if address.address_family() != AddressFamily::INET {
            return Self::from_kernel(&sys::sock_addr(&address));
        }
        let address = SocketAddrV4::try_from(address).ok()?;
        Some(Self::Ip(address.into()))
    }

    /// From the kernel's form; `None` for a family that PHP does not know.
    pub(crate) fn from_kernel(address: &SockAddr) -> Option<Self> {
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

fn ip_text(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => ipv4_text(address),
        IpAddr::V6(address) => sys::ipv6_text(address).into_bytes(),
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

/// A call that is being made: the names its errors need.
#[derive(Clone, Copy)]
pub(crate) struct Call {
    pub(crate) function: &'static str,
    /// The place of the argument that is the address; `$port` is the next.
    pub(crate) address: usize,
    /// Its name.
    pub(crate) name: &'static str,
}

/// Reads PHP's `$address` and `$port` the way `socket` needs them, numbers on the spot.
#[inline(always)]
pub(crate) fn target(call: Call, socket: &Socket, address: &OsStr, port: u16) -> Result<Target> {
    if socket.domain() == AF_INET
        && let Some(literal) = literal(address)
    {
        return Ok(Target::V4(SocketAddrV4::new(literal, port)));
    }
    resolve(call, socket, address, port).map(Target::Other)
}

/// Reads all that an address can be.
#[inline(never)]
pub(crate) fn resolve(call: Call, socket: &Socket, address: &OsStr, port: u16) -> Result<SockAddr> {
    match socket.domain() {
        AF_INET => ipv4(call, socket, address, port).map(SockAddr::from),
        AF_INET6 => ipv6(call, socket, address, port).map(SockAddr::from),
        AF_UNIX => unix(call, address),
        _ => Err(unknown_family(call.function)),
    }
}

/// A family that PHP does not know, of a socket that came from elsewhere.
pub(crate) fn unknown_family(function: &'static str) -> Error {
    Error::value(
        function,
        1,
        "socket",
        "must be one of AF_UNIX, AF_INET, or AF_INET6",
    )
}

/// What PHP names as the sender where the kernel names none, as on a stream.
pub(crate) fn nobody(socket: &Socket) -> Address {
    match socket.domain() {
        AF_INET => Address::Ip((Ipv4Addr::UNSPECIFIED, 0).into()),
        AF_INET6 => Address::Ip((Ipv6Addr::UNSPECIFIED, 0).into()),
        _ => Address::Unnamed,
    }
}

/// The port of a call that PHP lets omit it: only a unix socket needs none.
#[inline(always)]
pub(crate) fn port_or_refuse(call: Call, socket: &Socket, port: Option<u16>) -> Result<u16> {
    port.map_or_else(|| no_port(call, socket), Ok)
}

#[cold]
fn no_port(call: Call, socket: &Socket) -> Result<u16> {
    let family = match socket.domain() {
        AF_INET => "AF_INET",
        AF_INET6 => "AF_INET6",
        _ => return Ok(0),
    };

    let rule = format!("cannot be null when the socket type is {family}");
    Err(Error::value(call.function, call.address + 1, "port", &rule))
}

fn ipv4(call: Call, socket: &Socket, address: &OsStr, port: u16) -> Result<SocketAddrV4> {
    // The C library resolves no longer name; the code is that of a look-up that never was.
    const LONGEST_NAME: usize = 255;

    if let Some(literal) = literal::<Ipv4Addr>(address) {
        return Ok(SocketAddrV4::new(literal, port));
    }
    let name = name(call, address)?;

    let found = match name.count_bytes() {
        ..=LONGEST_NAME => sys::ipv4_of(&name),
        _ => Err(std::io::Error::from_raw_os_error(-10_000)),
    };
    found
        .map(|found| SocketAddrV4::new(found, port))
        .map_err(|cause| socket.fail(call.function, "Host lookup failed", cause))
}

fn ipv6(call: Call, socket: &Socket, address: &OsStr, port: u16) -> Result<SocketAddrV6> {
    if let Some(literal) = literal::<Ipv6Addr>(address) {
        return Ok(SocketAddrV6::new(literal, port, 0, 0));
    }
    let name = name(call, address)?;

    sys::ipv6_of(&name)
        .map(|found| SocketAddrV6::new(*found.ip(), port, 0, found.scope_id()))
        .map_err(|cause| socket.fail(call.function, "Host lookup failed", cause))
}

#[inline]
fn literal<T: std::str::FromStr>(address: &OsStr) -> Option<T> {
    address.to_str()?.parse().ok()
}

fn name(call: Call, address: &OsStr) -> Result<CString> {
    CString::new(address.as_bytes()).map_err(|_| null_byte(call))
}

fn unix(call: Call, address: &OsStr) -> Result<SockAddr> {
    let too_long = || {
        Error::value(
            call.function,
            call.address,
            call.name,
            "must be less than 108",
        )
    };
    let bytes = address.as_bytes();

    if bytes.len() >= 108 {
        return Err(too_long());
    }
    if has_inner_null(bytes) {
        return Err(null_byte(call));
    }

    SockAddr::unix(address).map_err(|_| too_long())
}

/// Only an abstract name begins with a NUL byte, and may have more.
fn has_inner_null(path: &[u8]) -> bool {
    path.first() != Some(&0) && path.contains(&0)
}

fn null_byte(call: Call) -> Error {
    Error::value(
        call.function,
        call.address,
        call.name,
        "must not contain any null bytes",
    )
}

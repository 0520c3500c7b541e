//! Looking up hosts: [`socket_addrinfo_lookup`], [`socket_addrinfo_bind`],
//! [`socket_addrinfo_connect`], [`socket_addrinfo_explain`].

use std::ffi::{OsStr, OsString};
#[cfg(feature = "tracing")]
use std::fmt;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use crate::address::Address;
use crate::argument::Argument;
#[cfg(doc)]
use crate::constants::*;
use crate::constants::{AF_INET, AF_INET6, AF_UNSPEC};
use crate::error::{Error, Result};
use crate::socket::Socket;
use crate::sys::{self, SockAddr, Target};
use crate::trace::traced;
#[cfg(feature = "tracing")]
use crate::trace::{Named, Outcome, Php, keys};

/// One result of [`socket_addrinfo_lookup`]: an address, and the kind of socket to use with it.
#[derive(Clone, Debug)]
pub struct AddressInfo {
    explained: Explained,
    sock_addr: SockAddr,
}

/// Narrows what [`socket_addrinfo_lookup`] looks for: PHP's array with these keys. 0 means any. No
/// number may be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hints {
    /// `AI_…` flags, or-ed together.
    pub ai_flags: i32,
    /// [`AF_INET`], [`AF_INET6`] or [`AF_UNSPEC`] (0).
    pub ai_family: i32,
    /// [`SOCK_STREAM`], [`SOCK_DGRAM`] or [`SOCK_RAW`].
    pub ai_socktype: i32,
    /// [`SOL_TCP`], [`SOL_UDP`], …
    pub ai_protocol: i32,
}

/// The contents of an [`AddressInfo`]: PHP's array with these keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Explained {
    /// The flags that were asked for.
    pub ai_flags: i32,
    /// The family.
    pub ai_family: i32,
    /// The type of socket.
    pub ai_socktype: i32,
    /// The protocol.
    pub ai_protocol: i32,
    /// The canonical name of the host. Only the first result has it, and only if the hints have
    /// [`AI_CANONNAME`].
    pub ai_canonname: Option<OsString>,
    /// The address and the port.
    pub ai_addr: Address,
}

#[cfg(feature = "tracing")]
impl Php for Hints {
    fn php(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let family = Named::domain(self.ai_family);
        let protocol = Named::protocol(AF_INET, self.ai_protocol);
        let entries: [(i32, &str, &dyn Php); 4] = [
            (self.ai_flags, "ai_flags", &Named::hints(self.ai_flags)),
            (self.ai_family, "ai_family", &family),
            (
                self.ai_socktype,
                "ai_socktype",
                &Named::r#type(self.ai_socktype),
            ),
            (self.ai_protocol, "ai_protocol", &protocol),
        ];
        let given = entries.iter().filter(|(number, ..)| *number != 0);
        let given: Vec<_> = given.map(|(_, key, value)| (*key, *value)).collect();
        keys(&given, f)
    }
}

#[cfg(feature = "tracing")]
impl Php for Explained {
    fn php(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flags = Named::hints(self.ai_flags);
        let family = Named::domain(self.ai_family);
        let socktype = Named::r#type(self.ai_socktype);
        let protocol = Named::protocol(AF_INET, self.ai_protocol);
        let address = InetAddress(&self.ai_addr);
        let mut entries: Vec<(&str, &dyn Php)> = vec![
            ("ai_flags", &flags),
            ("ai_family", &family),
            ("ai_socktype", &socktype),
            ("ai_protocol", &protocol),
        ];
        if let Some(name) = &self.ai_canonname {
            entries.push(("ai_canonname", name));
        }
        entries.push(("ai_addr", &address));
        keys(&entries, f)
    }
}

#[cfg(feature = "tracing")]
struct InetAddress<'a>(&'a Address);

#[cfg(feature = "tracing")]
impl Php for InetAddress<'_> {
    fn php(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (port, address) = match self.0 {
            Address::Ip(address) if address.is_ipv6() => ("sin6_port", "sin6_addr"),
            _ => ("sin_port", "sin_addr"),
        };
        keys(&[(port, &self.0.port()), (address, &self.0.address())], f)
    }
}

#[cfg(feature = "tracing")]
impl Outcome for Explained {
    fn parts(&self) -> Result<&dyn Php, &Error> {
        Ok(self)
    }
}

/// Looks up the addresses of a host.
///
/// `host` is a name or an address. `service` is a name such as `http`, or a number; without it
/// the port is 0. `hints` narrows what is looked for; without it, each address is returned once for
/// every type of socket.
///
/// The results are in the order in which they should be tried.
///
/// # Errors
///
/// `Unable to look up`, with one of the codes `EAI_…`, such as [`EAI_NONAME`] if the host does not
/// exist; or with [`SOCKET_EMFILE`] or [`SOCKET_ENFILE`] if the look-up had no descriptor left to
/// open. PHP prints no warning, and the error's kind is [`Silent`](crate::ErrorKind::Silent). The
/// code is not recorded as a last error.
///
/// A `ValueError`, before any look-up, for a hint that is negative or a family that is not one of
/// the three, and if `host` or `service` contains a NUL byte. If several hints are wrong, the error
/// is about the first of them in the order of the fields.
///
/// # PHP
///
/// ```php
/// socket_addrinfo_lookup(string $host, ?string $service = null, array $hints = [], &$error_code = null): array|false
/// ```
///
/// `$error_code` is the error's [`code()`](Error::code). It is new in PHP 8.6. PHP has checked the
/// hints since 8.5, in the order of the array's keys; before, a wrong one made the look-up fail.
/// PHP cuts off a name at a NUL byte. For a look-up that has no descriptor left, its code is
/// [`EAI_NONAME`] or [`EAI_AGAIN`].
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let hints = Hints { ai_socktype: SOCK_STREAM, ..Hints::default() };
/// let found = socket_addrinfo_lookup("127.0.0.1", "8001", hints)?;
///
/// let explained = socket_addrinfo_explain(&found[0]);
/// assert_eq!(explained.ai_family, AF_INET);
/// assert_eq!(explained.ai_addr.to_string(), "127.0.0.1:8001");
///
/// let error = socket_addrinfo_lookup("127.0.0.1", "no service", hints).unwrap_err();
/// assert_eq!(error.code(), EAI_SERVICE); // PHP's `$error_code`
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
pub fn socket_addrinfo_lookup<'s>(
    host: impl AsRef<OsStr>,
    service: impl Into<Option<&'s str>>,
    hints: impl Into<Option<Hints>>,
) -> Result<Vec<AddressInfo>> {
    traced!(socket_addrinfo_lookup(host, service, hints)
        where host = host.as_ref(), service = service.into(), hints = hints.into());

    const HOST: Argument = Argument {
        function: "socket_addrinfo_lookup",
        index: 1,
        name: "host",
    };
    const SERVICE: Argument = Argument {
        index: 2,
        name: "service",
        ..HOST
    };
    let hints = hints.into().unwrap_or_default();
    hints.check(HOST.function)?;
    let host = HOST.c_string(host.as_ref().as_bytes())?;
    let service = service
        .into()
        .map(|service| SERVICE.c_string(service.as_bytes()));
    let service = service.transpose()?;
    let Hints {
        ai_flags,
        ai_family,
        ai_socktype,
        ai_protocol,
    } = hints;

    sys::getaddrinfo(
        &host,
        service.as_deref(),
        ai_flags,
        ai_family,
        ai_socktype,
        ai_protocol,
    )
    .map(|found| found.into_iter().filter_map(AddressInfo::new).collect())
    .map_err(|code| Error::lookup(HOST.function, "Unable to look up", code))
}

impl Hints {
    /// PHP's checks of the keys, in the order of the fields.
    fn check(self, function: &'static str) -> Result<()> {
        let error = |rule: &str| Err(Error::value(function, 3, "hints", rule));

        if self.ai_flags < 0 {
            return error("\"ai_flags\" key must be between 0 and 2147483647");
        }
        if ![AF_UNSPEC, AF_INET, AF_INET6].contains(&self.ai_family) {
            return error("\"ai_family\" key must be AF_INET or AF_INET6");
        }
        if self.ai_socktype < 0 {
            return error("\"ai_socktype\" key must be between 0 and 2147483647");
        }
        if self.ai_protocol < 0 {
            return error("\"ai_protocol\" key must be between 0 and 2147483647");
        }
        Ok(())
    }
}

#[cfg(feature = "tracing")]
impl Php for AddressInfo {
    fn php(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AddressInfo({})", self.explained.ai_addr)
    }
}

impl AddressInfo {
    fn new(found: sys::Found) -> Option<Self> {
        let explained = Explained {
            ai_flags: found.flags,
            ai_family: found.family,
            ai_socktype: found.socktype,
            ai_protocol: found.protocol,
            ai_canonname: found.canonname.map(OsString::from_vec),
            ai_addr: Address::from_sock_addr(&found.address)?,
        };
        Some(Self {
            explained,
            sock_addr: found.address,
        })
    }
}

/// Creates a socket for an address and binds it.
///
/// It combines [`socket_create`](crate::socket_create) and [`socket_bind`](crate::socket_bind). If
/// one of them fails, nothing stays open.
///
/// # Errors
///
/// `Unable to create socket` or `Unable to bind address`, with the codes of these functions.
///
/// # PHP
///
/// ```php
/// socket_addrinfo_bind(AddressInfo $address): Socket|false
/// ```
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let hints = Hints { ai_socktype: SOCK_STREAM, ..Hints::default() };
/// let found = socket_addrinfo_lookup("127.0.0.1", "0", hints)?;
/// let server = socket_addrinfo_bind(&found[0])?;
/// socket_listen(&server, None)?;
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
pub fn socket_addrinfo_bind(address: &AddressInfo) -> Result<Socket> {
    traced!(socket_addrinfo_bind(address));

    open(
        "socket_addrinfo_bind",
        address,
        "Unable to bind address",
        sys::bind,
    )
}

/// Creates a socket for an address and connects it.
///
/// It combines [`socket_create`](crate::socket_create) and
/// [`socket_connect`](crate::socket_connect). If one of them fails, nothing stays open.
///
/// # Errors
///
/// `Unable to create socket` or `Unable to connect address`, with the codes of these functions.
///
/// # PHP
///
/// ```php
/// socket_addrinfo_connect(AddressInfo $address): Socket|false
/// ```
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let server = socket_create_listen(0, None)?;
/// let port = socket_getsockname(&server)?.port().unwrap().to_string();
///
/// let hints = Hints { ai_socktype: SOCK_STREAM, ..Hints::default() };
/// let found = socket_addrinfo_lookup("127.0.0.1", port.as_str(), hints)?;
/// let client = socket_addrinfo_connect(&found[0])?;
/// assert_eq!(socket_getpeername(&client)?.address(), "127.0.0.1");
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
pub fn socket_addrinfo_connect(address: &AddressInfo) -> Result<Socket> {
    traced!(socket_addrinfo_connect(address));

    open(
        "socket_addrinfo_connect",
        address,
        "Unable to connect address",
        sys::connect,
    )
}

fn open(
    function: &'static str,
    address: &AddressInfo,
    message: &'static str,
    call: impl FnOnce(BorrowedFd<'_>, &Target) -> io::Result<()>,
) -> Result<Socket> {
    let Explained {
        ai_family,
        ai_socktype,
        ai_protocol,
        ..
    } = address.explained;
    let target = Target::from(address.sock_addr.clone());

    let socket = sys::socket(ai_family, ai_socktype, ai_protocol)
        .map_err(|cause| Error::os_warning(function, "Unable to create socket", cause))?;
    call(socket.as_fd(), &target).map_err(|cause| Error::os(function, message, cause))?;

    Ok(Socket::new(socket, ai_family, ai_socktype))
}

/// Returns the contents of a result of [`socket_addrinfo_lookup`].
///
/// # PHP
///
/// ```php
/// socket_addrinfo_explain(AddressInfo $address): array
/// ```
///
/// The array's `ai_addr` is an [`Address`] here, which also has the scope of an IPv6 address.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let found = socket_addrinfo_lookup("::1", "80", None)?;
/// let explained = socket_addrinfo_explain(&found[0]);
/// assert_eq!(explained.ai_addr.address(), "::1");
/// assert_eq!(explained.ai_addr.port(), Some(80));
/// # Ok::<(), Error>(())
/// ```
#[cfg_attr(feature = "tracing", track_caller)]
#[must_use]
pub fn socket_addrinfo_explain(address: &AddressInfo) -> Explained {
    traced!(socket_addrinfo_explain(address));

    address.explained.clone()
}

//! [`AddressString`], the string that PHP calls `$address`, and [`ToAddress`], the types that can
//! be passed as one.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::Deref;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::packet::PacketAddress;

/// The string that PHP calls `$address`: an IP address, a path, a NUL byte and an abstract unix
/// name, or the name of an interface.
///
/// It can be printed, compared with any kind of string, and passed on to
/// [`socket_bind`](crate::socket_bind), [`socket_connect`](crate::socket_connect) and
/// [`socket_sendto`](crate::socket_sendto). The bytes of a path are kept even if they are not
/// UTF-8; only [`Display`](fmt::Display) replaces those by `\u{fffd}`.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// let server = socket_create_listen(0, None)?;
/// let address = socket_getsockname(&server)?.address();
/// assert_eq!(address, "0.0.0.0");
/// println!("listening on {address}");
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AddressString(OsString);

macro_rules! from_string {
    ($($string:ty),+) => {$(
        impl From<$string> for AddressString {
            fn from(string: $string) -> Self {
                Self(string.into())
            }
        }
    )+};
}

from_string!(&str, String, &OsStr, OsString, PathBuf);

impl From<AddressString> for OsString {
    fn from(address: AddressString) -> Self {
        address.0
    }
}

impl Deref for AddressString {
    type Target = OsStr;

    fn deref(&self) -> &OsStr {
        &self.0
    }
}

impl AsRef<OsStr> for AddressString {
    fn as_ref(&self) -> &OsStr {
        &self.0
    }
}

impl AsRef<[u8]> for AddressString {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl AsRef<Path> for AddressString {
    fn as_ref(&self) -> &Path {
        self.0.as_ref()
    }
}

impl fmt::Display for AddressString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string_lossy())
    }
}

macro_rules! compares_with {
    ($($string:ty),+) => {$(
        impl PartialEq<$string> for AddressString {
            fn eq(&self, other: &$string) -> bool {
                let other: &OsStr = other.as_ref();
                self.0 == other
            }
        }
    )+};
}

compares_with!(
    str, &str, String, OsStr, &OsStr, OsString, Path, &Path, PathBuf
);

/// The types that the functions take as `$address`: any kind of string, std's IP addresses,
/// [`Address`](crate::Address) and [`PacketAddress`].
///
/// # Examples
///
/// ```
/// use std::net::Ipv4Addr;
///
/// use php_sockets::*;
///
/// let server = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_bind(&server, Ipv4Addr::LOCALHOST, 0)?;
/// socket_listen(&server, None)?;
///
/// let here = socket_getsockname(&server)?;
/// let client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
/// socket_connect(&client, &here, here.port())?; // or `here.address()`, or "127.0.0.1"
/// # Ok::<(), Error>(())
/// ```
pub trait ToAddress {
    /// Returns the string that PHP would be given.
    fn to_address(&self) -> Cow<'_, OsStr>;

    /// Returns the IP address with its scope, if there is one that need not be parsed. The port
    /// of the result is ignored.
    #[inline]
    fn as_ip(&self) -> Option<SocketAddr> {
        None
    }

    /// Returns the interface with its other fields, if there are any. Only a packet socket uses
    /// them.
    fn as_packet(&self) -> Option<&PacketAddress> {
        None
    }
}

impl<T: ToAddress + ?Sized> ToAddress for &T {
    #[inline]
    fn to_address(&self) -> Cow<'_, OsStr> {
        (**self).to_address()
    }

    #[inline]
    fn as_ip(&self) -> Option<SocketAddr> {
        (**self).as_ip()
    }

    fn as_packet(&self) -> Option<&PacketAddress> {
        (**self).as_packet()
    }
}

macro_rules! strings {
    ($($string:ty),+) => {$(
        impl ToAddress for $string {
            #[inline]
            fn to_address(&self) -> Cow<'_, OsStr> {
                let string: &OsStr = self.as_ref();
                string.into()
            }
        }
    )+};
}

strings!(
    str,
    String,
    OsStr,
    OsString,
    Path,
    PathBuf,
    Cow<'_, OsStr>,
    AddressString
);

impl ToAddress for Cow<'_, str> {
    fn to_address(&self) -> Cow<'_, OsStr> {
        (**self).to_address()
    }
}

macro_rules! ip_addresses {
    ($($address:ty),+) => {$(
        impl ToAddress for $address {
            fn to_address(&self) -> Cow<'_, OsStr> {
                OsString::from(self.to_string()).into()
            }

            fn as_ip(&self) -> Option<SocketAddr> {
                Some((*self, 0).into())
            }
        }
    )+};
}

ip_addresses!(IpAddr, Ipv4Addr, Ipv6Addr);

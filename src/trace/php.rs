//! [`Php`]: values as PHP would write them.

use std::ffi::{OsStr, OsString};
use std::fmt::{self, Display, Formatter, Write};
use std::net::Ipv6Addr;
use std::os::fd::{AsFd, AsRawFd, RawFd};
use std::os::unix::ffi::OsStrExt;
use std::time::Duration;

use crate::address::{Address, AddressString, ToAddress};
use crate::error::{Error, Result};
use crate::socket::Socket;
use crate::structs::{
    Credentials, GroupRequest, In6PktInfo, Interface, Linger, MemInfo, SourceRequest, Timeout,
};

/// A value that a call takes or returns.
pub(crate) trait Php {
    /// Writes it as PHP would, on one line.
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result;

    /// Its descriptor, if it is a socket or a list of sockets: that of the first.
    fn descriptor(&self) -> Option<RawFd> {
        None
    }

    /// What PHP writes into arguments instead of returning it. They are the last ones.
    fn outputs(&self) -> Vec<Box<dyn Php>> {
        Vec::new()
    }
}

impl Display for dyn Php + '_ {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.php(f)
    }
}

/// The outcome of a call: a value, or an error.
pub(crate) trait Outcome {
    fn parts(&self) -> Result<&dyn Php, &Error>;
}

impl<T: Php> Outcome for Result<T> {
    fn parts(&self) -> Result<&dyn Php, &Error> {
        self.as_ref().map(|value| value as &dyn Php)
    }
}

macro_rules! cannot_fail {
    ($($value:ty = $shown:expr),+) => {$(
        impl Outcome for $value {
            fn parts(&self) -> Result<&dyn Php, &Error> {
                let shown: for<'v> fn(&'v Self) -> &'v dyn Php = $shown;
                Ok(shown(self))
            }
        }
    )+};
}

cannot_fail!(
    () = |_| &None::<i32>,
    i32 = |code| code,
    String = |text| text,
    Gone = |stream| stream
);

/// The arguments of a call, without those at the end that were left out.
pub(crate) fn list(values: &[&dyn Php]) -> String {
    let shown = values.iter().map(ToString::to_string);
    let mut shown: Vec<_> = shown.filter(|value| !value.is_empty()).collect();
    while shown.last().is_some_and(|last| last == "null") {
        shown.pop();
    }
    shown.join(", ")
}

macro_rules! references {
    ($($reference:ty),+) => {$(
        impl<T: Php + ?Sized> Php for $reference {
            fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
                (**self).php(f)
            }

            fn descriptor(&self) -> Option<RawFd> {
                (**self).descriptor()
            }
        }
    )+};
}

references!(&T, &mut T, Box<T>);

impl<T: Php> Php for Option<T> {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Some(value) => value.php(f),
            None => f.write_str("null"),
        }
    }

    fn descriptor(&self) -> Option<RawFd> {
        self.as_ref().and_then(T::descriptor)
    }
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl Php for $number {
            fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
                self.fmt(f)
            }
        }
    )+};
}

numbers!(bool, i32, i64, u16, u32, usize);

/// The result of a function that only succeeds or fails.
impl Php for () {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("true")
    }
}

impl Php for Socket {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Socket({})", self.as_raw_fd())
    }

    fn descriptor(&self) -> Option<RawFd> {
        Some(self.as_raw_fd())
    }
}

/// What is left of a socket, a stream or a handle that the call has consumed.
pub(crate) struct Gone {
    class: &'static str,
    descriptor: RawFd,
}

impl Gone {
    pub(crate) fn socket(socket: &Socket) -> Self {
        Self::of("Socket", socket)
    }

    pub(crate) fn stream(stream: &impl AsFd) -> Self {
        Self::of("stream", stream)
    }

    pub(crate) fn handle(handle: &impl AsFd) -> Self {
        Self::of("StreamPollHandle", handle)
    }

    fn of(class: &'static str, descriptor: &impl AsFd) -> Self {
        let descriptor = descriptor.as_fd().as_raw_fd();
        Self { class, descriptor }
    }
}

impl Php for Gone {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.class, self.descriptor)
    }

    fn descriptor(&self) -> Option<RawFd> {
        Some(self.descriptor)
    }
}

/// The object whose method is called. It is not an argument.
pub(crate) struct This(pub(crate) RawFd);

impl Php for This {
    fn php(&self, _: &mut Formatter<'_>) -> fmt::Result {
        Ok(())
    }

    fn descriptor(&self) -> Option<RawFd> {
        Some(self.0)
    }
}

/// A value of the caller's own type, which cannot be shown.
pub(crate) struct Opaque;

impl Opaque {
    /// `None` for a type that stands for nothing, such as `()`.
    pub(crate) fn of<T>(_: &T) -> Option<Self> {
        (size_of::<T>() > 0).then_some(Self)
    }
}

impl Php for Opaque {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('…')
    }
}

macro_rules! arrays {
    ($([$($count:tt)*] $array:ty),+) => {$(
        impl<T: Php $($count)*> Php for $array {
            fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
                let values = self.iter().map(|value| value as &dyn Php);
                elements(values.map(|value| ("", value)), f)
            }

            fn descriptor(&self) -> Option<RawFd> {
                self.iter().find_map(Php::descriptor)
            }
        }
    )+};
}

arrays!([] [T], [] Vec<T>, [, const N: usize] [T; N]);

/// An array with keys: `["l_onoff" => 1, "l_linger" => 0]`.
pub(crate) fn keys(entries: &[(&str, &dyn Php)], f: &mut Formatter<'_>) -> fmt::Result {
    elements(entries.iter().copied(), f)
}

fn elements<'a>(
    elements: impl Iterator<Item = (&'a str, &'a dyn Php)>,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    f.write_char('[')?;
    for (at, (key, value)) in elements.enumerate() {
        f.write_str(if at == 0 { "" } else { ", " })?;
        match key {
            "" => value.php(f)?,
            _ => write!(f, "\"{key}\" => {value}")?,
        }
    }
    f.write_char(']')
}

macro_rules! structs {
    ($($array:ident { $($key:ident),+ })+) => {$(
        impl Php for $array {
            fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
                keys(&[$((stringify!($key), &self.$key)),+], f)
            }
        }
    )+};
}

structs! {
    Credentials { pid, uid, gid }
    GroupRequest { group, interface }
    In6PktInfo { addr, ifindex }
    Linger { l_onoff, l_linger }
    MemInfo {
        rmem_alloc, rcvbuf, wmem_alloc, sndbuf, fwd_alloc, wmem_queued, optmem, backlog, drops
    }
    SourceRequest { group, source, interface }
    Timeout { sec, usec }
}

impl Php for Interface {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => index.php(f),
            Self::Name(name) => name.php(f),
        }
    }
}

impl Php for Ipv6Addr {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.to_string().php(f)
    }
}

impl Php for Duration {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Duration({self:?})")
    }
}

/// A string: in double quotes, on one line, and cut off if it is long.
impl Php for [u8] {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 100;
        const FIRST: usize = 16;

        if self.len() <= LONGEST {
            return quoted(self, "", f);
        }
        quoted(whole_characters(&self[..FIRST]), "…", f)?;
        write!(f, " ({} bytes)", self.len())
    }
}

/// The bytes without the beginning of a character that was cut.
fn whole_characters(bytes: &[u8]) -> &[u8] {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => &bytes[..error.valid_up_to()],
        _ => bytes,
    }
}

fn quoted(bytes: &[u8], end: &str, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for chunk in bytes.utf8_chunks() {
        for char in chunk.valid().chars() {
            match char {
                '"' | '\\' => write!(f, "\\{char}")?,
                '\t' | '\n' | '\r' => char.escape_default().try_for_each(|it| f.write_char(it))?,
                // These two end a line too.
                '\u{2028}' | '\u{2029}' => hexadecimal(char.encode_utf8(&mut [0; 4]), f)?,
                _ if char.is_control() => hexadecimal(char.encode_utf8(&mut [0; 4]), f)?,
                _ => f.write_char(char)?,
            }
        }
        hexadecimal(chunk.invalid(), f)?;
    }
    write!(f, "{end}\"")
}

fn hexadecimal(bytes: impl AsRef<[u8]>, f: &mut Formatter<'_>) -> fmt::Result {
    let mut bytes = bytes.as_ref().iter();
    bytes.try_for_each(|byte| write!(f, "\\x{byte:02x}"))
}

macro_rules! strings {
    ($($string:ty = $bytes:expr),+) => {$(
        impl Php for $string {
            fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
                let bytes: for<'s> fn(&'s Self) -> &'s [u8] = $bytes;
                bytes(self).php(f)
            }
        }
    )+};
}

strings!(
    str = str::as_bytes,
    String = |string| string.as_bytes(),
    Vec<u8> = |string| string,
    OsStr = OsStrExt::as_bytes,
    OsString = |string| string.as_bytes(),
    AddressString = |string| string.as_bytes()
);

impl Php for dyn ToAddress + '_ {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.to_address().php(f)
    }
}

/// The name of a socket. PHP writes it into two arguments.
impl Php for Address {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("true")
    }

    fn outputs(&self) -> Vec<Box<dyn Php>> {
        vec![Box::new(self.address()), Box::new(self.port())]
    }
}

/// What was received, and from whom.
impl Php for (usize, Address) {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.php(f)
    }

    fn outputs(&self) -> Vec<Box<dyn Php>> {
        self.1.outputs()
    }
}

/// What was received. PHP writes `null` if that is nothing.
pub(crate) struct Received<'d>(pub(crate) &'d Vec<u8>);

impl Php for Received<'_> {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [] => f.write_str("null"),
            data => data.php(f),
        }
    }
}

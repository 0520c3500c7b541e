//! [`Php`]: values as PHP would write them.

use std::ffi::OsStr;
use std::fmt::{self, Display, Formatter, Write};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::os::unix::ffi::OsStrExt;

use crate::address::{Address, AddressString, ToAddress};
use crate::error::{Error, Result};
use crate::socket::Socket;

/// A value that a call takes or returns.
pub(crate) trait Php {
    /// Writes it as PHP would, in one line.
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

/// What came of a call: a value, or an error.
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
    OwnedFd = |stream| stream
);

/// Arguments, or the elements of an array. Those at the end that were left out are left out here.
pub(crate) fn list(values: &[&dyn Php]) -> String {
    let mut shown: Vec<_> = values.iter().map(ToString::to_string).collect();
    while shown.last().is_some_and(|last| last == "null") {
        shown.pop();
    }
    shown.join(", ")
}

impl<T: Php + ?Sized> Php for &T {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).php(f)
    }

    fn descriptor(&self) -> Option<RawFd> {
        (**self).descriptor()
    }
}

impl<T: Php + ?Sized> Php for &mut T {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (**self).php(f)
    }

    fn descriptor(&self) -> Option<RawFd> {
        (**self).descriptor()
    }
}

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

/// What is a stream in PHP.
impl Php for OwnedFd {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "stream({})", self.as_raw_fd())
    }

    fn descriptor(&self) -> Option<RawFd> {
        Some(self.as_raw_fd())
    }
}

/// What is left of a socket or a stream that the call has consumed.
pub(crate) struct Gone {
    kind: &'static str,
    descriptor: RawFd,
}

impl Gone {
    pub(crate) fn socket(socket: &Socket) -> Self {
        let descriptor = socket.as_raw_fd();
        Self {
            kind: "Socket",
            descriptor,
        }
    }

    pub(crate) fn stream(stream: &OwnedFd) -> Self {
        let descriptor = stream.as_raw_fd();
        Self {
            kind: "stream",
            descriptor,
        }
    }
}

impl Php for Gone {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.kind, self.descriptor)
    }

    fn descriptor(&self) -> Option<RawFd> {
        Some(self.descriptor)
    }
}

fn array<T: Php>(values: &[T], f: &mut Formatter<'_>) -> fmt::Result {
    f.write_char('[')?;
    for (at, value) in values.iter().enumerate() {
        f.write_str(if at == 0 { "" } else { ", " })?;
        value.php(f)?;
    }
    f.write_char(']')
}

macro_rules! arrays {
    ($([$($generic:tt)*] $array:ty),+) => {$(
        impl<$($generic)*> Php for $array {
            fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
                array(&self[..], f)
            }

            fn descriptor(&self) -> Option<RawFd> {
                self.iter().find_map(Php::descriptor)
            }
        }
    )+};
}

arrays!([] Vec<&Socket>, [T: Php, const N: usize] [T; N]);

/// A string: in double quotes, in one line, and cut if it is long.
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
    match str::from_utf8(bytes) {
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

/// What was received. PHP writes `null` where it is nothing.
pub(crate) struct Received<'d>(pub(crate) &'d Vec<u8>);

impl Php for Received<'_> {
    fn php(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [] => f.write_str("null"),
            data => data.php(f),
        }
    }
}

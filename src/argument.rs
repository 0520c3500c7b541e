//! PHP's checks of arguments that more than one function makes, and the messages of their errors.

use std::ffi::CString;

use crate::error::{Error, Result};

/// An argument of a function, as error messages name it.
#[derive(Clone, Copy)]
pub(crate) struct Argument {
    pub(crate) function: &'static str,
    /// Its position, counted from 1.
    pub(crate) index: usize,
    pub(crate) name: &'static str,
}

impl Argument {
    /// The error for a wrong value.
    pub(crate) fn value_error(self, rule: &str) -> Error {
        Error::value(self.function, self.index, self.name, rule)
    }

    /// Refuses a string that PHP or the system would cut off at a NUL byte.
    pub(crate) fn without_null_bytes(self, bytes: &[u8]) -> Result<()> {
        match bytes.contains(&0) {
            true => Err(self.null_byte_error()),
            false => Ok(()),
        }
    }

    /// The string as the C library takes it.
    pub(crate) fn c_string(self, bytes: &[u8]) -> Result<CString> {
        CString::new(bytes).map_err(|_| self.null_byte_error())
    }

    pub(crate) fn null_byte_error(self) -> Error {
        self.value_error("must not contain any null bytes")
    }
}

/// Whether the system would cut off a unix socket's path at a NUL byte. An abstract name begins
/// with a NUL byte and may contain more of them.
pub(crate) fn is_cut_at_null_byte(path: &[u8]) -> bool {
    path.first() != Some(&0) && path.contains(&0)
}

/// Refuses the lengths for which PHP returns `false` without making a system call. A `usize` can
/// be larger than PHP's largest integer.
#[inline]
pub(crate) fn check_length(function: &'static str, index: usize, length: usize) -> Result<()> {
    const PHP_INT_MAX: usize = isize::MAX as usize;

    let rule = match length {
        0 => "must be greater than 0".into(),
        1..PHP_INT_MAX => return Ok(()),
        _ => format!("must be less than {PHP_INT_MAX}"),
    };
    Err(Error::silent(function, index, "length", &rule))
}

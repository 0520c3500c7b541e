//! [`OptionCall`]: one call of `socket_get_option` or `socket_set_option`.

use std::io;
use std::os::fd::AsFd;

use super::value::OptionValue;
use crate::argument::Argument;
use crate::error::{Error, Result};
use crate::socket::Socket;
use crate::sys::{self, Pod};

/// The option, the socket, and the name of the function for error messages.
#[derive(Clone, Copy)]
pub(super) struct OptionCall<'s> {
    pub(super) function: &'static str,
    pub(super) socket: &'s Socket,
    pub(super) level: i32,
    pub(super) option: i32,
}

impl OptionCall<'_> {
    /// Gets the value, and the number of bytes that the kernel has written to it.
    #[inline]
    pub(super) fn get<T: Pod>(self) -> io::Result<(T, usize)> {
        sys::get_option(self.socket.as_fd(), self.level, self.option)
    }

    /// Sets the option to a value in the form that the kernel takes.
    #[inline]
    pub(super) fn set<T: Pod + ?Sized>(self, value: &T) -> Result<()> {
        sys::set_option(self.socket.as_fd(), self.level, self.option, value)
            .map_err(|cause| self.set_error(cause))?;
        self.socket.option_set(self.level, self.option);
        Ok(())
    }

    /// The argument `$value`, for error messages.
    pub(super) fn value(self) -> Argument {
        Argument {
            function: self.function,
            index: 4,
            name: "value",
        }
    }

    pub(super) fn set_error(self, cause: io::Error) -> Error {
        self.socket
            .fail(self.function, "Unable to set socket option", cause)
    }

    /// A warning about an interface, whose code is in the message only; PHP does not record it.
    pub(super) fn interface_error(self, message: &str, cause: &io::Error) -> Error {
        let code = cause.raw_os_error().unwrap_or_default();
        self.warning(format!("{message}: error {code}"))
    }

    pub(super) fn warning(self, message: String) -> Error {
        Error::warning(self.function, message)
    }

    /// The error for a value of the wrong type, where PHP's message names the option.
    pub(super) fn type_error_for(self, option: &str, wanted: &str, given: &OptionValue) -> Error {
        let wanted = format!("{wanted} when argument #3 ($option) is {option}");
        self.type_error(&wanted, given)
    }

    /// The error for a value of the wrong type.
    pub(super) fn type_error(self, wanted: &str, given: &OptionValue) -> Error {
        let rule = format!("must be of type {wanted}, {} given", given.php_type());
        Error::r#type(self.function, 4, "value", &rule)
    }
}

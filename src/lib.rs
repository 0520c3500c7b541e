//! PHP's `socket_*` functions in Rust: the same names, arguments, constants and error messages as
//! in PHP 8.6, on the system's own sockets.
//!
//! ```
//! use php_sockets::*;
//!
//! // A server on any free port, and a client.
//! let server = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
//! socket_bind(&server, "127.0.0.1", 0)?;
//! socket_listen(&server, 4)?;
//! let here = socket_getsockname(&server)?;
//! let client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
//! socket_connect(&client, &here, here.port())?;
//!
//! // The server accepts the connection, answers, and closes it.
//! let connection = socket_accept(&server)?;
//! socket_write(&connection, "test successful\n", None)?;
//! socket_close(connection);
//!
//! assert_eq!(socket_read(&client, 8192, None)?, b"test successful\n");
//! assert_eq!(socket_read(&client, 8192, None)?, b""); // empty: the server has closed
//!
//! // A failed call returns PHP's message, and the system's code.
//! let error = socket_bind(&client, "127.0.0.1", 0).unwrap_err();
//! assert_eq!(error.to_string(), "socket_bind(): Unable to bind address [22]: Invalid argument");
//! # Ok::<(), Error>(())
//! ```
//!
//! # When to use it
//!
//! - To port a PHP socket program, or to follow a text about sockets that was written for PHP.
//! - To make one system call at a time, with any option, flag and control message, without
//!   `unsafe`.
//!
//! For TCP, UDP and unix sockets with the usual options, [`std::net`] and
//! [`std::os::unix::net`] are enough, and std runs on every system. For other options in Rust's
//! own style, also on Windows and macOS, take [socket2](https://docs.rs/socket2); for async code,
//! [tokio](https://docs.rs/tokio). [`socket_import_stream`] and [`socket_export_stream`] convert
//! between a [`Socket`] and the types of std and socket2.
//!
//! This crate runs on Linux only.
//!
//! # The functions
//!
//! | topic | functions |
//! |---|---|
//! | create | [`socket_create`], [`socket_create_pair`], [`socket_create_listen`], [`socket_close`] |
//! | connect | [`socket_bind`], [`socket_listen`], [`socket_accept`], [`socket_connect`], [`socket_shutdown`] |
//! | names | [`socket_getsockname`], [`socket_getpeername`] |
//! | read | [`socket_read`] |
//! | write | [`socket_write`] |
//! | send | [`socket_send`], [`socket_sendto`] |
//! | recv | [`socket_recv`], [`socket_recvfrom`], [`socket_atmark`] |
//! | message | [`socket_sendmsg`], [`socket_recvmsg`], [`socket_cmsg_space`] |
//! | select | [`socket_select`] |
//! | blocking | [`socket_set_block`], [`socket_set_nonblock`] |
//! | option | [`socket_get_option`], [`socket_set_option`], [`socket_getopt`], [`socket_setopt`] |
//! | addrinfo | [`socket_addrinfo_lookup`], [`socket_addrinfo_bind`], [`socket_addrinfo_connect`], [`socket_addrinfo_explain`] |
//! | stream | [`socket_import_stream`], [`socket_export_stream`] |
//! | last error | [`socket_last_error`], [`socket_clear_error`], [`socket_strerror`] |
//!
//! PHP 8.6's `Io\Poll`, for programs with many sockets, is the module [`io_poll`].
//!
//! These are all 37 of PHP's functions that are not for Windows only. Each page gives PHP's
//! signature, the errors with their codes, and an example.
//!
//! # See every call
//!
//! With the feature `tracing`, each call of a function is an event of the crate
//! [tracing](https://docs.rs/tracing): `strace` in PHP's words. After each call, a listener gets
//! the fields of the event, and may print
//!
//! ```text
//! socket_bind(Socket(3), "127.0.0.1", 8001) = true  <12 µs>
//! ```
//!
//! | field | what it is |
//! |---|---|
//! | `function` | `socket_bind`, or for example `Io\Poll\Context::wait` |
//! | `arguments` | as PHP would write them, after the call: `Socket(3), "127.0.0.1", 8001` |
//! | `result` | what PHP returns, if the call has succeeded: `true`, `16`, `Socket(4)` |
//! | `error`, `code` | the [`Error`]'s message and code, if it has failed |
//! | `descriptor` | that of the first socket among the arguments, or of the new one |
//! | `nanoseconds` | how long the call took |
//! | `file`, `line` | where the program made the call |
//!
//! The target is `php_sockets`, the level `DEBUG`. With tracing-subscriber,
//! `tracing_subscriber::fmt().with_max_level(LevelFilter::DEBUG).init()` prints all events; the
//! repository's example `trace` has a listener of its own. Nothing is formatted unless there is a
//! listener. Without the feature, the functions have not a single extra instruction.
//!
//! # The guide
//!
//! - [From PHP to Rust](guide::mapping): how a PHP call becomes a Rust call, and recipes
//! - [Which PHP](guide::versions): the contract is PHP 8.6; what changes for programs written for
//!   older ones
//! - [What differs from PHP on purpose](guide::differences)
//! - [Errors that cannot happen](guide::types): what Rust's types rule out

#[cfg(not(target_os = "linux"))]
compile_error!(
    "php-sockets supports Linux only: it uses constants and look-ups that other systems lack"
);

mod address;
mod addrinfo;
mod argument;
mod blocking;
mod buffer;
mod connect;
mod constants;
mod create;
mod error;
#[cfg(doc)]
pub mod guide;
pub mod io_poll;
mod last_error;
mod message;
mod names;
mod option;
mod read;
mod recv;
mod resolve;
mod select;
mod send;
mod socket;
mod stream;
mod structs;
mod sys;
#[cfg(feature = "tracing")]
mod trace;
mod write;

/// Without the feature, the line in each function that would report its call expands to nothing.
#[cfg(not(feature = "tracing"))]
mod trace {
    macro_rules! traced {
        ($($call:tt)*) => {};
    }
    pub(crate) use traced;
}

pub use address::{Address, AddressString, PacketAddress, ToAddress};
pub use addrinfo::{
    AddressInfo, Explained, Hints, socket_addrinfo_bind, socket_addrinfo_connect,
    socket_addrinfo_explain, socket_addrinfo_lookup,
};
pub use blocking::{socket_set_block, socket_set_nonblock};
pub use connect::{socket_accept, socket_bind, socket_connect, socket_listen, socket_shutdown};
pub use constants::*;
pub use create::{socket_close, socket_create, socket_create_listen, socket_create_pair};
pub use error::{Error, ErrorKind, Result};
pub use last_error::{socket_clear_error, socket_last_error, socket_strerror};
pub use message::{Control, Message, socket_cmsg_space, socket_recvmsg, socket_sendmsg};
pub use names::{socket_getpeername, socket_getsockname};
pub use option::{OptionValue, socket_get_option, socket_getopt, socket_set_option, socket_setopt};
pub use read::socket_read;
pub use recv::{socket_atmark, socket_recv, socket_recvfrom};
pub use select::socket_select;
pub use send::{socket_send, socket_sendto};
pub use socket::Socket;
pub use stream::{socket_export_stream, socket_import_stream};
pub use structs::{
    Credentials, GroupRequest, In6PktInfo, Interface, Linger, MemInfo, SourceRequest, Timeout,
};
pub use write::socket_write;

/// Compiles and runs the code blocks of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

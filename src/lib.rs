//! PHP's `socket_*` functions in Rust: the same names, the same arguments, the
//! same constants, and the same words when a call fails, on raw POSIX sockets.
//!
//! ```
//! use php_sockets::*;
//!
//! // The server.
//! let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
//! socket_bind(&sock, "127.0.0.1", 0)?; // port 0: any free one
//! socket_listen(&sock, 4)?;
//!
//! // A client.
//! let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
//! socket_connect(&socket, "127.0.0.1", socket_getsockname(&sock)?.port())?;
//! socket_write(&socket, "Ho\r\n", None)?;
//!
//! // They meet.
//! let msgsock = socket_accept(&sock)?;
//! let msg = "test successful\n";
//! socket_write(&msgsock, msg, msg.len())?;
//! assert_eq!(socket_read(&msgsock, 8192, None)?, b"Ho\r\n");
//! socket_close(msgsock);
//!
//! assert_eq!(socket_read(&socket, 8192, None)?, b"test successful\n");
//! assert_eq!(socket_read(&socket, 8192, None)?, b""); // the end
//! # Ok::<(), Error>(())
//! ```
//!
//! # The functions
//!
//! All 37, by topic.
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
//! The types: [`Socket`], [`Address`], [`AddressInfo`], [`OptionValue`], [`Message`],
//! [`Error`]. The constants stand below.
//!
//! The crate is for Linux.
#![doc = include_str!("../docs/src/mapping.md")]
#![doc = include_str!("../docs/src/differences.md")]
#![doc = include_str!("../docs/src/types.md")]

#[cfg(not(target_os = "linux"))]
compile_error!("php-sockets is for Linux: it uses Linux's own constants and look-ups");

mod address;
mod addrinfo;
mod argument;
mod blocking;
mod buffer;
mod connect;
mod constants;
mod create;
mod error;
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
mod write;

pub use address::{Address, AddressString, ToAddress};
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

/// Compiles and runs the code in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

//! The flags for sending and receiving, and the types of control messages.

/// Programs that this one starts do not inherit received descriptors. Always set here.
pub const MSG_CMSG_CLOEXEC: i32 = libc::MSG_CMSG_CLOEXEC;
/// The peer has answered, so the kernel need not check that its link-layer address is still valid.
pub const MSG_CONFIRM: i32 = libc::MSG_CONFIRM;
/// Received: control messages were lost because there was not enough space for them.
pub const MSG_CTRUNC: i32 = libc::MSG_CTRUNC;
/// Send to directly connected hosts only.
pub const MSG_DONTROUTE: i32 = libc::MSG_DONTROUTE;
/// Do not wait, even if the socket is in blocking mode.
pub const MSG_DONTWAIT: i32 = libc::MSG_DONTWAIT;
/// Shut down after sending. Linux, whose name for it is `MSG_FIN`, ignores it for TCP and unix
/// sockets.
pub const MSG_EOF: i32 = libc::MSG_FIN;
/// The end of a record.
pub const MSG_EOR: i32 = libc::MSG_EOR;
/// Receive from the socket's error queue.
pub const MSG_ERRQUEUE: i32 = libc::MSG_ERRQUEUE;
/// More data will follow: collect it into one packet.
pub const MSG_MORE: i32 = libc::MSG_MORE;
/// Do not raise the signal `SIGPIPE` if the connection is broken. Always set here.
pub const MSG_NOSIGNAL: i32 = libc::MSG_NOSIGNAL;
/// Urgent data of a stream.
pub const MSG_OOB: i32 = libc::MSG_OOB;
/// Leave the data to be received again.
pub const MSG_PEEK: i32 = libc::MSG_PEEK;
/// Received: the message was longer than the buffer. As a flag: return the real length.
pub const MSG_TRUNC: i32 = libc::MSG_TRUNC;
/// Wait until the requested number of bytes has arrived.
pub const MSG_WAITALL: i32 = libc::MSG_WAITALL;
/// Wait only for the first of several messages.
pub const MSG_WAITFORONE: i32 = libc::MSG_WAITFORONE;
/// Send without copying the data. Ignored here: the kernel would read the memory after the call.
pub const MSG_ZEROCOPY: i32 = libc::MSG_ZEROCOPY;
/// The control message with the process, user and group of the sender.
pub const SCM_CREDENTIALS: i32 = libc::SCM_CREDENTIALS;
/// The control message with descriptors.
pub const SCM_RIGHTS: i32 = libc::SCM_RIGHTS;

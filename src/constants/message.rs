//! The flags of a transfer, and the control messages of
//! [`socket_sendmsg`](crate::socket_sendmsg).

/// Received descriptors are closed in programs this one starts. Always set here.
pub const MSG_CMSG_CLOEXEC: i32 = libc::MSG_CMSG_CLOEXEC;
/// The peer is known to be alive; do not ask who has its address.
pub const MSG_CONFIRM: i32 = libc::MSG_CONFIRM;
/// Received: control messages were lost for want of room.
pub const MSG_CTRUNC: i32 = libc::MSG_CTRUNC;
/// Send to directly connected hosts only.
pub const MSG_DONTROUTE: i32 = libc::MSG_DONTROUTE;
/// Do not wait, whatever the socket does.
pub const MSG_DONTWAIT: i32 = libc::MSG_DONTWAIT;
/// Shut down after sending; but Linux, which calls it `MSG_FIN`, ignores it for TCP and unix
/// sockets.
pub const MSG_EOF: i32 = libc::MSG_FIN;
/// The end of a record.
pub const MSG_EOR: i32 = libc::MSG_EOR;
/// Receive from the queue of errors.
pub const MSG_ERRQUEUE: i32 = libc::MSG_ERRQUEUE;
/// More will follow: gather it into one packet.
pub const MSG_MORE: i32 = libc::MSG_MORE;
/// No signal `SIGPIPE` if the connection is broken. Always set here.
pub const MSG_NOSIGNAL: i32 = libc::MSG_NOSIGNAL;
/// Urgent data, of a stream.
pub const MSG_OOB: i32 = libc::MSG_OOB;
/// Leave what is received to be received again.
pub const MSG_PEEK: i32 = libc::MSG_PEEK;
/// Received: the message was longer than the room. As a flag: return its real length.
pub const MSG_TRUNC: i32 = libc::MSG_TRUNC;
/// Wait until as much has arrived as was asked for.
pub const MSG_WAITALL: i32 = libc::MSG_WAITALL;
/// Wait for the first of several messages only.
pub const MSG_WAITFORONE: i32 = libc::MSG_WAITFORONE;
/// Send from where the data lies, without a copy.
pub const MSG_ZEROCOPY: i32 = libc::MSG_ZEROCOPY;
/// The control message that carries the process, user and group of the sender.
pub const SCM_CREDENTIALS: i32 = libc::SCM_CREDENTIALS;
/// The control message that carries descriptors.
pub const SCM_RIGHTS: i32 = libc::SCM_RIGHTS;

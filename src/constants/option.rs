//! The options of [`socket_get_option`](crate::socket_get_option) and
//! [`socket_set_option`](crate::socket_set_option).

/// Keep an IPv6 socket from serving IPv4 too (0 or 1).
pub const IPV6_V6ONLY: i32 = libc::IPV6_V6ONLY;
/// May send to a broadcast address (0 or 1).
pub const SO_BROADCAST: i32 = libc::SO_BROADCAST;
/// Record debugging information (0 or 1); for the privileged.
pub const SO_DEBUG: i32 = libc::SO_DEBUG;
/// Send to directly connected hosts only (0 or 1).
pub const SO_DONTROUTE: i32 = libc::SO_DONTROUTE;
/// The error that waits on the socket, read once and cleared by it; cannot be set.
pub const SO_ERROR: i32 = libc::SO_ERROR;
/// Probe an idle connection, to notice a dead peer (0 or 1).
pub const SO_KEEPALIVE: i32 = libc::SO_KEEPALIVE;
/// What closing does with unsent data: a [`Linger`](crate::Linger).
pub const SO_LINGER: i32 = libc::SO_LINGER;
/// Read urgent data in line with the rest (0 or 1).
pub const SO_OOBINLINE: i32 = libc::SO_OOBINLINE;
/// Size of the receive buffer, in bytes; Linux doubles what is set.
pub const SO_RCVBUF: i32 = libc::SO_RCVBUF;
/// Least number of bytes a read waits for.
pub const SO_RCVLOWAT: i32 = libc::SO_RCVLOWAT;
/// How long a read or an accept waits: a [`Timeout`](crate::Timeout).
pub const SO_RCVTIMEO: i32 = libc::SO_RCVTIMEO;
/// May bind a port whose old connections are still in `TIME_WAIT` (0 or 1).
pub const SO_REUSEADDR: i32 = libc::SO_REUSEADDR;
/// May share one port with other sockets that set this too (0 or 1).
pub const SO_REUSEPORT: i32 = libc::SO_REUSEPORT;
/// Size of the send buffer, in bytes; Linux doubles what is set.
pub const SO_SNDBUF: i32 = libc::SO_SNDBUF;
/// Least number of bytes a write needs room for; fixed at 1 on Linux.
pub const SO_SNDLOWAT: i32 = libc::SO_SNDLOWAT;
/// How long a write or a connect waits: a [`Timeout`](crate::Timeout).
pub const SO_SNDTIMEO: i32 = libc::SO_SNDTIMEO;
/// The type the socket was created with; cannot be set.
pub const SO_TYPE: i32 = libc::SO_TYPE;
/// Wake the listener only when data has arrived, waiting this many seconds.
pub const TCP_DEFER_ACCEPT: i32 = libc::TCP_DEFER_ACCEPT;
/// How many probes may go unanswered before the connection is dropped.
pub const TCP_KEEPCNT: i32 = libc::TCP_KEEPCNT;
/// How long a connection is idle before the first probe, in seconds.
pub const TCP_KEEPIDLE: i32 = libc::TCP_KEEPIDLE;
/// Time between two probes, in seconds.
pub const TCP_KEEPINTVL: i32 = libc::TCP_KEEPINTVL;
/// Send small writes at once instead of gathering them (0 or 1).
pub const TCP_NODELAY: i32 = libc::TCP_NODELAY;
/// Acknowledge at once instead of waiting for data to ride on (0 or 1).
pub const TCP_QUICKACK: i32 = libc::TCP_QUICKACK;

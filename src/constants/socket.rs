//! Families, types and protocols of sockets, and the modes of reading and shutting down.

/// IPv4.
pub const AF_INET: i32 = libc::AF_INET;
/// IPv6.
pub const AF_INET6: i32 = libc::AF_INET6;
/// Packets of a network card. Requires a privilege.
pub const AF_PACKET: i32 = libc::AF_PACKET;
/// Sockets within this machine, addressed by a path or an abstract name.
pub const AF_UNIX: i32 = libc::AF_UNIX;
/// Any family, as a hint for [`socket_addrinfo_lookup`](crate::socket_addrinfo_lookup).
pub const AF_UNSPEC: i32 = libc::AF_UNSPEC;
/// Protocol of an [`AF_PACKET`] socket: all protocols.
pub const ETH_P_ALL: i32 = libc::ETH_P_ALL;
/// Protocol of an [`AF_PACKET`] socket: IPv4.
pub const ETH_P_IP: i32 = libc::ETH_P_IP;
/// Protocol of an [`AF_PACKET`] socket: IPv6.
pub const ETH_P_IPV6: i32 = libc::ETH_P_IPV6;
/// Protocol of an [`AF_PACKET`] socket: loopback packets.
pub const ETH_P_LOOP: i32 = libc::ETH_P_LOOP;
/// ICMP over IPv4, a protocol.
pub const IPPROTO_ICMP: i32 = libc::IPPROTO_ICMP;
/// ICMP over IPv6, a protocol.
pub const IPPROTO_ICMPV6: i32 = libc::IPPROTO_ICMPV6;
/// IPv4 as the level of an option.
pub const IPPROTO_IP: i32 = libc::IPPROTO_IP;
/// IPv6 as the level of an option.
pub const IPPROTO_IPV6: i32 = libc::IPPROTO_IPV6;
/// For [`socket_read`](crate::socket_read): read what has arrived; the default.
pub const PHP_BINARY_READ: i32 = 2;
/// For [`socket_read`](crate::socket_read): read up to the end of a line.
pub const PHP_NORMAL_READ: i32 = 1;
/// For [`socket_shutdown`](crate::socket_shutdown): end reading.
pub const SHUT_RD: i32 = libc::SHUT_RD;
/// For [`socket_shutdown`](crate::socket_shutdown): end reading and writing; the default.
pub const SHUT_RDWR: i32 = libc::SHUT_RDWR;
/// For [`socket_shutdown`](crate::socket_shutdown): end writing. The peer then reads the end.
pub const SHUT_WR: i32 = libc::SHUT_WR;
/// Or-ed into a type: programs that this one starts do not inherit it. Always set here.
pub const SOCK_CLOEXEC: i32 = libc::SOCK_CLOEXEC;
/// Datagrams with congestion control.
pub const SOCK_DCCP: i32 = libc::SOCK_DCCP;
/// Datagrams: single messages that may get lost (UDP).
pub const SOCK_DGRAM: i32 = libc::SOCK_DGRAM;
/// Or-ed into a type: non-blocking from the start.
pub const SOCK_NONBLOCK: i32 = libc::SOCK_NONBLOCK;
/// Packets as they are on the network. Requires a privilege.
pub const SOCK_RAW: i32 = libc::SOCK_RAW;
/// Datagrams that do not get lost, in any order.
pub const SOCK_RDM: i32 = libc::SOCK_RDM;
/// A connection that keeps the boundaries between messages.
pub const SOCK_SEQPACKET: i32 = libc::SOCK_SEQPACKET;
/// A connection that carries a stream of bytes (TCP).
pub const SOCK_STREAM: i32 = libc::SOCK_STREAM;
/// The socket itself as the level of an option.
pub const SOL_SOCKET: i32 = libc::SOL_SOCKET;
/// TCP: a protocol, and the level of an option.
pub const SOL_TCP: i32 = libc::IPPROTO_TCP;
/// UDP: a protocol, and the level of an option.
pub const SOL_UDP: i32 = libc::IPPROTO_UDP;
/// UDP-Lite: a protocol, and the level of an option.
pub const SOL_UDPLITE: i32 = libc::IPPROTO_UDPLITE;
/// The longest queue [`socket_listen`](crate::socket_listen) can ask for, in connections.
pub const SOMAXCONN: i32 = libc::SOMAXCONN;

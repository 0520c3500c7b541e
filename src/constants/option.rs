//! The options of [`socket_get_option`](crate::socket_get_option) and
//! [`socket_set_option`](crate::socket_set_option).

/// The number of hops a packet has left: a control message.
pub const IPV6_HOPLIMIT: i32 = libc::IPV6_HOPLIMIT;
/// The number of hops after which a multicast packet is dropped (-1, the default, to 255).
pub const IPV6_MULTICAST_HOPS: i32 = libc::IPV6_MULTICAST_HOPS;
/// The interface to send multicast packets from: its index or name.
pub const IPV6_MULTICAST_IF: i32 = libc::IPV6_MULTICAST_IF;
/// Whether multicast packets are also delivered on this machine (0 or 1).
pub const IPV6_MULTICAST_LOOP: i32 = libc::IPV6_MULTICAST_LOOP;
/// The address and interface of a packet: an [`In6PktInfo`](crate::In6PktInfo).
pub const IPV6_PKTINFO: i32 = libc::IPV6_PKTINFO;
/// Receive [`IPV6_HOPLIMIT`] with each message (0 or 1).
pub const IPV6_RECVHOPLIMIT: i32 = libc::IPV6_RECVHOPLIMIT;
/// Receive [`IPV6_PKTINFO`] with each message (0 or 1).
pub const IPV6_RECVPKTINFO: i32 = libc::IPV6_RECVPKTINFO;
/// Receive [`IPV6_TCLASS`] with each message (0 or 1).
pub const IPV6_RECVTCLASS: i32 = libc::IPV6_RECVTCLASS;
/// The traffic class of packets (0 to 255): an option and a control message.
pub const IPV6_TCLASS: i32 = libc::IPV6_TCLASS;
/// The number of hops after which a packet is dropped (-1, the default, to 255).
pub const IPV6_UNICAST_HOPS: i32 = libc::IPV6_UNICAST_HOPS;
/// Whether an IPv6 socket refuses IPv4 connections and packets (0 or 1).
pub const IPV6_V6ONLY: i32 = libc::IPV6_V6ONLY;
/// Choose the port on connect and not on bind (0 or 1).
pub const IP_BIND_ADDRESS_NO_PORT: i32 = libc::IP_BIND_ADDRESS_NO_PORT;
/// Whether packets may be fragmented: one of `IP_PMTUDISC_…`.
pub const IP_MTU_DISCOVER: i32 = libc::IP_MTU_DISCOVER;
/// The interface to send multicast packets from: its index or name.
pub const IP_MULTICAST_IF: i32 = libc::IP_MULTICAST_IF;
/// Whether multicast packets are also delivered on this machine (0 or 1).
pub const IP_MULTICAST_LOOP: i32 = libc::IP_MULTICAST_LOOP;
/// The number of hops after which a multicast packet is dropped (0 to 255).
pub const IP_MULTICAST_TTL: i32 = libc::IP_MULTICAST_TTL;
/// Never fragment; sending a message that is too long fails.
pub const IP_PMTUDISC_DO: i32 = libc::IP_PMTUDISC_DO;
/// Fragment whatever is too long, and let routers do so too.
pub const IP_PMTUDISC_DONT: i32 = libc::IP_PMTUDISC_DONT;
/// Never fragment; use the MTU of the interface, and ignore what the network reports.
pub const IP_PMTUDISC_INTERFACE: i32 = libc::IP_PMTUDISC_INTERFACE;
/// As [`IP_PMTUDISC_INTERFACE`], but fragment what is longer than the MTU.
pub const IP_PMTUDISC_OMIT: i32 = libc::IP_PMTUDISC_OMIT;
/// Never fragment, and ignore the known MTU of the path.
pub const IP_PMTUDISC_PROBE: i32 = libc::IP_PMTUDISC_PROBE;
/// Fragment by the known MTU of the path; the default.
pub const IP_PMTUDISC_WANT: i32 = libc::IP_PMTUDISC_WANT;
/// Block one source of a group: a [`SourceRequest`](crate::SourceRequest).
pub const MCAST_BLOCK_SOURCE: i32 = libc::MCAST_BLOCK_SOURCE;
/// Join a group: a [`GroupRequest`](crate::GroupRequest).
pub const MCAST_JOIN_GROUP: i32 = libc::MCAST_JOIN_GROUP;
/// Join a group to receive from one source only: a [`SourceRequest`](crate::SourceRequest).
pub const MCAST_JOIN_SOURCE_GROUP: i32 = libc::MCAST_JOIN_SOURCE_GROUP;
/// Leave a group: a [`GroupRequest`](crate::GroupRequest).
pub const MCAST_LEAVE_GROUP: i32 = libc::MCAST_LEAVE_GROUP;
/// Stop receiving from one source of a group: a [`SourceRequest`](crate::SourceRequest).
pub const MCAST_LEAVE_SOURCE_GROUP: i32 = libc::MCAST_LEAVE_SOURCE_GROUP;
/// Unblock a source of a group: a [`SourceRequest`](crate::SourceRequest).
pub const MCAST_UNBLOCK_SOURCE: i32 = libc::MCAST_UNBLOCK_SOURCE;
/// Selects the socket of a group with [`SO_REUSEPORT`] that gets a packet: by
/// [`SKF_AD_CPU`](crate::SKF_AD_CPU) or [`SKF_AD_QUEUE`](crate::SKF_AD_QUEUE). 0 detaches the
/// filter.
pub const SO_ATTACH_REUSEPORT_CBPF: i32 = libc::SO_ATTACH_REUSEPORT_CBPF;
/// Use one interface only, by its name; empty for all. Requires a privilege.
pub const SO_BINDTODEVICE: i32 = libc::SO_BINDTODEVICE;
/// Use one interface only, by its index; 0 for all.
pub const SO_BINDTOIFINDEX: i32 = libc::SO_BINDTOIFINDEX;
/// The number of extensions that packet filters can use; cannot be set.
pub const SO_BPF_EXTENSIONS: i32 = libc::SO_BPF_EXTENSIONS;
/// Allow sending to a broadcast address (0 or 1).
pub const SO_BROADCAST: i32 = libc::SO_BROADCAST;
/// How long to poll the network card before waiting, in microseconds.
pub const SO_BUSY_POLL: i32 = libc::SO_BUSY_POLL;
/// Record debugging information (0 or 1). Requires a privilege.
pub const SO_DEBUG: i32 = libc::SO_DEBUG;
/// Detach a packet filter; the same number as [`SO_DETACH_FILTER`].
pub const SO_DETACH_BPF: i32 = libc::SO_DETACH_BPF;
/// Detach a packet filter.
pub const SO_DETACH_FILTER: i32 = libc::SO_DETACH_FILTER;
/// Detach what [`SO_ATTACH_REUSEPORT_CBPF`] has attached. The value does not matter.
pub const SO_DETACH_REUSEPORT_BPF: i32 = libc::SO_DETACH_REUSEPORT_BPF;
/// Send to directly connected hosts only (0 or 1).
pub const SO_DONTROUTE: i32 = libc::SO_DONTROUTE;
/// The pending error of the socket. Getting it clears it; cannot be set.
pub const SO_ERROR: i32 = libc::SO_ERROR;
/// The processor that handles the incoming packets.
pub const SO_INCOMING_CPU: i32 = libc::SO_INCOMING_CPU;
/// Probe an idle connection, to notice a dead peer (0 or 1).
pub const SO_KEEPALIVE: i32 = libc::SO_KEEPALIVE;
/// What happens on close to data that is not sent yet: a [`Linger`](crate::Linger).
pub const SO_LINGER: i32 = libc::SO_LINGER;
/// A mark for the routing of packets. Requires a privilege.
pub const SO_MARK: i32 = libc::SO_MARK;
/// How much memory the socket uses: a [`MemInfo`](crate::MemInfo); cannot be set.
pub const SO_MEMINFO: i32 = libc::SO_MEMINFO;
/// Read urgent data in line with the rest (0 or 1).
pub const SO_OOBINLINE: i32 = libc::SO_OOBINLINE;
/// Receive [`SCM_CREDENTIALS`](crate::SCM_CREDENTIALS) with each message (0 or 1).
pub const SO_PASSCRED: i32 = libc::SO_PASSCRED;
/// The size of the receive buffer, in bytes. Linux doubles what is set.
pub const SO_RCVBUF: i32 = libc::SO_RCVBUF;
/// The minimum number of bytes that a read waits for.
pub const SO_RCVLOWAT: i32 = libc::SO_RCVLOWAT;
/// How long a read or an accept may wait: a [`Timeout`](crate::Timeout).
pub const SO_RCVTIMEO: i32 = libc::SO_RCVTIMEO;
/// Allow binding a port whose old connections are still in `TIME_WAIT` (0 or 1).
pub const SO_REUSEADDR: i32 = libc::SO_REUSEADDR;
/// Allow sharing one port with other sockets that set this too (0 or 1).
pub const SO_REUSEPORT: i32 = libc::SO_REUSEPORT;
/// The size of the send buffer, in bytes. Linux doubles what is set.
pub const SO_SNDBUF: i32 = libc::SO_SNDBUF;
/// The minimum number of bytes that a write needs space for; always 1 on Linux.
pub const SO_SNDLOWAT: i32 = libc::SO_SNDLOWAT;
/// How long a write or a connect may wait: a [`Timeout`](crate::Timeout).
pub const SO_SNDTIMEO: i32 = libc::SO_SNDTIMEO;
/// The type that the socket was created with; cannot be set.
pub const SO_TYPE: i32 = libc::SO_TYPE;
/// Allow [`MSG_ZEROCOPY`](crate::MSG_ZEROCOPY) (0 or 1), which is ignored here.
pub const SO_ZEROCOPY: i32 = libc::SO_ZEROCOPY;
/// The name of the congestion control, such as `cubic`.
pub const TCP_CONGESTION: i32 = libc::TCP_CONGESTION;
/// Accept a connection only when its first data has arrived, or after this many seconds.
pub const TCP_DEFER_ACCEPT: i32 = libc::TCP_DEFER_ACCEPT;
/// The number of unanswered probes after which the connection is dropped.
pub const TCP_KEEPCNT: i32 = libc::TCP_KEEPCNT;
/// How long a connection is idle before the first probe, in seconds.
pub const TCP_KEEPIDLE: i32 = libc::TCP_KEEPIDLE;
/// The time between two probes, in seconds.
pub const TCP_KEEPINTVL: i32 = libc::TCP_KEEPINTVL;
/// Send small writes at once instead of collecting them (0 or 1).
pub const TCP_NODELAY: i32 = libc::TCP_NODELAY;
/// The number of unsent bytes below which the socket is writable. PHP cannot set it.
pub const TCP_NOTSENT_LOWAT: i32 = libc::TCP_NOTSENT_LOWAT;
/// Acknowledge at once instead of together with the next data (0 or 1).
pub const TCP_QUICKACK: i32 = libc::TCP_QUICKACK;
/// Repair mode (0 or 1). Requires a privilege.
pub const TCP_REPAIR: i32 = libc::TCP_REPAIR;
/// How often a connection attempt is repeated before it fails.
pub const TCP_SYNCNT: i32 = libc::TCP_SYNCNT;
/// How long sent data may stay unacknowledged before the connection is dropped, in milliseconds.
pub const TCP_USER_TIMEOUT: i32 = libc::TCP_USER_TIMEOUT;
/// Send large data as datagrams of this many bytes.
pub const UDP_SEGMENT: i32 = libc::UDP_SEGMENT;

// The properties of a packet that a packet filter can load. PHP uses two of them, with
// SO_ATTACH_REUSEPORT_CBPF.

/// Exclusive or of the accumulator and the register X.
pub const SKF_AD_ALU_XOR_X: i32 = libc::SKF_AD_ALU_XOR_X;
/// The processor that handles the packet.
pub const SKF_AD_CPU: i32 = libc::SKF_AD_CPU;
/// The hardware type of its interface.
pub const SKF_AD_HATYPE: i32 = libc::SKF_AD_HATYPE;
/// The index of its interface.
pub const SKF_AD_IFINDEX: i32 = libc::SKF_AD_IFINDEX;
/// The mark of the packet.
pub const SKF_AD_MARK: i32 = libc::SKF_AD_MARK;
/// The end of the extensions: their number times 4.
pub const SKF_AD_MAX: i32 = libc::SKF_AD_MAX;
/// The offset of a netlink attribute.
pub const SKF_AD_NLATTR: i32 = libc::SKF_AD_NLATTR;
/// The offset of a nested netlink attribute.
pub const SKF_AD_NLATTR_NEST: i32 = libc::SKF_AD_NLATTR_NEST;
/// The offset at which the extensions begin.
pub const SKF_AD_OFF: i32 = libc::SKF_AD_OFF;
/// The offset of the payload.
pub const SKF_AD_PAY_OFFSET: i32 = libc::SKF_AD_PAY_OFFSET;
/// Whether the packet is addressed to this machine, to a group, to all, or to another machine.
pub const SKF_AD_PKTTYPE: i32 = libc::SKF_AD_PKTTYPE;
/// The protocol of the packet.
pub const SKF_AD_PROTOCOL: i32 = libc::SKF_AD_PROTOCOL;
/// The queue of the network card that it arrived through.
pub const SKF_AD_QUEUE: i32 = libc::SKF_AD_QUEUE;
/// A random number.
pub const SKF_AD_RANDOM: i32 = libc::SKF_AD_RANDOM;
/// The hash of its addresses and ports.
pub const SKF_AD_RXHASH: i32 = libc::SKF_AD_RXHASH;
/// The tag of its virtual network (VLAN).
pub const SKF_AD_VLAN_TAG: i32 = libc::SKF_AD_VLAN_TAG;
/// Whether it has a VLAN tag.
pub const SKF_AD_VLAN_TAG_PRESENT: i32 = libc::SKF_AD_VLAN_TAG_PRESENT;
/// The protocol of the VLAN tag.
pub const SKF_AD_VLAN_TPID: i32 = libc::SKF_AD_VLAN_TPID;

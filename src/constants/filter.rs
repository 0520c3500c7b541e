//! The properties of a packet that a packet filter can load. PHP uses two of them, with
//! [`SO_ATTACH_REUSEPORT_CBPF`](crate::SO_ATTACH_REUSEPORT_CBPF).

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

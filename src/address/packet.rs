//! [`PacketAddress`]: the address of an `AF_PACKET` socket.

use std::ffi::OsString;
use std::fmt;
use std::os::fd::BorrowedFd;
use std::os::unix::ffi::OsStringExt;

#[cfg(doc)]
use crate::constants::*;
use crate::sys::{self, LinkLayer, SockAddr};

/// The address of an [`AF_PACKET`] socket: an interface, and what the kernel reports about a frame.
///
/// PHP knows the first two fields, which it writes into `$address` and `$port`. The others are
/// those of `sockaddr_ll`, which the manual page `packet(7)` explains. They are useful where the
/// frame itself does not show them: on a [`SOCK_DGRAM`] socket, which receives frames without their
/// Ethernet header.
///
/// To pass one to [`socket_bind`](crate::socket_bind), [`socket_sendto`](crate::socket_sendto) or
/// in a [`Message`](crate::Message), fill in `name` or `ifindex`, and `protocol` and `addr` as
/// needed; the kernel ignores the others.
///
/// # Examples
///
/// ```
/// use php_sockets::*;
///
/// // Every station on eth0, with the frame type of IPv4.
/// let everybody = PacketAddress {
///     name: "eth0".into(),
///     protocol: ETH_P_IP as u16,
///     addr: vec![0xff; 6],
///     ..PacketAddress::default()
/// };
/// assert_eq!(Address::from(everybody).address(), "eth0");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PacketAddress {
    /// The name of the interface: PHP's `$address`. It is empty if the interface is gone. An
    /// address that is passed on may leave it empty if it has `ifindex`.
    pub name: OsString,
    /// The index of the interface: PHP's `$port`. 0 in an address that is passed on means the
    /// interface that has the `name`.
    pub ifindex: u32,
    /// The protocol of the frame, such as [`ETH_P_IP`], in host byte order. 0 in an address that is
    /// passed on means the protocol of the socket, or, for a frame that a [`SOCK_RAW`] socket
    /// sends, the one in its header.
    pub protocol: u16,
    /// The type of the interface, such as 1 for Ethernet and 772 for `lo` (`ARPHRD_…`).
    pub hatype: u16,
    /// Who the frame was for: 0 for this machine, 1 for all stations, 2 for a group, 3 for another
    /// machine; 4 is one that this machine has sent (`PACKET_…`).
    pub pkttype: u8,
    /// The hardware address: of the sender in a received one, of the receiver in one to send to.
    /// Ethernet's have 6 bytes.
    pub addr: Vec<u8>,
}

impl PacketAddress {
    /// Converts from the kernel's form, and asks the socket for the name of the interface.
    pub(super) fn received(socket: BorrowedFd<'_>, address: &SockAddr) -> Option<Self> {
        let link = sys::link_layer(address)?;
        let name = match link.ifindex {
            0 => Vec::new(),
            index => sys::interface_name(socket, index).unwrap_or_default(),
        };

        Some(Self {
            name: OsString::from_vec(name),
            ifindex: link.ifindex,
            protocol: link.protocol,
            hatype: link.hatype,
            pkttype: link.pkttype,
            addr: link.addr.to_owned(),
        })
    }

    /// The kernel's form, with this index and this protocol.
    pub(crate) fn to_sock_addr(&self, ifindex: u32, protocol: u16) -> SockAddr {
        sys::link_layer_address(&LinkLayer {
            protocol,
            ifindex,
            hatype: self.hatype,
            pkttype: self.pkttype,
            addr: &self.addr,
        })
    }
}

/// Writes the name of the interface, or `(interface 3)` if it has none.
impl fmt::Display for PacketAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.is_empty() {
            true => write!(f, "(interface {})", self.ifindex),
            false => self.name.to_string_lossy().fmt(f),
        }
    }
}

//! `packet(7)`: `sockaddr_ll`, the address of an `AF_PACKET` socket.

use std::mem::offset_of;

use libc::sockaddr_ll;

use super::sockaddr::{self, SockAddr};

/// The fields of a `sockaddr_ll`. The protocol is in the order of the host's bytes.
pub(crate) struct LinkLayer<'a> {
    pub(crate) protocol: u16,
    pub(crate) ifindex: u32,
    pub(crate) hatype: u16,
    pub(crate) pkttype: u8,
    /// 6 bytes for Ethernet, 20 for InfiniBand. The kernel reads and writes more of them than
    /// the structure in C has room for.
    pub(crate) addr: &'a [u8],
}

const ADDR: usize = offset_of!(sockaddr_ll, sll_addr);

/// Reads an address of the kernel. `None` if it is of another family, or too short.
pub(crate) fn link_layer(address: &SockAddr) -> Option<LinkLayer<'_>> {
    const PROTOCOL: usize = offset_of!(sockaddr_ll, sll_protocol);
    const IFINDEX: usize = offset_of!(sockaddr_ll, sll_ifindex);
    const HATYPE: usize = offset_of!(sockaddr_ll, sll_hatype);

    if i32::from(address.family()) != libc::AF_PACKET {
        return None;
    }
    let (head, addr) = sockaddr::bytes(address).split_at_checked(ADDR)?;
    let length = usize::from(head[offset_of!(sockaddr_ll, sll_halen)]);
    Some(LinkLayer {
        protocol: u16::from_be_bytes([head[PROTOCOL], head[PROTOCOL + 1]]),
        ifindex: u32::from_ne_bytes(*head[IFINDEX..].first_chunk()?),
        hatype: u16::from_ne_bytes([head[HATYPE], head[HATYPE + 1]]),
        pkttype: head[offset_of!(sockaddr_ll, sll_pkttype)],
        addr: addr.get(..length).unwrap_or(addr),
    })
}

/// Writes an address for the kernel, which takes at most 255 bytes as `addr`.
pub(crate) fn link_layer_address(fields: &LinkLayer<'_>) -> SockAddr {
    let addr = &fields.addr[..fields.addr.len().min(255)];
    let mut bytes = Vec::with_capacity(size_of::<sockaddr_ll>().max(ADDR + addr.len()));

    // The fields in the order of the structure, which has no gaps.
    bytes.extend((libc::AF_PACKET as u16).to_ne_bytes());
    bytes.extend(fields.protocol.to_be_bytes());
    bytes.extend(fields.ifindex.to_ne_bytes());
    bytes.extend(fields.hatype.to_ne_bytes());
    bytes.extend([fields.pkttype, addr.len() as u8]);
    bytes.extend(addr);
    bytes.resize(bytes.len().max(size_of::<sockaddr_ll>()), 0);

    // SAFETY: `bytes` is an address of its own length: the kernel's structure, field by field, and
    // as many further bytes as `sll_halen` says.
    unsafe { sockaddr::copied(bytes.as_ptr().cast(), bytes.len()) }
}

//! `netdevice(7)`: the interfaces of the network that a socket belongs to. The socket is asked,
//! as in PHP; its network need not be that of the process, and no other descriptor is needed.

use std::io;
use std::net::Ipv4Addr;
use std::os::fd::{AsRawFd, BorrowedFd};

use libc::{IFNAMSIZ, c_int};

/// `ifreq` as bytes: the name of an interface, and what is asked or known of it.
#[derive(Clone, Copy)]
#[repr(C)]
struct IfReq {
    name: [u8; IFNAMSIZ],
    value: [u8; size_of::<libc::ifreq>() - IFNAMSIZ],
}

/// `ifconf`: a list of interfaces, and its length in bytes.
#[repr(C)]
struct IfConf {
    length: c_int,
    list: *mut IfReq,
}

const _: () = assert!(size_of::<IfReq>() == size_of::<libc::ifreq>());
const _: () = assert!(size_of::<IfConf>() == size_of::<libc::ifconf>());

// The requests of `ioctl(2)`, one unsafe function each, which nix makes public.
nix::ioctl_readwrite_bad!(
    #[allow(unreachable_pub)]
    siocgifaddr,
    libc::SIOCGIFADDR,
    IfReq
);
nix::ioctl_readwrite_bad!(
    #[allow(unreachable_pub)]
    siocgifconf,
    libc::SIOCGIFCONF,
    IfConf
);
nix::ioctl_readwrite_bad!(
    #[allow(unreachable_pub)]
    siocgifindex,
    libc::SIOCGIFINDEX,
    IfReq
);
nix::ioctl_readwrite_bad!(
    #[allow(unreachable_pub)]
    siocgifname,
    libc::SIOCGIFNAME,
    IfReq
);

/// An interface with an IPv4 address.
pub(crate) struct Ipv4Interface {
    name: [u8; IFNAMSIZ],
    pub(crate) address: Ipv4Addr,
}

impl Ipv4Interface {
    /// Its name.
    pub(crate) fn name(&self) -> &[u8] {
        self.name
            .split(|&byte| byte == 0)
            .next()
            .unwrap_or_default()
    }
}

impl IfReq {
    const EMPTY: Self = Self {
        name: [0; IFNAMSIZ],
        value: [0; size_of::<libc::ifreq>() - IFNAMSIZ],
    };

    /// The address in a `sockaddr_in`, behind the family and the port.
    fn address(&self) -> Ipv4Addr {
        let [_, _, _, _, a, b, c, d, ..] = self.value;
        Ipv4Addr::new(a, b, c, d)
    }
}

/// `SIOCGIFINDEX`: the index of the interface with a name.
pub(crate) fn interface_index(socket: BorrowedFd<'_>, name: &[u8]) -> io::Result<u32> {
    let mut interface = IfReq::EMPTY;
    if name.len() >= IFNAMSIZ {
        return Err(io::Error::from_raw_os_error(libc::ENODEV));
    }
    interface.name[..name.len()].copy_from_slice(name);

    // SAFETY: the request takes an `ifreq`, which this is, and writes into it only. Any bytes are
    // a value of it, and it lives until the call returns.
    unsafe { siocgifindex(socket.as_raw_fd(), &mut interface) }?;
    let [a, b, c, d, ..] = interface.value;
    Ok(u32::from_ne_bytes([a, b, c, d]))
}

/// `SIOCGIFNAME` and `SIOCGIFADDR`: the first IPv4 address of the interface with an index.
pub(crate) fn interface_address(socket: BorrowedFd<'_>, index: u32) -> io::Result<Ipv4Addr> {
    let mut interface = IfReq::EMPTY;
    interface.value[..4].copy_from_slice(&index.to_ne_bytes());
    // SAFETY: as in `interface_index`.
    unsafe { siocgifname(socket.as_raw_fd(), &mut interface) }?;

    interface.value = IfReq::EMPTY.value;
    // SAFETY: as in `interface_index`.
    unsafe { siocgifaddr(socket.as_raw_fd(), &mut interface) }?;
    Ok(interface.address())
}

/// `SIOCGIFCONF`: all interfaces with an IPv4 address, once for each address.
pub(crate) fn ipv4_interfaces(socket: BorrowedFd<'_>) -> io::Result<Vec<Ipv4Interface>> {
    let mut list = vec![IfReq::EMPTY; 16];
    loop {
        let mut all = IfConf {
            length: size_of_val(&list[..]) as c_int,
            list: list.as_mut_ptr(),
        };
        // SAFETY: the request takes an `ifconf`, which this is, and writes at most `length` bytes
        // to the list. Any bytes are a value of its elements, and both live until it returns.
        unsafe { siocgifconf(socket.as_raw_fd(), &mut all) }?;

        let count = all.length as usize / size_of::<IfReq>();
        if count < list.len() {
            list.truncate(count);
            break;
        }
        // What has no room is left out without a failure.
        list.resize(2 * list.len(), IfReq::EMPTY);
    }
    Ok(list.iter().map(Ipv4Interface::from).collect())
}

impl From<&IfReq> for Ipv4Interface {
    fn from(interface: &IfReq) -> Self {
        Self {
            name: interface.name,
            address: interface.address(),
        }
    }
}

//! `netdevice(7)`: the network interfaces, as seen by a socket.
//!
//! As in PHP, the requests are made on the caller's socket. It may belong to another network
//! namespace than the process, and no further descriptor is needed.

use std::io;
use std::net::Ipv4Addr;
use std::os::fd::{AsRawFd, BorrowedFd};

use libc::{IFNAMSIZ, c_int};

/// `ifreq` as bytes: the name of an interface, and the parameter or result of a request.
#[derive(Clone, Copy)]
#[repr(C)]
struct IfReq {
    name: [u8; IFNAMSIZ],
    value: [u8; size_of::<libc::ifreq>() - IFNAMSIZ],
}

/// `ifconf`: the length of a list of interfaces, in bytes, and the list.
#[repr(C)]
struct IfConf {
    length: c_int,
    list: *mut IfReq,
}

const _: () = assert!(size_of::<IfReq>() == size_of::<libc::ifreq>());
const _: () = assert!(size_of::<IfConf>() == size_of::<libc::ifconf>());

// An unsafe function for each request of `ioctl(2)`. The macro makes them public.
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
    pub(crate) fn name(&self) -> &[u8] {
        until_nul(&self.name)
    }
}

/// The name, without the NUL bytes after it.
fn until_nul(name: &[u8]) -> &[u8] {
    name.split(|&byte| byte == 0).next().unwrap_or_default()
}

impl IfReq {
    const EMPTY: Self = Self {
        name: [0; IFNAMSIZ],
        value: [0; size_of::<libc::ifreq>() - IFNAMSIZ],
    };

    fn name(&self) -> &[u8] {
        until_nul(&self.name)
    }

    /// The address in the value, which is a `sockaddr_in`: it follows the family and the port.
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

    // SAFETY: the request takes a pointer to an `ifreq` and writes only to it. `IfReq` has the same
    // layout, any bytes are a valid value of it, and it lives until the call returns.
    unsafe { siocgifindex(socket.as_raw_fd(), &mut interface) }?;
    let [a, b, c, d, ..] = interface.value;
    Ok(u32::from_ne_bytes([a, b, c, d]))
}

/// `SIOCGIFNAME`: the name of the interface with an index.
pub(crate) fn interface_name(socket: BorrowedFd<'_>, index: u32) -> io::Result<Vec<u8>> {
    let interface = with_index(socket, index)?;
    Ok(interface.name().to_owned())
}

/// `SIOCGIFNAME` and `SIOCGIFADDR`: the first IPv4 address of the interface with an index.
pub(crate) fn interface_address(socket: BorrowedFd<'_>, index: u32) -> io::Result<Ipv4Addr> {
    let mut interface = with_index(socket, index)?;
    interface.value = IfReq::EMPTY.value;
    // SAFETY: the request reads the name and writes the address, both in the `ifreq` that it is
    // given. `IfReq` has the same layout, any bytes are a valid value of it, and it lives until
    // the call returns.
    unsafe { siocgifaddr(socket.as_raw_fd(), &mut interface) }?;
    Ok(interface.address())
}

fn with_index(socket: BorrowedFd<'_>, index: u32) -> io::Result<IfReq> {
    let mut interface = IfReq::EMPTY;
    interface.value[..4].copy_from_slice(&index.to_ne_bytes());
    // SAFETY: the request reads the index and writes the name, both in the `ifreq` that it is given.
    // `IfReq` has the same layout, any bytes are a valid value of it, and it lives until the call
    // returns.
    unsafe { siocgifname(socket.as_raw_fd(), &mut interface) }?;
    Ok(interface)
}

/// `SIOCGIFCONF`: all interfaces that have an IPv4 address, once for each address.
pub(crate) fn ipv4_interfaces(socket: BorrowedFd<'_>) -> io::Result<Vec<Ipv4Interface>> {
    let mut list = vec![IfReq::EMPTY; 16];
    loop {
        let mut all = IfConf {
            length: size_of_val(&list[..]) as c_int,
            list: list.as_mut_ptr(),
        };
        // SAFETY: the request takes a pointer to an `ifconf` and writes at most `length` bytes to
        // its list. `IfConf` has the same layout, any bytes are a valid value of the elements, and
        // both live until the call returns.
        unsafe { siocgifconf(socket.as_raw_fd(), &mut all) }?;

        let count = all.length as usize / size_of::<IfReq>();
        if count < list.len() {
            list.truncate(count);
            break;
        }
        // Interfaces that do not fit are left out without an error.
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

//! The options that need more than a number: interfaces by index or name, and the
//! groups of multicast.

use std::ffi::OsStr;
use std::net::Ipv4Addr;

use nix::ifaddrs::getifaddrs;
use nix::net::if_::{if_nameindex, if_nametoindex};
use socket2::SockAddr;

use crate::address::{Call, resolve};
use crate::constants::{AF_INET, AF_INET6, IPPROTO_IP, MCAST_JOIN_GROUP, MCAST_LEAVE_GROUP};
use crate::setting::Setting;
use crate::{Error, Interface, OptionValue, Result, sys};

impl Setting<'_> {
    fn warning(self, message: String) -> Error {
        Error::warning(self.function, message)
    }

    /// `IP_MULTICAST_IF`, `IPV6_MULTICAST_IF`: an index or a name.
    pub(crate) fn multicast_interface(self, value: &OptionValue) -> Result<()> {
        let interface = match value {
            OptionValue::Int(index) => Interface::Index(
                u32::try_from(*index)
                    .map_err(|_| Error::usage("", "Index must be between 0 and 4294967295"))?,
            ),
            OptionValue::Name(name) => Interface::Name(name.clone()),
            // What is no number is a name for PHP, and these are "1" and "".
            OptionValue::Bool(value) => Interface::from(if *value { "1" } else { "" }),
            _ => {
                let rule = "must be of type string|int, array given";
                return Err(Error::r#type(self.function, 4, "value", rule));
            }
        };
        let index = self.index(&interface)?;
        if self.level != IPPROTO_IP {
            return self.set(&(index as i32));
        }

        let address = self.ipv4_of(index).map_err(|code| {
            self.warning(format!(
                "Failed obtaining address for interface {index}: error {code}"
            ))
        })?;
        self.set(&libc::in_addr {
            s_addr: u32::from_ne_bytes(address.octets()),
        })
    }

    /// `MCAST_JOIN_GROUP` and its kin.
    pub(crate) fn multicast_group(self, value: &OptionValue) -> Result<()> {
        let (group, source, interface) = match value {
            OptionValue::Group(value) => (&value.group, None, &value.interface),
            OptionValue::Source(value) => (&value.group, Some(&value.source), &value.interface),
            _ => return Err(Error::usage("", "No key \"group\" passed in optval")),
        };
        let needs_source = ![MCAST_JOIN_GROUP, MCAST_LEAVE_GROUP].contains(&self.option);

        let group = sys::storage(&self.host(group)?);
        let source = match source {
            Some(source) if needs_source => Some(sys::storage(&self.host(source)?)),
            None if needs_source => {
                return Err(Error::usage("", "No key \"source\" passed in optval"));
            }
            _ => None,
        };
        let gr_interface = self.index(interface)?;

        match source {
            None => self.set(&libc::group_req {
                gr_interface,
                gr_group: group,
            }),
            Some(source) => self.set(&libc::group_source_req {
                gsr_interface: gr_interface,
                gsr_group: group,
                gsr_source: source,
            }),
        }
    }

    /// The first IPv4 address of an interface; 0 stands for any. The error is a code.
    fn ipv4_of(self, index: u32) -> std::result::Result<Ipv4Addr, i32> {
        if index == 0 {
            return Ok(Ipv4Addr::UNSPECIFIED);
        }
        let interfaces = if_nameindex().map_err(|errno| errno as i32)?;
        let mut interfaces = interfaces.iter();
        let interface = interfaces.find(|interface| interface.index() == index);
        let name = interface.ok_or(libc::ENODEV)?.name();
        // PHP asks the socket itself for the address, and only an IPv4 one has an answer.
        if self.socket.domain() != AF_INET {
            return Err(libc::ENOTTY);
        }

        getifaddrs()
            .map_err(|errno| errno as i32)?
            .filter(|entry| entry.interface_name.as_bytes() == name.to_bytes())
            .find_map(|entry| ipv4_in(&entry))
            .ok_or(libc::EADDRNOTAVAIL)
    }

    fn host(self, host: &OsStr) -> Result<SockAddr> {
        let call = Call {
            function: self.function,
            address: 4,
            name: "value",
        };

        match self.socket.domain() {
            AF_INET | AF_INET6 => resolve(call, self.socket, host, 0),
            _ => Err(self
                .warning("IP address used in the context of an unexpected type of socket".into())),
        }
    }

    fn index(self, interface: &Interface) -> Result<u32> {
        let name = match interface {
            Interface::Index(index) => return Ok(*index),
            Interface::Name(name) => name,
        };
        self.without_null(name)?;
        if_nametoindex(name.as_os_str()).map_err(|_| {
            let name = name.display();
            self.warning(format!("No interface with name \"{name}\" could be found"))
        })
    }
}

/// The index of the interface that has an IPv4 address.
pub(crate) fn index_with(address: Ipv4Addr) -> Option<u32> {
    if address.is_unspecified() {
        return Some(0);
    }
    let entry = getifaddrs()
        .ok()?
        .find(|entry| ipv4_in(entry) == Some(address))?;
    index_of(&entry.interface_name)
}

fn ipv4_in(entry: &nix::ifaddrs::InterfaceAddress) -> Option<Ipv4Addr> {
    entry.address?.as_sockaddr_in().map(|address| address.ip())
}

fn index_of(name: &str) -> Option<u32> {
    if_nametoindex(name).ok()
}

//! PHP's arrays for messages, and the crate's [`Message`].

use std::ffi::OsString;
use std::net::{IpAddr, Ipv6Addr, SocketAddr, SocketAddrV6};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::ffi::OsStringExt;

use php_sockets::*;

use super::arguments::refused;
use super::{Kept, Stop, Twin};
use crate::answer::Value;
use crate::syntax::Expr;

/// The name in a message that was received.
fn name(address: &Address) -> Value {
    let (text, port) = (address.address().into(), address.port().unwrap_or(0).into());
    match address {
        Address::Ip(SocketAddr::V6(ip)) => [
            ("family", AF_INET6.into()),
            ("addr", text),
            ("port", port),
            ("flowinfo", ip.flowinfo().into()),
            ("scope_id", ip.scope_id().into()),
        ]
        .into(),
        Address::Ip(_) => [("family", AF_INET.into()), ("addr", text), ("port", port)].into(),
        Address::Packet(_) => [("family", AF_PACKET.into()), ("name", text), ("port", port)].into(),
        _ => [("family", AF_UNIX.into()), ("path", text)].into(),
    }
}

/// A message that was received, as PHP's array.
pub(super) fn message(message: &Message<'_>) -> Value {
    let control = message.control.iter().map(control).collect();
    let iov = message.iov.iter().cloned().map(Value::Text).collect();
    [
        ("name", message.name.as_ref().map_or(Value::Null, name)),
        ("control", Value::List(control)),
        ("iov", Value::List(iov)),
        ("flags", message.flags.into()),
    ]
    .into()
}

fn control(control: &Control<'_>) -> Value {
    let (level, r#type, data) = match control {
        Control::Rights(descriptors) => {
            let sockets = descriptors.iter().map(|descriptor| {
                let domain = socket2::SockRef::from(descriptor).domain();
                let what = if domain.is_ok() { "Socket" } else { "stream" };
                Value::Word(what.into())
            });
            (SOL_SOCKET, SCM_RIGHTS, Value::List(sockets.collect()))
        }
        Control::Credentials(Credentials { pid, uid, gid }) => {
            let data = [
                ("pid", (*pid).into()),
                ("uid", (*uid).into()),
                ("gid", (*gid).into()),
            ];
            (SOL_SOCKET, SCM_CREDENTIALS, data.into())
        }
        Control::PktInfo(In6PktInfo { addr, ifindex }) => {
            let data = [
                ("addr", addr.to_string().into()),
                ("ifindex", (*ifindex).into()),
            ];
            (IPPROTO_IPV6, IPV6_PKTINFO, data.into())
        }
        Control::HopLimit(hops) => (IPPROTO_IPV6, IPV6_HOPLIMIT, (*hops).into()),
        Control::TrafficClass(class) => (IPPROTO_IPV6, IPV6_TCLASS, (*class).into()),
        other => return Value::Word(format!("{other:?}")),
    };
    [
        ("level", level.into()),
        ("type", r#type.into()),
        ("data", data),
    ]
    .into()
}

impl Twin {
    pub(super) fn message<'a>(&'a self, argument: &'a Expr) -> Result<Message<'a>, Stop> {
        let array = self.array(argument, "Message")?;
        array.only(&[
            "name",
            "iov",
            "control",
            "flags",
            "controllen",
            "buffer_size",
        ])?;
        let name = match array.has("name") {
            true => self.target(array.get("name")?)?,
            false => None,
        };
        let iov = array.list("iov")?.iter().map(|part| self.bytes(part));
        let iov = iov.map(|part| part.map(|part| part.into_owned()));
        let control = array.list("control")?.iter().map(|part| self.control(part));
        Ok(Message {
            name,
            iov: iov.collect::<Result<_, _>>()?,
            control: control.collect::<Result<_, _>>()?,
            flags: array.number_or("flags", 0)?,
            controllen: array.number_or("controllen", 0)?,
            buffer_size: array.number_or("buffer_size", 8192)?,
        })
    }

    /// The receiver of a message; none for the empty array, which asks for a name.
    fn target(&self, argument: &Expr) -> Result<Option<Address>, Stop> {
        let array = self.array(argument, "Address")?;
        array.only(&["family", "path", "addr", "port", "flowinfo", "scope_id"])?;
        let address = match array.entries {
            [] => None,
            _ if array.has("path") => {
                let path = array.os("path")?.into_vec();
                Some(match path.split_first() {
                    Some((0, name)) => Address::Abstract(name.to_vec()),
                    _ => Address::Path(OsString::from_vec(path).into()),
                })
            }
            _ => {
                let ip: IpAddr = array.parsed("addr")?;
                let port = array.number_or("port", 0)?;
                Some(Address::Ip(match ip {
                    IpAddr::V4(ip) => (ip, port).into(),
                    IpAddr::V6(ip) => {
                        let [flow, scope] =
                            ["flowinfo", "scope_id"].map(|key| array.number_or(key, 0));
                        SocketAddrV6::new(ip, port, flow?, scope?).into()
                    }
                }))
            }
        };
        let family = match &address {
            None => AF_UNSPEC,
            Some(Address::Ip(SocketAddr::V4(_))) => AF_INET,
            Some(Address::Ip(SocketAddr::V6(_))) => AF_INET6,
            Some(_) => AF_UNIX,
        };
        match array.number_or("family", family)? == family {
            true => Ok(address),
            false => refused("an Address has its own family"),
        }
    }

    fn control<'a>(&'a self, argument: &'a Expr) -> Result<Control<'a>, Stop> {
        let array = self.array(argument, "Control")?;
        let (level, r#type): (i32, i32) = (array.number("level")?, array.number("type")?);
        let data = array.get("data")?;
        Ok(match (level, r#type) {
            (SOL_SOCKET, SCM_RIGHTS) if !matches!(data, Expr::Text(_)) => {
                let sockets = array.list("data")?.iter().map(|name| self.lent(name));
                Control::Lent(sockets.collect::<Result<_, _>>()?)
            }
            (SOL_SOCKET, SCM_CREDENTIALS) => {
                let who = self.array(data, "Credentials")?;
                Control::Credentials(Credentials {
                    pid: who.number("pid")?,
                    uid: who.number("uid")?,
                    gid: who.number("gid")?,
                })
            }
            (IPPROTO_IPV6, IPV6_PKTINFO) => {
                let info = self.array(data, "In6PktInfo")?;
                let (addr, ifindex): (Ipv6Addr, _) =
                    (info.parsed("addr")?, info.number("ifindex")?);
                Control::PktInfo(In6PktInfo { addr, ifindex })
            }
            (IPPROTO_IPV6, IPV6_HOPLIMIT) => Control::HopLimit(array.number("data")?),
            (IPPROTO_IPV6, IPV6_TCLASS) => Control::TrafficClass(array.number("data")?),
            (SOL_UDP, UDP_SEGMENT) => Control::Segment(array.number("data")?),
            _ => match data {
                Expr::Text(data) => Control::Raw {
                    level,
                    r#type,
                    data: data.clone(),
                },
                _ => return refused("Control has no such variant"),
            },
        })
    }

    fn lent(&self, argument: &Expr) -> Result<BorrowedFd<'_>, Stop> {
        match argument {
            Expr::Name(name) => match self.kept.get(name) {
                Some(Kept::Socket(socket)) => Ok(socket.as_fd()),
                Some(Kept::Stream(stream)) => Ok(stream.as_fd()),
                _ => refused("it takes a BorrowedFd"),
            },
            _ => refused("it takes a BorrowedFd"),
        }
    }
}

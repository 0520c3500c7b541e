//! [`Control`]: a control message, which accompanies the data of a message.

#[cfg(feature = "tracing")]
use std::fmt;
use std::os::fd::{AsRawFd, BorrowedFd, OwnedFd};

#[cfg(doc)]
use crate::constants::*;
use crate::constants::{
    IPPROTO_IPV6, IPV6_HOPLIMIT, IPV6_PKTINFO, IPV6_TCLASS, SCM_CREDENTIALS, SCM_RIGHTS,
    SOL_SOCKET, SOL_UDP, UDP_SEGMENT,
};
use crate::structs::{Credentials, In6PktInfo};
use crate::sys::{self, Arrived};
#[cfg(feature = "tracing")]
use crate::trace::{Gone, Named, Php, keys};

/// A control message: PHP's array with the keys `level`, `type` and `data`.
#[derive(Debug)]
#[non_exhaustive]
pub enum Control<'fd> {
    /// [`SOL_SOCKET`], [`SCM_RIGHTS`]: descriptors of any kind, at most 253. Received descriptors
    /// are always in this variant, and dropping it closes them. [`Socket::from`](crate::Socket)
    /// turns one that is a socket into a `Socket`. The descriptor of the sender's process
    /// (`SCM_PIDFD`) also arrives in this variant.
    ///
    /// On a stream, send at least one byte of data with them: Linux drops descriptors that are
    /// sent without data, and the call returns `Ok(0)`.
    Rights(Vec<OwnedFd>),
    /// [`SOL_SOCKET`], [`SCM_RIGHTS`]: as [`Rights`](Control::Rights), to send descriptors that
    /// the program keeps.
    Lent(Vec<BorrowedFd<'fd>>),
    /// [`SOL_SOCKET`], [`SCM_CREDENTIALS`]: the identity of the sender. It arrives only if
    /// [`SO_PASSCRED`] is set; then it comes with every message, before any other control message.
    Credentials(Credentials),
    /// [`IPPROTO_IPV6`], [`IPV6_PKTINFO`]: the local address and the interface. It
    /// arrives only if [`IPV6_RECVPKTINFO`] is set.
    PktInfo(In6PktInfo),
    /// [`IPPROTO_IPV6`], [`IPV6_HOPLIMIT`]: the number of hops the packet has left. It arrives
    /// only if [`IPV6_RECVHOPLIMIT`] is set.
    HopLimit(i32),
    /// [`IPPROTO_IPV6`], [`IPV6_TCLASS`]: the traffic class, 0 to 255. It arrives only if
    /// [`IPV6_RECVTCLASS`] is set.
    TrafficClass(i32),
    /// [`SOL_UDP`], [`UDP_SEGMENT`]: send the data as datagrams of this many bytes.
    Segment(u16),
    /// Any other control message, in the kernel's form.
    Raw {
        /// The level, such as [`SOL_SOCKET`].
        level: i32,
        /// The type within the level.
        r#type: i32,
        /// The data.
        data: Vec<u8>,
    },
}

/// The reason that a control message cannot be sent, in PHP's words.
pub(super) struct ConversionError {
    /// The keys below the control message in PHP's array.
    pub(super) path: &'static str,
    pub(super) rule: &'static str,
}

#[cfg(feature = "tracing")]
impl Php for Control<'_> {
    fn php(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let streams = |descriptors: Vec<_>| -> Box<dyn Php> { Box::new(descriptors) };
        let (level, r#type, data): (_, _, Box<dyn Php + '_>) = match self {
            Self::Rights(fds) => {
                let fds = fds.iter().map(Gone::stream).collect();
                (SOL_SOCKET, SCM_RIGHTS, streams(fds))
            }
            Self::Lent(fds) => {
                let fds = fds.iter().map(Gone::stream).collect();
                (SOL_SOCKET, SCM_RIGHTS, streams(fds))
            }
            Self::Credentials(who) => (SOL_SOCKET, SCM_CREDENTIALS, Box::new(who)),
            Self::PktInfo(info) => (IPPROTO_IPV6, IPV6_PKTINFO, Box::new(info)),
            Self::HopLimit(hops) => (IPPROTO_IPV6, IPV6_HOPLIMIT, Box::new(hops)),
            Self::TrafficClass(class) => (IPPROTO_IPV6, IPV6_TCLASS, Box::new(class)),
            Self::Segment(size) => (SOL_UDP, UDP_SEGMENT, Box::new(size)),
            Self::Raw {
                level,
                r#type,
                data,
            } => (*level, *r#type, Box::new(data)),
        };
        let (of, what) = (Named::level(level), Named::control(level, r#type));
        keys(&[("level", &of), ("type", &what), ("data", &data)], f)
    }
}

impl Control<'_> {
    /// Returns the space that a control message with `length` bytes of data takes in
    /// [`controllen`](crate::Message::controllen), in bytes. In C this is `CMSG_SPACE`, see
    /// `cmsg(3)`.
    ///
    /// [`socket_cmsg_space`](crate::socket_cmsg_space) does the same for the control messages that
    /// PHP knows. This one is for all others, which arrive as [`Control::Raw`]. To receive several
    /// control messages with one message, add up their spaces.
    ///
    /// # Examples
    ///
    /// ```
    /// use php_sockets::*;
    ///
    /// // SO_TIMESTAMP adds a `timeval` to each message: two numbers of 8 bytes, on 64-bit Linux.
    /// let descriptor = socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1)?;
    /// let controllen = descriptor + Control::space(16);
    /// let message = Message { controllen, ..Message::default() };
    /// # assert_eq!(message.controllen, descriptor + 32);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn space(length: usize) -> usize {
        sys::cmsg_space(length)
    }

    /// Appends the control message in the kernel's form.
    pub(super) fn write(&self, control: &mut Vec<u8>) -> Result<(), ConversionError> {
        match self {
            Self::Rights(descriptors) => rights(control, descriptors)?,
            Self::Lent(descriptors) => rights(control, descriptors)?,
            Self::Credentials(who) => {
                sys::write_cmsg(control, SOL_SOCKET, SCM_CREDENTIALS, credentials(who)?);
            }
            Self::PktInfo(In6PktInfo { addr, ifindex }) => {
                let (addr, ifindex) = (addr.octets(), ifindex.to_ne_bytes());
                sys::write_cmsg(control, IPPROTO_IPV6, IPV6_PKTINFO, [&addr[..], &ifindex]);
            }
            Self::HopLimit(hops) => {
                sys::write_cmsg(control, IPPROTO_IPV6, IPV6_HOPLIMIT, [hops.to_ne_bytes()]);
            }
            Self::TrafficClass(class) => {
                sys::write_cmsg(control, IPPROTO_IPV6, IPV6_TCLASS, [class.to_ne_bytes()]);
            }
            Self::Segment(size) => {
                sys::write_cmsg(control, SOL_UDP, UDP_SEGMENT, [size.to_ne_bytes()]);
            }
            // Raw data could hold any numbers, not only descriptors that are open.
            Self::Raw {
                level: SOL_SOCKET,
                r#type: SCM_RIGHTS,
                ..
            } => {
                return Err(ConversionError {
                    path: "",
                    rule: "expected a Socket object or a stream resource",
                });
            }
            Self::Raw {
                level,
                r#type,
                data,
            } => sys::write_cmsg(control, *level, *r#type, [data]),
        }
        Ok(())
    }
}

fn credentials(who: &Credentials) -> Result<[[u8; 4]; 3], ConversionError> {
    let Credentials { pid, uid, gid } = who;

    if *pid < 0 {
        return Err(ConversionError {
            path: " > data > pid",
            rule: "given PHP integer is out of bounds for a pid_t value",
        });
    }
    Ok([pid.to_ne_bytes(), uid.to_ne_bytes(), gid.to_ne_bytes()])
}

fn rights(control: &mut Vec<u8>, descriptors: &[impl AsRawFd]) -> Result<(), ConversionError> {
    if descriptors.is_empty() {
        return Err(ConversionError {
            path: "",
            rule: "expected at least one element in this array",
        });
    }
    let numbers = descriptors
        .iter()
        .map(|descriptor| descriptor.as_raw_fd().to_ne_bytes());
    sys::write_cmsg(control, SOL_SOCKET, SCM_RIGHTS, numbers);
    Ok(())
}

impl From<Arrived> for Control<'_> {
    fn from(arrived: Arrived) -> Self {
        let (level, r#type, data) = match arrived {
            Arrived::Rights(descriptors) => return Self::Rights(descriptors),
            Arrived::Data {
                level,
                r#type,
                data,
            } => (level, r#type, data),
        };
        typed(level, r#type, &data).unwrap_or(Self::Raw {
            level,
            r#type,
            data,
        })
    }
}

fn typed(level: i32, r#type: i32, data: &[u8]) -> Option<Control<'static>> {
    Some(match (level, r#type) {
        (SOL_SOCKET, SCM_CREDENTIALS) => {
            let (pid, ids) = data.split_first_chunk()?;
            let (uid, gid) = ids.split_first_chunk()?;
            Control::Credentials(Credentials {
                pid: i32::from_ne_bytes(*pid),
                uid: u32::from_ne_bytes(*uid),
                gid: u32::from_ne_bytes(gid.try_into().ok()?),
            })
        }
        (IPPROTO_IPV6, IPV6_PKTINFO) => {
            let (addr, ifindex) = data.split_first_chunk::<16>()?;
            let ifindex = u32::from_ne_bytes(ifindex.try_into().ok()?);
            Control::PktInfo(In6PktInfo {
                addr: (*addr).into(),
                ifindex,
            })
        }
        (IPPROTO_IPV6, IPV6_HOPLIMIT) => Control::HopLimit(int(data)?),
        (IPPROTO_IPV6, IPV6_TCLASS) => Control::TrafficClass(int(data)?),
        _ => return None,
    })
}

fn int(data: &[u8]) -> Option<i32> {
    data.try_into().ok().map(i32::from_ne_bytes)
}

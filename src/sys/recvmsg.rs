//! `recvmsg(2)`, and the descriptors that it receives from other processes.

use std::io;
use std::mem::{self, MaybeUninit};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

use libc::{iovec, msghdr};

use super::checked::checked_len;
use super::cmsghdr::{Cmsg, parse};
use super::recv::receive;
use super::sockaddr::SockAddr;

/// The maximum size of the buffer for control messages, in bytes. It is more than the kernel ever
/// writes.
const MAX_CONTROL: usize = 1 << 20;

/// The result of `recvmsg(2)`.
pub(crate) struct Received {
    /// The kernel's count, which with `MSG_TRUNC` can be larger than the data.
    pub(crate) count: usize,
    pub(crate) name: SockAddr,
    pub(crate) control: Vec<Arrived>,
    pub(crate) flags: i32,
}

/// A received control message.
pub(crate) enum Arrived {
    /// Descriptors, which are now open in this process.
    Rights(Vec<OwnedFd>),
    /// Any other control message.
    Data {
        level: i32,
        r#type: i32,
        data: Vec<u8>,
    },
}

/// The fields of the `msghdr` that the kernel writes.
struct Header {
    name: SockAddr,
    controllen: usize,
    flags: i32,
}

/// `recvmsg(2)` of at most `length` bytes, which replace the contents of `data`, and of at most
/// `controllen` bytes of control messages. On failure `data` is unchanged.
///
/// Received descriptors get close-on-exec. `has_rights` is false for a socket that receives none
/// and whose family refuses the flag for it.
pub(crate) fn recvmsg(
    socket: BorrowedFd<'_>,
    data: &mut Vec<u8>,
    length: usize,
    controllen: usize,
    flags: i32,
    has_rights: bool,
) -> io::Result<Received> {
    let cloexec = if has_rights {
        libc::MSG_CMSG_CLOEXEC
    } else {
        0
    };
    // The control messages of most programs fit into a small buffer on the stack.
    const SMALL: usize = 256;
    let (mut small, mut large) = ([0; SMALL], Vec::new());
    let control = match controllen.min(MAX_CONTROL) {
        controllen @ ..=SMALL => &mut small[..controllen],
        controllen => {
            large.resize(controllen, 0);
            large.as_mut_slice()
        }
    };

    let (count, header) = receive(data, length, flags, |buffer| {
        call(socket, buffer, control, flags | cloexec)
    })?;

    let control = parse(&control[..header.controllen.min(control.len())])
        // SAFETY: the kernel has just written these messages, and each is converted once.
        .map(|message| unsafe { arrived(message) })
        .collect();
    Ok(Received {
        count,
        name: header.name,
        control,
        // The kernel returns this flag because it was passed above. The caller did not pass it.
        flags: header.flags & !(cloexec & !flags),
    })
}

/// The system call. Returns the count, and what the kernel has written into the header.
fn call(
    socket: BorrowedFd<'_>,
    buffer: &mut [MaybeUninit<u8>],
    control: &mut [u8],
    flags: i32,
) -> io::Result<(usize, Header)> {
    let mut data = iovec {
        iov_base: buffer.as_mut_ptr().cast(),
        iov_len: buffer.len(),
    };
    // SAFETY: a `msghdr` is pointers and numbers, for which all zero is a valid value.
    let mut message: msghdr = unsafe { mem::zeroed() };
    message.msg_iov = &mut data;
    message.msg_iovlen = 1;
    message.msg_control = control.as_mut_ptr().cast();
    message.msg_controllen = control.len() as _; // 32 bits wide in musl

    // SAFETY: everything that the header points to lives until the call returns, and has the
    // length that the header gives. `storage` is zero before the call. On success the kernel has
    // written an address of `msg_namelen` bytes into it, or none.
    let (count, name) = unsafe {
        SockAddr::try_init(|storage, length| {
            message.msg_name = storage.cast();
            message.msg_namelen = *length;
            let count = checked_len(libc::recvmsg(socket.as_raw_fd(), &mut message, flags))?;
            *length = message.msg_namelen;
            Ok(count)
        })
    }?;
    let header = Header {
        name,
        controllen: message.msg_controllen as usize,
        flags: message.msg_flags,
    };
    Ok((count, header))
}

/// Takes ownership of the descriptors in a control message.
///
/// # Safety
///
/// `recvmsg(2)` must have just written `message`, and this function may be called only once for
/// it: the result then owns the descriptors.
unsafe fn arrived(message: Cmsg<'_>) -> Arrived {
    const SCM_PIDFD: i32 = 4; // the libc crate does not have it yet

    let Cmsg {
        level,
        r#type,
        data,
    } = message;
    let numbers = data.chunks_exact(size_of::<i32>());
    let numbers = numbers.map(|number| i32::from_ne_bytes(number.try_into().unwrap_or([255; 4])));
    // If the kernel could not open a descriptor, its place holds a negative error code.
    let open = numbers.clone().all(|number| number >= 0);

    match (level, r#type) {
        (libc::SOL_SOCKET, libc::SCM_RIGHTS | SCM_PIDFD) if open => {
            // SAFETY: the caller guarantees that the kernel has just opened these descriptors for
            // this process, and that nothing else owns them.
            Arrived::Rights(
                numbers
                    .map(|number| unsafe { OwnedFd::from_raw_fd(number) })
                    .collect(),
            )
        }
        _ => Arrived::Data {
            level,
            r#type,
            data: data.to_owned(),
        },
    }
}

//! `recvmsg(2)`, and what only it can bring: descriptors of other processes.

use std::io;
use std::mem::{self, MaybeUninit};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

use libc::{iovec, msghdr, sockaddr_storage};
use socket2::SockAddr;

use super::checked;
use super::control::{Cmsg, parse};
use super::transfer::receive;

/// More room for control messages than the kernel ever fills, in bytes.
const MOST_CONTROL: usize = 1 << 20;

/// What one `recvmsg(2)` brought.
pub(crate) struct Received {
    /// The kernel's count, which with `MSG_TRUNC` can be more than arrived.
    pub(crate) count: usize,
    pub(crate) name: SockAddr,
    pub(crate) control: Vec<Arrived>,
    pub(crate) flags: i32,
}

/// A control message that arrived.
pub(crate) enum Arrived {
    /// Descriptors, open in this process.
    Rights(Vec<OwnedFd>),
    /// Any other: its level, its type and its data.
    Data(i32, i32, Vec<u8>),
}

/// One `recvmsg(2)` of at most `length` bytes, which replace those of `data`, with
/// room for `controllen` bytes of control messages: mostly few, for which the stack has
/// the room.
pub(crate) fn recvmsg(
    socket: BorrowedFd<'_>,
    data: &mut Vec<u8>,
    (length, controllen): (usize, usize),
    flags: i32,
) -> io::Result<Received> {
    const FEW: usize = 256;
    let (mut few, mut many) = ([0; FEW], Vec::new());
    let control = match controllen.min(MOST_CONTROL) {
        controllen @ ..=FEW => &mut few[..controllen],
        controllen => {
            many.resize(controllen, 0);
            many.as_mut_slice()
        }
    };

    let (count, (name, controllen, told)) = receive(data, 0, length, flags, |room| {
        call(socket, room, control, flags | libc::MSG_CMSG_CLOEXEC)
    })?;

    // Echoed by the kernel, though here nobody asked for it.
    let told = told & !(libc::MSG_CMSG_CLOEXEC & !flags);
    let control = parse(&control[..controllen.min(control.len())])
        .map(arrived)
        .collect();
    Ok(Received {
        count,
        name,
        control,
        flags: told,
    })
}

/// The call itself. Returns the count; the name, how much of `control` was written,
/// and the flags.
fn call(
    socket: BorrowedFd<'_>,
    room: &mut [MaybeUninit<u8>],
    control: &mut [u8],
    flags: i32,
) -> io::Result<(usize, (SockAddr, usize, i32))> {
    let mut data = iovec {
        iov_base: room.as_mut_ptr().cast(),
        iov_len: room.len(),
    };
    // SAFETY: all zero is a valid value: null pointers and numbers.
    let mut message: msghdr = unsafe { mem::zeroed() };
    message.msg_iov = &mut data;
    message.msg_iovlen = 1;
    message.msg_control = control.as_mut_ptr().cast();
    message.msg_controllen = control.len();

    // SAFETY: the storage is zero before, and after success the kernel has written an
    // address of `msg_namelen` bytes into it, or none; the buffers are as long as is
    // said, and all live through the call.
    let (count, name) = unsafe {
        SockAddr::try_init(|storage, length| {
            message.msg_name = storage.cast();
            message.msg_namelen = *length;
            let count = libc::recvmsg(socket.as_raw_fd(), &mut message, flags);
            *length = message.msg_namelen;
            checked(count as i32).map(|count| count as usize)
        })
    }?;
    Ok((count, (name, message.msg_controllen, message.msg_flags)))
}

/// To be called once for each control message that `recvmsg(2)` has just brought.
fn arrived(message: Cmsg<'_>) -> Arrived {
    const SCM_PIDFD: i32 = 4; // the descriptor of a process, as the others

    let (numbers, _) = message.data.as_chunks();
    let numbers = numbers.iter().map(|number| i32::from_ne_bytes(*number));
    // Of a process that could not be opened there is a code below 0 instead.
    let open = numbers.clone().all(|number| number >= 0);

    match (message.level, message.r#type) {
        (libc::SOL_SOCKET, libc::SCM_RIGHTS | SCM_PIDFD) if open => {
            // SAFETY: the kernel opened each of them for this process during the call,
            // and nobody else knows its number yet.
            Arrived::Rights(
                numbers
                    .map(|number| unsafe { OwnedFd::from_raw_fd(number) })
                    .collect(),
            )
        }
        (level, r#type) => Arrived::Data(level, r#type, message.data.to_owned()),
    }
}

/// The kernel's form of an address, as a part of other values.
pub(crate) fn storage(address: &SockAddr) -> sockaddr_storage {
    // SAFETY: all zero is a valid value, and an address is never longer.
    unsafe {
        let mut storage: sockaddr_storage = mem::zeroed();
        let target: *mut sockaddr_storage = &mut storage;
        let length = address.len() as usize;
        target
            .cast::<u8>()
            .copy_from_nonoverlapping(address.as_ptr().cast(), length);
        storage
    }
}

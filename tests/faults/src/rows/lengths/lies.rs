//! Lengths whose answers are known.

use php_sockets::*;

use crate::scene::{bound_udp, connection, pair, port, udp};

/// One way to pass a length.
pub(super) struct Lie {
    pub(super) title: &'static str,
    pub(super) tell: fn(usize) -> Result<(), String>,
}

/// Data, or the refusal of a length that PHP refuses.
fn data_or_refusal(result: Result<Vec<u8>>, length: usize, wanted: &[u8]) -> Result<(), String> {
    match result {
        Ok(data) if data == wanted[..length.min(wanted.len())] && length > 0 => Ok(()),
        Ok(data) => Err(format!("gave {data:?}")),
        Err(error) if length == 0 && error.kind() == ErrorKind::Silent => Ok(()),
        Err(error) if length >= isize::MAX as usize && error.kind() == ErrorKind::Silent => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// The whole string, or as much of it as was asked for.
fn sent(result: Result<usize>, length: usize) -> Result<(), String> {
    match result {
        Ok(count) if count == length.min(5) => Ok(()),
        Ok(count) => Err(format!("sent {count}")),
        Err(error) => Err(error.to_string()),
    }
}

pub(super) fn with_data() -> [Socket; 2] {
    let [here, there] = connection();
    socket_write(&there, "five\n", None).expect("room");
    let mut read = vec![&here];
    socket_select(&mut read, None, None, 5, None).expect("data");
    [here, there]
}

pub(super) const LIES: &[Lie] = &[
    Lie {
        title: "socket_read",
        tell: |length| {
            let [here, _there] = with_data();
            data_or_refusal(socket_read(&here, length, None), length, b"five\n")
        },
    },
    Lie {
        title: "socket_read, a line",
        tell: |length| {
            let [here, _there] = with_data();
            let result = socket_read(&here, length, PHP_NORMAL_READ);
            data_or_refusal(result, length, b"five\n")
        },
    },
    Lie {
        title: "socket_read, a line of a descriptor of unknown options",
        tell: |length| {
            let [here, _there] = with_data();
            let here = socket_import_stream(here).map_err(|error| error.to_string())?;
            let result = socket_read(&here, length, PHP_NORMAL_READ);
            data_or_refusal(result, length, b"five\n")
        },
    },
    Lie {
        title: "socket_recv",
        tell: |length| {
            let [here, _there] = with_data();
            let mut data = Vec::new();
            let result = socket_recv(&here, &mut data, length, 0);
            data_or_refusal(result.map(|_| data), length, b"five\n")
        },
    },
    Lie {
        title: "socket_recv, MSG_PEEK",
        tell: |length| {
            let [here, _there] = with_data();
            let mut data = Vec::new();
            let result = socket_recv(&here, &mut data, length, MSG_PEEK);
            data_or_refusal(result.map(|_| data), length, b"five\n")
        },
    },
    Lie {
        title: "socket_recvfrom",
        tell: |length| {
            let (here, there) = (bound_udp(), udp());
            socket_sendto(&there, "five\n", 5, 0, "127.0.0.1", port(&here)).expect("room");
            let mut data = Vec::new();
            let result = socket_recvfrom(&here, &mut data, length, 0);
            data_or_refusal(result.map(|_| data), length, b"five\n")
        },
    },
    Lie {
        title: "socket_recv, MSG_TRUNC of a datagram",
        tell: |length| {
            let [here, there] = pair(SOCK_DGRAM);
            socket_write(&there, "five\n", None).expect("room");
            let mut data = Vec::new();
            let result = socket_recv(&here, &mut data, length, MSG_TRUNC);
            data_or_refusal(result.map(|_| data), length, b"five\n")
        },
    },
    Lie {
        title: "socket_recvmsg, buffer_size",
        tell: |length| {
            let [here, _there] = with_data();
            let mut message = Message {
                controllen: 64,
                buffer_size: length,
                ..Message::default()
            };
            match socket_recvmsg(&here, &mut message, 0) {
                Ok(count) if count == length.min(5) => Ok(()),
                Err(error) if length > 104_857_600 && error.code() == 0 => Ok(()),
                result => Err(format!("{result:?}")),
            }
        },
    },
    Lie {
        title: "socket_recvmsg, controllen",
        tell: |length| {
            let [here, _there] = with_data();
            let mut message = Message {
                controllen: length,
                ..Message::default()
            };
            match socket_recvmsg(&here, &mut message, 0) {
                Ok(5) => Ok(()),
                Err(error) if error.code() == 0 => Ok(()),
                result => Err(format!("{result:?}")),
            }
        },
    },
    Lie {
        title: "socket_write",
        tell: |length| {
            let [here, _there] = connection();
            sent(socket_write(&here, "five\n", length), length)
        },
    },
    Lie {
        title: "socket_send",
        tell: |length| {
            let [here, _there] = connection();
            sent(socket_send(&here, "five\n", length, 0), length)
        },
    },
    Lie {
        title: "socket_sendto",
        tell: |length| {
            let (here, there) = (bound_udp(), udp());
            let port = port(&here);
            sent(
                socket_sendto(&there, "five\n", length, 0, "127.0.0.1", port),
                length,
            )
        },
    },
    Lie {
        title: "socket_cmsg_space",
        tell: |length| match socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, length) {
            Ok(space) if length <= i32::MAX as usize && space >= 16 + 4 * length => Ok(()),
            Err(error) if length > i32::MAX as usize && error.code() == 0 => Ok(()),
            result => Err(format!("{result:?}")),
        },
    },
];

//! A `Socket` among the tools of other crates: mio, tokio.

mod next;

use std::io::{self, ErrorKind::WouldBlock};
use std::os::fd::AsRawFd;
use std::time::Duration;

use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};
use php_sockets::*;
use php_sockets_test_support::sockets::*;
use tokio::io::unix::AsyncFd;

/// More than the kernel holds.
const LENGTH: usize = 4 << 20;

/// Waits for events of mio until `token` has one, and returns whether it is for
/// reading and for writing.
fn event(poll: &mut Poll, token: Token) -> (bool, bool) {
    let mut events = Events::with_capacity(8);
    loop {
        poll.poll(&mut events, None).unwrap();
        let found = events.iter().find(|event| event.token() == token);
        if let Some(event) = found {
            return (event.is_readable(), event.is_writable());
        }
    }
}

#[test]
fn mio_tells_when_a_socket_is_ready() {
    let (server, client) = (listener(), tcp());
    socket_set_nonblock(&server).unwrap();
    socket_set_nonblock(&client).unwrap();
    let mut poll = Poll::new().unwrap();
    let register = |socket: &Socket, token, interest| {
        let descriptor = socket.as_raw_fd();
        let mut source = SourceFd(&descriptor);
        poll.registry()
            .register(&mut source, Token(token), interest)
    };
    register(&server, 0, Interest::READABLE).unwrap();
    assert!(socket_connect(&client, "127.0.0.1", port(&server)).is_err());
    register(&client, 1, Interest::WRITABLE).unwrap();

    assert_eq!(event(&mut poll, Token(1)), (false, true));
    assert_eq!(socket_get_option(&client, SOL_SOCKET, SO_ERROR).unwrap(), 0);
    // The connection may have arrived with the same events.
    let accepted = loop {
        match socket_accept(&server) {
            Ok(accepted) => break accepted,
            Err(error) => assert!(error.is_would_block(), "{error}"),
        }
    };

    let descriptor = accepted.as_raw_fd();
    let mut source = SourceFd(&descriptor);
    let registry = poll.registry();
    registry
        .register(&mut source, Token(2), Interest::READABLE)
        .unwrap();
    let mut events = Events::with_capacity(8);
    poll.poll(&mut events, Some(Duration::ZERO)).unwrap();
    assert!(events.iter().all(|event| event.token() != Token(2)));
    socket_write(&client, "Ho", None).unwrap();
    assert_eq!(event(&mut poll, Token(2)), (true, false));
    assert_eq!(socket_read(&accepted, 10, None).unwrap(), b"Ho");
}

/// Runs a future on this thread, with what tokio needs to wait for descriptors.
fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .unwrap();
    runtime.block_on(future)
}

/// For tokio, a socket must be non-blocking.
///
/// `AsyncFd::new` is deprecated, because a type may return a descriptor that it does not
/// own; a `Socket` owns it. Tokio's replacement is unsafe.
#[allow(deprecated)]
fn asynchronous(socket: Socket) -> io::Result<AsyncFd<Socket>> {
    socket_set_nonblock(&socket)?;
    AsyncFd::new(socket)
}

async fn read(socket: &AsyncFd<Socket>, length: usize) -> io::Result<Vec<u8>> {
    loop {
        let mut ready = socket.readable().await?;
        let read = ready.try_io(|socket| Ok(socket_read(socket.get_ref(), length, None)?));
        if let Ok(result) = read {
            return result;
        }
    }
}

async fn write_all(socket: &AsyncFd<Socket>, mut data: &[u8]) -> io::Result<()> {
    while !data.is_empty() {
        let mut ready = socket.writable().await?;
        let written = ready.try_io(|socket| Ok(socket_write(socket.get_ref(), data, None)?));
        if let Ok(count) = written {
            data = &data[count?..];
        }
    }
    Ok(())
}

// The conversion of a call that would block keeps the kind that `try_io` looks for.
#[test]
fn tokio_waits_where_a_call_would_block() {
    run(async {
        let (one, other) = connected();
        let (one, other) = (asynchronous(one).unwrap(), asynchronous(other).unwrap());
        let sent = vec![b'x'; LENGTH];

        // The reader is first, and finds nothing; the writer finds no room.
        let reader = tokio::task::LocalSet::new();
        let received = reader.run_until(async {
            let received = tokio::task::spawn_local(async move {
                let mut received = Vec::new();
                while received.len() < LENGTH {
                    received.extend(read(&other, LENGTH).await.unwrap());
                }
                write_all(&other, b"thanks").await.unwrap();
                received
            });
            tokio::task::yield_now().await;
            write_all(&one, &sent).await.unwrap();
            assert_eq!(read(&one, 10).await.unwrap(), b"thanks");
            received.await.unwrap()
        });
        assert!(received.await == sent);
    });
}

#[test]
fn tokio_accepts_and_connects() {
    run(async {
        let (server, client) = (asynchronous(listener()).unwrap(), tcp());
        socket_set_nonblock(&client).unwrap();
        let to = port(server.get_ref());
        assert!(socket_connect(&client, "127.0.0.1", to).is_err());
        let client = asynchronous(client).unwrap();

        let accepted = loop {
            let mut ready = server.readable().await.unwrap();
            let accepted = ready.try_io(|server| Ok(socket_accept(server.get_ref())?));
            if let Ok(accepted) = accepted {
                break accepted.unwrap();
            }
        };
        client.writable().await.unwrap().retain_ready();
        socket_write(&accepted, "Ho", None).unwrap();
        assert_eq!(read(&client, 10).await.unwrap(), b"Ho");
    });
}

// Any other failure keeps its whole message.
#[test]
fn a_failure_comes_through_tokio_whole() {
    run(async {
        let (socket, peer) = connected();
        let socket = asynchronous(socket).unwrap();
        reset(peer, socket.get_ref());

        let error = read(&socket, 10).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
        assert_eq!(
            error.to_string(),
            "socket_read(): unable to read from socket [104]: Connection reset by peer"
        );
    });
}

// How to use it with tokio without a deprecated call.
#[test]
fn tokio_takes_over_what_goes_out() {
    run(async {
        let (client, accepted) = connected();
        socket_set_nonblock(&client).unwrap();
        let client = tokio::net::TcpStream::from_std(socket_export_stream(client)).unwrap();

        client.writable().await.unwrap();
        assert_eq!(client.try_write(b"Ho").unwrap(), 2);
        assert_eq!(socket_read(&accepted, 10, None).unwrap(), b"Ho");
        socket_write(&accepted, "hi", None).unwrap();
        let mut data = [0; 10];
        let count = loop {
            client.readable().await.unwrap();
            match client.try_read(&mut data) {
                Err(error) if error.kind() == WouldBlock => {}
                result => break result.unwrap(),
            }
        };
        assert_eq!(&data[..count], b"hi");
    });
}

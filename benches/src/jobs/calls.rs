//! Single calls, and pairs of calls where one makes work for the other.

use super::{Facts, Job};
use crate::contender::{Contender, connection};
use crate::worker::timed;

const SIZE: usize = 64;

/// Write to one end of a connection, read from the other.
pub(super) struct WriteRead;

impl Job for WriteRead {
    const FACTS: Facts = Facts::new("write-read", "write and read", 20_000);

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        let [here, there] = connection::<C>();
        let mut room = vec![0; SIZE];
        timed(count, || {
            assert_eq!(C::write(&there, &[b'x'; SIZE]), SIZE);
            assert_eq!(C::read(&here, &mut room, SIZE), SIZE);
        })
    }
}

/// The same by the calls that take flags.
pub(super) struct SendRecv;

impl Job for SendRecv {
    const FACTS: Facts = Facts::new("send-recv", "send and recv", 20_000);

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        let [here, there] = connection::<C>();
        let mut room = vec![0; SIZE];
        timed(count, || {
            assert_eq!(C::send(&there, &[b'x'; SIZE]), SIZE);
            assert_eq!(C::recv(&here, &mut room, SIZE), SIZE);
        })
    }
}

/// The same with addresses, by UDP.
pub(super) struct SendToRecvFrom;

impl Job for SendToRecvFrom {
    const FACTS: Facts = Facts::new("sendto-recvfrom", "sendto and recvfrom", 25_000);

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        let (here, there) = (C::datagram(), C::datagram());
        let peer = C::peer(C::datagram_port(&here));
        let mut room = vec![0; SIZE];
        timed(count, || {
            assert_eq!(C::send_to(&there, &[b'x'; SIZE], &peer), SIZE);
            assert_eq!(C::receive_from(&here, &mut room, SIZE).0, SIZE);
        })
    }
}

/// Receive what stays there, by `MSG_PEEK`.
pub(super) struct Peek;

impl Job for Peek {
    const FACTS: Facts = Facts::new("recv", "recv with MSG_PEEK", 200_000);

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        let [here, there] = connection::<C>();
        let mut room = vec![0; SIZE];
        assert_eq!(C::write(&there, &[b'x'; SIZE]), SIZE);
        timed(count, || assert_eq!(C::peek(&here, &mut room, SIZE), SIZE))
    }
}

/// Read an option.
pub(super) struct GetOption;

impl Job for GetOption {
    const FACTS: Facts = Facts::new("get-option", "get_option", 250_000);

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        let [here, _there] = connection::<C>();
        timed(count, || assert!(!C::no_delay(&here)))
    }
}

/// Set an option.
pub(super) struct SetOption;

impl Job for SetOption {
    const FACTS: Facts = Facts::new("set-option", "set_option", 250_000);

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        let [here, _there] = connection::<C>();
        timed(count, || C::set_no_delay(&here, true))
    }
}

/// Get the name of this end.
pub(super) struct GetSockName;

impl Job for GetSockName {
    const FACTS: Facts = Facts::new("getsockname", "getsockname", 250_000);

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        let [here, _there] = connection::<C>();
        timed(count, || assert_ne!(C::here(&here), 0))
    }
}

/// Get the name of the other end.
pub(super) struct GetPeerName;

impl Job for GetPeerName {
    const FACTS: Facts = Facts::new("getpeername", "getpeername", 250_000);

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        let [here, _there] = connection::<C>();
        timed(count, || assert_ne!(C::there(&here), 0))
    }
}

/// Make calls non-blocking, and blocking again.
pub(super) struct SetNonBlock;

impl Job for SetNonBlock {
    const FACTS: Facts = Facts::new("set-nonblock", "set_nonblock and set_block", 100_000);

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        let [here, _there] = connection::<C>();
        timed(count, || {
            C::set_non_blocking(&here, true);
            C::set_non_blocking(&here, false);
        })
    }
}

/// Make a socket and close it.
pub(super) struct CreateClose;

impl Job for CreateClose {
    const FACTS: Facts = Facts::new("create-close", "create and close", 30_000);

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        timed(count, || C::close(C::create()))
    }
}

/// Make a connection and close both ends.
pub(super) struct Accept;

impl Job for Accept {
    const FACTS: Facts = Facts::new("accept", "connect, accept, close both", 2_500);

    fn run<C: Contender>(count: u64, _: u16) -> f64 {
        let listener = C::listen();
        let port = C::port(&listener);
        timed(count, || {
            let here = C::connect(port);
            C::close(C::accept(&listener));
            C::close(here);
        })
    }
}

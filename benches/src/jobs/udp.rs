//! A message goes by UDP and comes back, again and again.

use super::{Facts, Job};
use crate::contender::Contender;
use crate::worker::timed;

/// With messages of 64 bytes; an empty one is the end.
pub(super) struct Udp;

const SIZE: usize = 64;

impl Job for Udp {
    const FACTS: Facts = Facts {
        processes: 2,
        ..Facts::new("udp", "64 bytes there and back, UDP", 7_000)
    };

    fn serve<C: Contender>(_: u64, tell: impl FnOnce(u16)) {
        let socket = C::datagram();
        tell(C::datagram_port(&socket));
        let mut room = vec![0; SIZE];
        loop {
            let (count, from) = C::receive_from(&socket, &mut room, SIZE);
            if count == 0 {
                break;
            }
            assert_eq!(C::send_to(&socket, &room[..count], &from), SIZE);
        }
    }

    fn run<C: Contender>(count: u64, port: u16) -> f64 {
        let (socket, server) = (C::datagram(), C::peer(port));
        let (message, mut room) = ([b'x'; SIZE], vec![0; SIZE]);
        let result = timed(count, || {
            assert_eq!(C::send_to(&socket, &message, &server), SIZE);
            assert_eq!(C::receive_from(&socket, &mut room, SIZE).0, SIZE);
        });
        C::send_to(&socket, &[], &server);
        result
    }
}

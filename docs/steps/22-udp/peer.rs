//! The peer of exercise 22: it answers `ping 3` with `pong 3`, and is a bad network too.

use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use crate::learner::Learner;
use crate::peer::Missing;

/// How long the next message may take. Between two of them the program waits for 200 ms.
const PATIENCE: Duration = Duration::from_secs(5);
const LAST: usize = 10;
const TRIES: usize = 5;
/// Never answered.
const LOST: usize = 4;

/// How many of the messages with this number are dropped before one is answered: 3 of the 10
/// pings need another try, or more.
fn drops(number: usize) -> usize {
    match number {
        2 => 1,
        9 => 2,
        LOST => usize::MAX,
        _ => 0,
    }
}

pub(crate) fn check(learner: &mut Learner) -> Result<(), Missing> {
    let peer = UdpSocket::bind(("127.0.0.1", learner.port())).expect("a free port");
    peer.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    learner.start(&[])?;

    let mut network = Network::default();
    loop {
        let (number, from) = next(learner, &peer, &network)?;
        if let Err(hint) = network.count(number) {
            return Err(learner.missing(&hint));
        }
        for answer in network.answers(number) {
            // An answer to a program that has ended is lost too.
            let _ = peer.send_to(format!("pong {answer}").as_bytes(), from);
        }
        if number == LAST {
            break;
        }
    }
    report(learner)
}

/// The number of the next ping.
fn next(
    learner: &mut Learner,
    peer: &UdpSocket,
    network: &Network,
) -> Result<(usize, SocketAddr), Missing> {
    let mut data = [0; 100];
    let Ok((length, from)) = peer.recv_from(&mut data) else {
        return Err(learner.missing(&network.silent()));
    };
    let text = String::from_utf8_lossy(&data[..length]);
    let number = text.strip_prefix("ping ").and_then(|it| it.parse().ok());
    match number {
        Some(number) => Ok((number, from)),
        None => Err(learner.missing(&format!(
            "The peer got {text:?}. The program should send `ping 1` to `ping {LAST}`, and nothing \
             else."
        ))),
    }
}

/// What the program must have printed.
fn report(learner: &mut Learner) -> Result<(), Missing> {
    for number in 1..=LAST {
        let (line, hint) = match number {
            LOST => (
                format!("lost {number}"),
                format!(
                    "`ping {number}` was not answered, five times. The program should print `lost \
                     {number}`, and go on with the next."
                ),
            ),
            _ => (
                format!("pong {number}"),
                format!(
                    "`ping {number}` was answered. The program should print `pong {number}`. An \
                     answer with another number is an old one: read again, without sending."
                ),
            ),
        };
        learner.prints(&line, &hint)?;
    }
    learner.prints(
        "9 of 10 answered.",
        "Only `ping 4` was lost. In the end the program should print `9 of 10 answered.`",
    )?;
    learner.exits(0, "After its report the program should end with code 0.")
}

/// What the peer has got.
#[derive(Default)]
struct Network {
    /// The number that came last, and how often it has come.
    number: usize,
    tries: usize,
}

impl Network {
    /// Notes that a ping has come, or says why it should not have come now.
    fn count(&mut self, number: usize) -> Result<(), String> {
        let Self {
            number: before,
            tries,
        } = *self;
        let is_answered = tries > drops(before);
        if number == before && before == LOST && tries == TRIES {
            return Err(format!(
                "`ping {LOST}` came a sixth time. After {TRIES} tries without an answer the \
                 program should print `lost {LOST}`, and go on with the next."
            ));
        }
        if number == before {
            self.tries += 1;
            return Ok(());
        }
        if number != before + 1 {
            return Err(format!(
                "`ping {number}` came after `ping {before}`. The program should count from 1 to \
                 {LAST}."
            ));
        }
        if !is_answered && tries < TRIES && before > 0 {
            return Err(went_on(before, tries));
        }
        *self = Self { number, tries: 1 };
        Ok(())
    }

    /// Which answers are sent now. 3 comes twice, and one of 7 comes after `ping 8`. 6 comes six
    /// times: who sends again for each of them has no try left for `ping 7`.
    fn answers(&self, number: usize) -> Vec<usize> {
        match number {
            _ if self.tries <= drops(number) => Vec::new(),
            3 => vec![number, number],
            6 => vec![number; TRIES + 1],
            8 => vec![7, 8],
            _ => vec![number],
        }
    }

    /// Why nothing more may come.
    fn silent(&self) -> String {
        let Self { number, tries } = self;
        if *number == 0 {
            return "The program should connect a UDP socket to 127.0.0.1, port {port}, the value \
                    of PORT, and send `ping 1`."
                .into();
        }
        if *tries <= drops(*number) {
            return format!(
                "`ping {number}` was lost, as messages of UDP may be, and the program still waits \
                 for an answer, or has ended. It should wait for 200 ms, with `SO_RCVTIMEO`, and \
                 then send it again, {TRIES} times in all."
            );
        }
        format!(
            "`ping {number}` was answered. The program should read `pong {number}` and send the \
             next ping. An answer with another number is an old one: read again."
        )
    }
}

/// The program has taken another ping's answer for this one's, or has given up.
fn went_on(number: usize, tries: usize) -> String {
    let times = match tries {
        1 => "once".to_owned(),
        _ => format!("{tries} times"),
    };
    let old = match number {
        LOST => " (`pong 3` comes twice: the second one is not the answer to `ping 4`.)",
        _ => "",
    };
    format!(
        "`ping {number}` was sent {times} and lost, and the program went on. It should send each \
         ping until the answer with its number comes, but at most {TRIES} times.{old}"
    )
}

//! The server of step 27: each client has limits, and those who exceed them are sent away.

use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use php_sockets_test_support::program::Language;
use php_sockets_test_support::tools::has_tool;
use socket2::{Domain, SockAddr, Socket, Type};

use crate::injected::ACCEPT;
use crate::peer::Peer;
use crate::victim::Victim;
use crate::{SECOND, both};

/// The name of the program.
const STEP: &str = "27";

fn server(language: Language) -> Victim {
    Victim::start(language, STEP, &[])
}

/// With shorter limits of time, in seconds.
fn hasty(language: Language) -> Victim {
    Victim::start_with(language, STEP, &[("FIRST", "2"), ("IDLE", "2")])
}

/// A well-behaved client: is welcomed, and what it says comes back.
#[track_caller]
fn is_served(server: &Victim) -> Peer {
    let mut client = Peer::join(server);
    is_answered(&mut client);
    client
}

#[track_caller]
fn is_answered(client: &mut Peer) {
    client.say("hello\n");
    assert_eq!(client.hear(), "hello\n");
}

#[test]
fn who_sends_no_whole_line_in_time_is_sent_away_and_holds_up_nobody() {
    both(|language| {
        let server = hasty(language);
        let mut late: Vec<_> = (0..8).map(|_| Peer::join(&server)).collect();
        late[1].say("half a li");
        let mut talks = is_served(&server);
        late.push(is_served(&server)); // its first line was in time, the second is not

        // A byte now and then does not start the time again, and each whole line does.
        let start = Instant::now();
        while late[0].stream().write_all(b"x").is_ok() {
            assert!(start.elapsed() < 10 * SECOND, "it is still there");
            is_answered(&mut talks);
            thread::sleep(SECOND / 10);
        }
        late.iter_mut().for_each(|one| assert!(one.is_dropped()));
        is_answered(&mut talks);
        server.assert_cost("10 slow clients", SECOND, "-");
        server.stop();
    });
}

#[test]
fn a_line_has_at_most_1024_bytes() {
    both(|language| {
        let server = server(language);
        let mut longest = Peer::join(&server);
        let line = format!("{}\n", "x".repeat(1023));
        longest.say(&line.repeat(3));
        (0..3).for_each(|_| assert_eq!(longest.hear(), line));
        longest.say(&format!("x{line}"));
        assert!(longest.is_dropped());

        let mut endless = Peer::join(&server);
        let block = [b'x'; 65536];
        let sent = (0..256).take_while(|_| endless.stream().write_all(&block).is_ok());
        assert!(sent.count() < 256);
        assert!(endless.is_dropped());
        is_served(&server);
        server.assert_cost("lines that are too long", SECOND, "-");
        server.stop();
    });
}

#[test]
fn a_client_that_never_reads_is_not_read_and_is_sent_away_in_time() {
    both(|language| {
        let server = hasty(language);
        let open = server.descriptors();
        let mute = connect(&server, [127, 0, 0, 1]);
        mute.set_write_timeout(Some(SECOND / 2)).unwrap();
        let lines = "tell me more\n".repeat(5000);
        let blocks = (0..512).take_while(|_| (&mute).write_all(lines.as_bytes()).is_ok());
        let blocks = blocks.count();
        assert!(blocks < 512, "{blocks} blocks were taken");
        drop(is_served(&server));

        let start = Instant::now();
        while server.descriptors() > open {
            assert!(start.elapsed() < 10 * SECOND, "it is still there");
            thread::sleep(SECOND / 20);
        }
        server.assert_cost("never reads", 2 * SECOND, "-");
        server.stop();
    });
}

/// A client that takes as little as it can, from one of this machine's addresses.
fn connect(server: &Victim, from: [u8; 4]) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket.set_linger(Some(Duration::ZERO)).unwrap(); // no row in TIME_WAIT
    let address = |ip: [u8; 4], port| SockAddr::from(std::net::SocketAddr::from((ip, port)));
    socket.bind(&address(from, 0)).unwrap();
    socket
        .connect(&address([127, 0, 0, 1], server.port))
        .unwrap();
    socket.into()
}

#[test]
fn resets_end_only_the_client_itself() {
    both(|language| {
        let server = server(language);
        let mut stays = is_served(&server);
        server.while_stopped(|| (0..20).for_each(|_| Peer::connect(&server).reset()));
        for _ in 0..50 {
            Peer::connect(&server).reset();
            let says = Peer::connect(&server);
            says.say("half a li");
            says.reset();
        }
        is_answered(&mut stays);
        // All of their places are free again.
        let start = Instant::now();
        while Peer::connect(&server).hear() != "welcome\n" {
            assert!(start.elapsed() < 10 * SECOND, "no place is free");
        }
        server.assert_cost("120 resets", SECOND, "-");
        server.stop();
    });
}

#[test]
fn one_address_gets_20_places_and_others_are_served() {
    both(|language| {
        let server = server(language);
        let attackers: Vec<_> = (0..300).map(|_| connect(&server, [127, 0, 0, 2])).collect();
        let mut clients: Vec<_> = (0..20).map(|_| is_served(&server)).collect();
        let mut more = Peer::connect(&server);
        assert_eq!(more.hear(), "busy\n");
        assert!(more.is_dropped());
        clients.iter_mut().for_each(is_answered);

        let leaves = clients.pop().unwrap();
        leaves.half_close();
        let mut leaves = leaves;
        assert!(leaves.is_dropped());
        drop(is_served(&server));
        server.assert_cost("300 connections", SECOND, "-");
        drop(attackers);
        server.stop();
    });
}

#[test]
fn a_client_that_half_closes_gets_its_answers_and_is_gone() {
    both(|language| {
        let server = server(language);
        for _ in 0..20 {
            let mut polite = Peer::join(&server);
            polite.say("my last line\n");
            polite.half_close();
            assert_eq!(polite.hear(), "my last line\n");
            assert!(polite.is_dropped());
        }
        let (then, mut waits) = (server.usage(), is_served(&server));
        waits.assert_hears_nothing_for(SECOND / 2);
        let (cpu, lasted) = server.cpu_since(then);
        assert!(cpu < lasted / 4, "{cpu:?} of CPU in {lasted:?}");
        server.stop();
    });
}

#[test]
fn without_a_descriptor_it_rests_and_serves_those_who_are_there() {
    const NAME: &str = "safe::without_a_descriptor_it_rests_and_serves_those_who_are_there";
    if has_tool(NAME, "prlimit", "--version", "REQUIRE_PRLIMIT") {
        both(|language| {
            let server = server(language);
            let mut inside = is_served(&server);
            server.limit_descriptors(0);
            let mut waits = Peer::connect(&server);
            let then = server.usage();
            waits.assert_hears_nothing_for(SECOND);
            let (cpu, lasted) = server.cpu_since(then);
            assert!(cpu < lasted / 4, "{cpu:?} of CPU in {lasted:?}");
            is_answered(&mut inside);

            server.limit_descriptors(1);
            assert_eq!(waits.hear(), "welcome\n");
            server.stop();
        });
    }
}

#[test]
fn it_goes_on_after_each_failure_of_a_call() {
    const NAME: &str = "safe::it_goes_on_after_each_failure_of_a_call";
    if has_tool(NAME, "strace", "--version", "REQUIRE_STRACE") {
        both(|language| {
            let accept = ACCEPT.map(|errno| format!("accept,accept4:error={errno}:when=1..2"));
            let interrupted = [
                "ppoll,pselect6,?select:error=EINTR:when=1..3",
                "recvfrom:error=EINTR:when=1..2",
                "sendto,write:error=EINTR:when=2..3",
            ];
            let interrupted = interrupted.map(str::to_owned);
            thread::scope(|scope| {
                for inject in accept.into_iter().chain(interrupted) {
                    scope.spawn(move || {
                        let server = Victim::start_injected(language, STEP, &[], &inject);
                        is_served(&server);
                        is_served(&server);
                        server.assert_injected();
                        server.stop();
                    });
                }
            });
        });
    }
}

#[test]
fn sigterm_says_goodbye_to_all_and_waits_for_no_client_for_long() {
    both(|language| {
        let server = server(language);
        let mut polite = is_served(&server);
        let mut silent = Peer::join(&server);
        server.tell_to_end();
        for one in [&mut polite, &mut silent] {
            assert_eq!(one.hear(), "goodbye\n");
            assert_eq!(one.hear(), ""); // the end
        }
        assert!(TcpStream::connect(("127.0.0.1", server.port)).is_err());
        drop(polite);
        // The other one does not close.
        let start = Instant::now();
        let (said, complaint) = server.end();
        assert!(start.elapsed() < 20 * SECOND);
        assert!(said.ends_with("the server has stopped\n"), "{said}");
        assert_eq!(complaint, "");
        drop(silent);
    });
}

#[test]
fn what_a_client_says_is_one_line_of_the_log() {
    both(|language| {
        let server = server(language);
        let mut client = Peer::join(&server);
        client.say("\x1b[2J\rthe server has stopped\n");
        assert_eq!(client.hear(), "\x1b[2J\rthe server has stopped\n");
        drop(client);
        server.tell_to_end();
        let (said, _) = server.end();
        assert!(!said.contains(['\x1b', '\r']), "{said:?}");
        let says = |line: &&str| line.starts_with("127.0.0.1 says \"");
        assert_eq!(said.lines().filter(says).count(), 1, "{said}");
        assert!(
            said.contains("[2J\\rthe server has stopped\\n\"\n"),
            "{said}"
        );
    });
}

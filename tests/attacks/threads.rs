//! The server of step 21: each client has a thread, or a process in PHP, and whatever it does
//! there, the next is served.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use php_sockets_test_support::program::Language;
use php_sockets_test_support::tools::has_tool;

use crate::injected::ACCEPT;
use crate::peer::Peer;
use crate::victim::Victim;
use crate::{SECOND, both};

/// The name of the program.
const STEP: &str = "21-server";

fn server(language: Language) -> Victim {
    Victim::start(language, STEP, &[])
}

/// A well-behaved client: is greeted, sends something, and the server closes.
#[track_caller]
fn is_served(server: &Victim) -> Duration {
    let start = Instant::now();
    said_and_closed(Peer::connect(server));
    start.elapsed()
}

#[track_caller]
fn said_and_closed(mut client: Peer) {
    assert_eq!(client.hear(), "test successful\n");
    client.say("Ho\r\nfirst blood\r\n");
    assert!(client.is_dropped());
}

#[test]
fn silent_clients_hold_up_nobody_and_are_sent_away_after_their_time() {
    both(|language| {
        let server = server(language);
        let mut silent: Vec<_> = (0..50).map(|_| Peer::connect(&server)).collect();
        let start = Instant::now();
        for one in &mut silent {
            assert_eq!(one.hear(), "test successful\n");
        }
        let waited = (0..10).map(|_| is_served(&server)).max().unwrap();
        let waited = format!("{:.1} ms", waited.as_secs_f64() * 1000.0);
        server.assert_cost("50 silent clients", SECOND, &waited);

        // They have been there for 20 seconds.
        let last = silent.last_mut().unwrap();
        last.assert_hears_nothing_for(15 * SECOND - start.elapsed().min(10 * SECOND));
        silent.iter_mut().for_each(|one| assert!(one.is_dropped()));
        is_served(&server);
        let too_long = "Resource temporarily unavailable\n";
        // PHP has no message for it.
        let said = server.stop();
        assert!(said.is_empty() || said.ends_with(too_long), "{said}");
    });
}

#[test]
fn clients_that_reset_are_followed_by_the_next() {
    both(|language| {
        let server = server(language);
        // Gone before they are accepted, or during any other call.
        server.while_stopped(|| (0..20).for_each(|_| Peer::connect(&server).reset()));
        for _ in 0..50 {
            Peer::connect(&server).reset();
            let mut greeted = Peer::connect(&server);
            assert_eq!(greeted.hear(), "test successful\n");
            greeted.reset();
        }
        is_served(&server);
        server.assert_cost("120 resets", SECOND, "-");
        for line in server.stop().lines() {
            let is_reset = line.ends_with("Connection reset by peer");
            assert!(is_reset || line.ends_with("Broken pipe"), "{line}");
        }
    });
}

#[test]
fn what_a_client_sends_without_an_end_is_not_kept() {
    both(|language| {
        let server = server(language);
        let endless = Peer::connect(&server);
        let block = [b'x'; 65536];
        let sent = (0..256).take_while(|_| endless.stream().write_all(&block).is_ok());
        let attack = format!("64 KiB blocks without a newline: {} of 256", sent.count());
        is_served(&server);
        server.assert_cost(&attack, SECOND, "-");
        drop(endless);
        server.stop();
    });
}

#[test]
fn without_a_descriptor_it_waits_for_one() {
    const NAME: &str = "threads::without_a_descriptor_it_waits_for_one";
    if has_tool(NAME, "prlimit", "--version", "REQUIRE_PRLIMIT") {
        both(descriptor_limit);
    }
}

fn descriptor_limit(language: Language) {
    let server = server(language);
    server.limit_descriptors(0);
    // The kernel may have reserved a number for the accept that waits already.
    let mut waits = Peer::connect(&server);
    waits.stream().set_read_timeout(Some(SECOND)).unwrap();
    if waits.stream().peek(&mut [0]).is_ok() {
        said_and_closed(waits);
        waits = Peer::connect(&server);
    }
    let then = server.usage();
    waits.assert_hears_nothing_for(2 * SECOND);
    let (cpu, lasted) = server.cpu_since(then);
    assert!(cpu < lasted / 4, "{cpu:?} of CPU in {lasted:?}");

    server.limit_descriptors(1);
    said_and_closed(waits);
    is_served(&server);
    server.assert_cost("no descriptor left", SECOND, "-");
    let full = "socket_accept(): unable to accept incoming connection [24]: Too many open files\n";
    let complaint = server.stop();
    assert_eq!(complaint.replace(full, ""), "");
    assert_ne!(complaint, "");
}

#[test]
fn without_a_thread_or_a_process_only_that_client_is_sent_away() {
    const NAME: &str = "threads::without_a_thread_or_a_process_only_that_client_is_sent_away";
    if has_tool(NAME, "strace", "--version", "REQUIRE_STRACE") {
        both(|language| {
            let inject = "clone,clone3,?fork:error=EAGAIN:when=1..2";
            let server = Victim::start_injected(language, STEP, &[], inject);
            for _ in 0..2 {
                let mut client = Peer::connect(&server);
                assert_eq!(client.hear(), "");
            }
            is_served(&server);
            server.assert_injected();
            server.stop();
        });
    }
}

#[test]
fn it_goes_on_after_each_failure_of_accept() {
    const NAME: &str = "threads::it_goes_on_after_each_failure_of_accept";
    if has_tool(NAME, "strace", "--version", "REQUIRE_STRACE") {
        both(|language| {
            thread::scope(|scope| {
                for errno in ACCEPT {
                    scope.spawn(move || {
                        let inject = format!("accept,accept4:error={errno}:when=1..2");
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

// PHP's parent waits for its children, and Rust's process has none.
#[test]
fn no_child_that_has_ended_is_left() {
    both(|language| {
        let server = server(language);
        for _ in 0..30 {
            is_served(&server);
        }
        let start = Instant::now();
        while server.has_child() {
            assert!(start.elapsed() < 5 * SECOND, "a child is left");
            thread::sleep(Duration::from_millis(50));
        }
        server.assert_cost("30 clients, and no child is left", SECOND, "-");
        assert_eq!(server.stop(), "");
    });
}

//! `server`: it serves one client at a time; whatever that client does, the next is served.

use std::io::Write;

use php_sockets_test_support::program::Language;
use php_sockets_test_support::sources::source;
use php_sockets_test_support::tools::has_tool;

use crate::peer::Peer;
use crate::victim::Victim;
use crate::{SECOND, both};

fn server(language: Language, clients: usize) -> Victim {
    Victim::start(language, "server", &["--clients", &clients.to_string()])
}

/// A well-behaved client: is greeted, sends something, and the server closes.
#[track_caller]
fn is_served(mut client: Peer) {
    assert_eq!(client.hear(), "test successful\n");
    client.say("Ho\r\nfirst blood\r\n");
    assert!(client.is_dropped());
}

#[test]
fn clients_that_reset_are_followed_by_the_next() {
    both(|language| {
        let server = server(language, 42);
        // Gone before they are accepted, or during any other call.
        server.while_stopped(|| (0..4).for_each(|_| Peer::connect(&server).reset()));
        for _ in 0..16 {
            Peer::connect(&server).reset();
            let mut greeted = Peer::connect(&server);
            assert_eq!(greeted.hear(), "test successful\n");
            greeted.reset();
        }
        (0..5).for_each(|_| is_served(Peer::connect(&server)));
        server.assert_cost("36 resets", SECOND, "-");
        is_served(Peer::connect(&server));

        let (said, complaint) = server.end();
        assert_eq!(said.matches("received: Ho\r\nfirst blood\r\n").count(), 6);
        for line in complaint.lines() {
            assert!(line.ends_with(" [104]: Connection reset by peer"), "{line}");
        }
    });
}

#[test]
fn without_a_descriptor_it_waits_for_one() {
    const NAME: &str = "server::without_a_descriptor_it_waits_for_one";
    if has_tool(NAME, "prlimit", "--version", "REQUIRE_PRLIMIT") {
        both(descriptor_limit);
    }
}

fn descriptor_limit(language: Language) {
    let server = server(language, 3);
    server.limit_descriptors(0);
    // The kernel has reserved a number for the accept that waits already.
    is_served(Peer::connect(&server));

    let then = server.usage();
    let mut waits = Peer::connect(&server);
    waits.assert_hears_nothing_for(2 * SECOND);
    let (cpu, lasted) = server.cpu_since(then);
    assert!(cpu < lasted / 4, "{cpu:?} of CPU in {lasted:?}");

    server.limit_descriptors(1);
    is_served(waits);
    server.assert_cost("no descriptor left", SECOND, "-");
    is_served(Peer::connect(&server));
    let full = "socket_accept(): unable to accept incoming connection [24]: Too many open files\n";
    assert_eq!(server.end().1, full);
}

#[test]
fn what_a_client_sends_without_an_end_is_not_kept() {
    both(|language| {
        let server = server(language, 3);
        let endless = Peer::connect(&server);
        let block = [b'x'; 65536];
        let sent = (0..256).take_while(|_| endless.stream().write_all(&block).is_ok());
        let sent = sent.count();
        is_served(Peer::connect(&server));
        let attack = format!("64 KiB blocks without a newline: {sent} of 256");
        server.assert_cost(&attack, SECOND, "-");
        is_served(Peer::connect(&server));
        assert_eq!(server.end().1, "");
    });
}

#[test]
fn a_client_that_half_closes_is_followed_by_the_next() {
    both(|language| {
        let server = server(language, 3);
        let mut polite = Peer::connect(&server);
        polite.half_close();
        assert!(polite.is_dropped());
        is_served(Peer::connect(&server));
        server.assert_cost("half-closed at once", SECOND, "-");
        is_served(Peer::connect(&server));
        assert_eq!(server.end().1, "");
    });
}

/// The article's design, which the programs must mention.
#[test]
fn a_silent_client_blocks_the_others_as_its_head_says() {
    both(|language| {
        let server = server(language, 2);
        let mut silent = Peer::connect(&server);
        assert_eq!(silent.hear(), "test successful\n");
        let mut waits = Peer::connect(&server);
        waits.assert_hears_nothing_for(SECOND / 2);
        drop(silent);
        is_served(waits);
        assert_eq!(server.end().1, "");
    });
    for file in ["examples/server.rs", "examples/php/server.php"] {
        let text = std::fs::read_to_string(source(file)).unwrap();
        let words = text.replace("//!", "").replace("//", "");
        let words: Vec<_> = words.split_whitespace().collect();
        let told = "a client that connects and sends nothing blocks all clients after it";
        assert!(words.join(" ").contains(told), "{file}");
    }
}

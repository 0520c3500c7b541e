//! Failures that are hard to cause from outside: strace makes the program's system
//! calls fail.

use std::thread;

use php_sockets_test_support::program::Language;
use php_sockets_test_support::tools::has_tool;

use crate::peer::{Pair, Peer};
use crate::victim::Victim;
use crate::{Chat, POLL, SECOND, both, each_chat};

/// What can be wrong with one connection, or with the system, when it is accepted.
pub(crate) const ACCEPT: [&str; 9] = [
    "EINTR",
    "ECONNABORTED",
    "EPROTO",
    "EPERM",
    "EMFILE",
    "ENFILE",
    "ENOBUFS",
    "ENOMEM",
    "EAGAIN",
];

fn has_strace(test: &str) -> bool {
    has_tool(test, "strace", "--version", "REQUIRE_STRACE")
}

/// All at the same time, as the programs mostly wait.
fn each_failure_of_accept(survives: impl Fn(&str) + Sync) {
    thread::scope(|scope| {
        for errno in ACCEPT {
            let survives = &survives;
            scope.spawn(move || survives(&format!("accept,accept4:error={errno}:when=1..2")));
        }
    });
}

fn survives_in_chat(chat: Chat, inject: &str) {
    let chat = chat.serve_injected(inject);
    let mut pair = Pair::join(&chat);
    pair.talk();
    chat.assert_injected();
    chat.assert_cost(inject, 2 * SECOND, &pair.worst());
    chat.stop();
}

fn survives_in_server(language: Language, inject: &str) {
    let server = Victim::start_injected(language, "server", &["--clients", "2"], inject);
    for _ in 0..2 {
        let mut client = Peer::connect(&server);
        assert_eq!(client.hear(), "test successful\n", "{inject}");
        client.say("Ho\r\n");
        assert!(client.is_dropped());
    }
    server.assert_injected();
    let (said, _) = server.end();
    assert_eq!(said.matches("received: Ho").count(), 2, "{inject}");
}

#[test]
fn chat_goes_on_after_each_failure_of_accept() {
    if has_strace("injected::chat_goes_on_after_each_failure_of_accept") {
        each_chat(|chat| {
            each_failure_of_accept(|inject| survives_in_chat(chat, inject));
        });
    }
}

#[test]
fn server_goes_on_after_each_failure_of_accept() {
    if has_strace("injected::server_goes_on_after_each_failure_of_accept") {
        both(|language| {
            each_failure_of_accept(|inject| survives_in_server(language, inject));
        });
    }
}

// The first calls of `poll` and `write` are not for sockets: one checks the standard
// streams, the other prints where the server listens.
#[test]
fn chat_goes_on_when_a_signal_interrupts_it() {
    if has_strace("injected::chat_goes_on_when_a_signal_interrupts_it") {
        each_chat(|chat| {
            let wait = match chat.name {
                "chat_poll" | POLL => "?epoll_wait,epoll_pwait,epoll_pwait2",
                _ => "ppoll,pselect6,?select",
            };
            survives_in_chat(chat, &format!("{wait}:error=EINTR:when=1..3"));
            survives_in_chat(chat, "recvfrom:error=EINTR:when=1..2");
            survives_in_chat(chat, "sendto,write:error=EINTR:when=2..3");
        });
    }
}

// It reads once, not in a loop: the signal costs that client its turn, and no other.
#[test]
fn server_goes_on_when_a_signal_interrupts_a_read() {
    if has_strace("injected::server_goes_on_when_a_signal_interrupts_a_read") {
        both(|language| {
            let inject = "recvfrom:error=EINTR:when=1";
            let server = Victim::start_injected(language, "server", &["--clients", "2"], inject);
            assert!(Peer::connect(&server).is_dropped());
            let mut next = Peer::connect(&server);
            assert_eq!(next.hear(), "test successful\n");
            next.say("Ho\r\n");
            assert!(next.is_dropped());
            server.assert_injected();
            let interrupted = "unable to read from socket [4]: Interrupted system call\n";
            assert!(server.end().1.ends_with(interrupted));
        });
    }
}

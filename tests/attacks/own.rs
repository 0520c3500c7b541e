//! The chat of step 28: what only this one does.

use std::time::Instant;

use crate::peer::{GREETING, Pair, Peer};
use crate::victim::Victim;
use crate::{OWN, SECOND, both};

#[test]
fn a_crowd_is_told_that_the_chat_is_full() {
    both(|language| {
        let chat = Victim::start(language, OWN, &[]);
        let mut pair = Pair::join(&chat);
        let mut idle: Vec<_> = (2..100).map(|_| Peer::connect(&chat)).collect();
        for peer in &mut idle {
            assert_eq!(peer.hear_all(), GREETING);
        }
        let full = chat.descriptors();
        for _ in 0..1000 {
            let mut late = Peer::connect(&chat);
            assert_eq!(late.hear_all(), "* The chat is full.\n");
            assert!(late.is_dropped());
        }
        pair.talk();
        assert_eq!(chat.descriptors(), full);
        chat.assert_cost("1000 more than there may be", 2 * SECOND, &pair.worst());
        assert_eq!(chat.stop(), "");
    });
}

/// Each line is short, and is written to all: a read has a thousand of them.
#[test]
fn a_flood_of_short_lines_does_not_drive_out_a_slow_reader() {
    both(|language| {
        let chat = Victim::start(language, OWN, &[]);
        let mut pair = Pair::join(&chat);
        let mut slow = Peer::join(&chat);
        let flooder = Peer::join(&chat);
        let (lines, start) = ("x\n".repeat(30_000), Instant::now());
        while start.elapsed() < 2 * SECOND {
            flooder.write_for(lines.as_bytes(), SECOND / 10);
            pair.talk();
        }
        flooder.reset();
        // Only now does it begin to read.
        pair.ann_says("are you still there?\n");
        slow.hear_at_last("are you still there?\n");
        chat.assert_cost("a flood of short lines", SECOND, &pair.worst());
        assert_eq!(chat.stop(), "");
    });
}

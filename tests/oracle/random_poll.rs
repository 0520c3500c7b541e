//! Random scripts over `Io\Poll`: six sockets, each with a watcher in two contexts, one of each
//! backend. No socket is closed: PHP can close one that is watched, and the crate cannot.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

use crate::random::{calls, data, made, socket};
use crate::syntax::Call;

/// Scripts of up to 40 steps.
pub(crate) fn scripts() -> impl Strategy<Value = Vec<Call>> {
    let start = [["a", "b"], ["c", "d"], ["e", "f"]].map(|[one, other]| made(one, other));
    let contexts = "epoll = Context::new(Epoll)\npoll = Context::new(Poll)\n".to_owned();
    // All these can be added, so each name has a watcher.
    let state = select(STATES.to_vec()).prop_map(|event| format!("[{event}]"));
    let watchers = ["epoll", "poll"].map(|context| {
        let sockets = ["a", "b", "c", "d", "e", "f"];
        sockets.map(|socket| added(context, socket, state.clone()).boxed())
    });
    let prelude = (start.to_vec(), Just(contexts), watchers.concat());
    (prelude, vec(step(), 1..40)).prop_map(|((sockets, contexts, watchers), steps)| {
        let sockets = sockets.iter().chain([&contexts]);
        calls(sockets.chain(&watchers).chain(&steps))
    })
}

const STATES: [&str; 5] = ["Read", "Write", "Error", "HangUp", "ReadHangUp"];

/// The watcher of a socket is named by its context and the socket.
fn added(
    context: &'static str,
    socket: &'static str,
    events: impl Strategy<Value = String>,
) -> impl Strategy<Value = String> {
    (events, 0..9).prop_map(move |(events, data)| {
        format!("{context}_{socket} = Context::add({context}, {socket}, {events}, {data})\n")
    })
}

fn context() -> impl Strategy<Value = &'static str> {
    select(&["epoll", "poll"][..])
}

fn watcher() -> impl Strategy<Value = String> {
    (context(), socket()).prop_map(|(context, socket)| format!("{context}_{socket}"))
}

fn event() -> impl Strategy<Value = &'static str> {
    let requests = select(vec!["OneShot", "EdgeTriggered"]);
    prop_oneof![6 => select(STATES.to_vec()), 1 => requests]
}

fn events() -> impl Strategy<Value = String> {
    prop_oneof![
        20 => vec(event(), 1..4),
        1 => Just(Vec::new())
    ]
    .prop_map(|events| format!("[{}]", events.join(", ")))
}

fn step() -> Union<BoxedStrategy<String>> {
    let line = |weight, lines: BoxedStrategy<String>| (weight, lines);
    Union::new_weighted(vec![
        line(8, waited().boxed()),
        line(6, modified().boxed()),
        line(3, told().boxed()),
        line(
            2,
            (context(), socket())
                .prop_flat_map(|(c, s)| added(c, s, events()))
                .boxed(),
        ),
        line(6, moved().boxed()),
    ])
}

fn waited() -> impl Strategy<Value = String> {
    let most = prop_oneof![4 => Just("".to_owned()), 2 => (0..8).prop_map(|n| format!(", {n}"))];
    (context(), most).prop_map(|(context, most)| format!("Context::wait({context}, 0{most})"))
}

fn modified() -> impl Strategy<Value = String> {
    prop_oneof![
        (watcher(), events(), 0..9).prop_map(|(w, e, d)| format!("Watcher::modify({w}, {e}, {d})")),
        (watcher(), events()).prop_map(|(w, e)| format!("Watcher::modify({w}, {e})")),
        (watcher(), events()).prop_map(|(w, e)| format!("Watcher::modifyEvents({w}, {e})")),
        (watcher(), 0..9).prop_map(|(w, data)| format!("Watcher::modifyData({w}, {data})")),
        watcher().prop_map(|w| format!("Watcher::remove({w})")),
    ]
}

fn told() -> impl Strategy<Value = String> {
    let methods = [
        "getHandle",
        "getWatchedEvents",
        "getTriggeredEvents",
        "getData",
        "isActive",
    ];
    prop_oneof![
        5 => (watcher(), select(methods.to_vec())).prop_map(|(w, m)| format!("Watcher::{m}({w})")),
        1 => (watcher(), event()).prop_map(|(w, e)| format!("Watcher::hasTriggered({w}, {e})")),
    ]
}

/// What causes events on the sockets. No call waits.
fn moved() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => (socket(), data()).prop_map(|(s, data)| {
            format!("socket_send({s}, {data}, 3000, MSG_DONTWAIT)")
        }),
        3 => (socket(), 1..70_000).prop_map(|(s, length)| {
            format!("socket_recv({s}, &data, {length}, MSG_DONTWAIT)")
        }),
        1 => (socket(), 0..3).prop_map(|(s, how)| {
            format!("socket_shutdown({s}, {how})\nclear_errors({s})")
        }),
    ]
}

//! Random scripts: `proptest` generates calls on six sockets, both sides
//! make them, and the shortest difference is shown.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

use crate::syntax::{Call, call};

/// One or more lines that belong together, as a string.
type Lines = Union<BoxedStrategy<String>>;

/// Scripts of up to 30 steps, in each of which all six sockets are there.
pub(crate) fn scripts() -> impl Strategy<Value = Vec<Call>> {
    let start = [["a", "b"], ["c", "d"], ["e", "f"]].map(|[one, other]| made(one, other));
    let prelude = start.to_vec();
    (prelude, prop::collection::vec(step(), 1..30))
        .prop_map(|(prelude, steps)| calls(prelude.iter().chain(&steps)))
}

/// The calls of some strings.
pub(crate) fn calls<'t>(texts: impl Iterator<Item = &'t String>) -> Vec<Call> {
    let lines = texts.flat_map(|text| text.lines());
    let calls = lines.map(|line| call(line).unwrap_or_else(|why| panic!("{why}")));
    calls.collect()
}

pub(crate) fn socket() -> impl Strategy<Value = &'static str> {
    select(&["a", "b", "c", "d", "e", "f"][..])
}

fn one_of(choices: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    select(choices)
}

/// Nothing waits for longer than a tick of the kernel's clock.
fn impatient(name: &str) -> String {
    ["SO_RCVTIMEO", "SO_SNDTIMEO"]
        .map(|option| {
            format!("socket_set_option({name}, SOL_SOCKET, {option}, {{sec: 0, usec: 1}})\n")
        })
        .concat()
}

/// Two sockets in one of many states.
pub(crate) fn made(one: &'static str, other: &'static str) -> Lines {
    let both = format!("{}{}", impatient(one), impatient(other));
    let pair = one_of(&["SOCK_STREAM", "SOCK_DGRAM", "SOCK_SEQPACKET"]).prop_map({
        let both = both.clone();
        move |kind| format!("socket_create_pair(AF_UNIX, {kind}, 0, &[{one}, {other}])\n{both}")
    });
    let single = prop::collection::vec(kind(), 2).prop_map({
        let both = both.clone();
        move |kinds| {
            let [first, second] = [&kinds[0], &kinds[1]];
            format!("{one} = socket_create({first})\n{other} = socket_create({second})\n{both}")
        }
    });
    let connected = one_of(&["127.0.0.1", "::1"]).prop_map(move |ip| {
        let family = if ip == "::1" { "AF_INET6" } else { "AF_INET" };
        format!(
            "{other} = socket_create({family}, SOCK_STREAM, SOL_TCP)\n\
             socket_bind({other}, \"{ip}\", 0)\nsocket_listen({other}, 4)\n\
             {one} = socket_create({family}, SOCK_STREAM, SOL_TCP)\n{both}\
             socket_connect({one}, \"{ip}\", port({other}))\n\
             {other} = socket_accept({other})\n"
        )
    });
    Union::new([pair.boxed(), single.boxed(), connected.boxed()])
}

fn kind() -> impl Strategy<Value = &'static str> {
    one_of(&[
        "AF_INET, SOCK_STREAM, SOL_TCP",
        "AF_INET, SOCK_DGRAM, SOL_UDP",
        "AF_INET6, SOCK_STREAM, SOL_TCP",
        "AF_INET6, SOCK_DGRAM, SOL_UDP",
        "AF_UNIX, SOCK_STREAM, 0",
        "AF_UNIX, SOCK_DGRAM, 0",
        "AF_UNIX, SOCK_SEQPACKET, 0",
    ])
}

pub(crate) fn data() -> impl Strategy<Value = &'static str> {
    one_of(&[
        "\"\"",
        "\"a\"",
        "\"hello\"",
        "\"one\\ntwo\\r\"",
        "repeat(\"x\", 100)",
        "repeat(\"y\", 3000)",
    ])
}

fn length() -> impl Strategy<Value = i64> {
    prop_oneof![4 => 1..20i64, 1 => Just(0), 1 => Just(8192), 1 => Just(70_000)]
}

fn flags() -> impl Strategy<Value = &'static str> {
    one_of(&[
        "0",
        "0",
        "MSG_PEEK",
        "MSG_DONTWAIT",
        "MSG_OOB",
        "MSG_WAITALL",
        "MSG_PEEK | MSG_DONTWAIT",
        "MSG_EOR",
        "-1",
        "1024",
    ])
}

/// An address, and a port unless the family has none.
fn address() -> impl Strategy<Value = String> {
    let ip = one_of(&[
        "127.0.0.1",
        "127.0.0.2",
        "0.0.0.0",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "localhost",
    ]);
    // No name of a host has a slash, so these are not looked up.
    let path = one_of(&["./one.sock", "./two.sock", "no/such.sock", "127.0.0.1"]);
    let port = prop_oneof![
        socket().prop_map(|name| format!("port({name})")),
        Just("0".to_owned())
    ];
    prop_oneof![
        4 => (ip, port).prop_map(|(ip, port)| format!("\"{ip}\", {port}")),
        2 => path.prop_map(|path| format!("\"{path}\"")),
    ]
}

fn step() -> Lines {
    let pairs = [["a", "b"], ["c", "d"], ["e", "f"]].map(|[one, other]| remade(one, other));
    let weighted = [
        (12, transfer()),
        (6, connect()),
        (4, option()),
        (3, message()),
        (4, wait()),
        (2, other()),
    ];
    let steps = weighted
        .into_iter()
        .map(|(weight, lines)| (weight, lines.boxed()));
    Union::new_weighted(steps.chain(pairs.map(|lines| (1, lines.boxed()))).collect())
}

/// Two sockets are closed, and their names given to others.
fn remade(one: &'static str, other: &'static str) -> impl Strategy<Value = String> {
    let close = format!("socket_close({one})\nsocket_close({other})\n");
    made(one, other).prop_map(move |lines| format!("{close}{lines}"))
}

/// After a call whose failure is recorded differently on purpose, or by older PHPs.
fn forgotten(name: &str) -> String {
    format!("clear_errors({name})")
}

fn connect() -> Lines {
    let backlog = one_of(&["0", "1", "4", "-1"]);
    Union::new([
        (socket(), address())
            .prop_map(|(s, to)| format!("socket_bind({s}, {to})\n{}", forgotten(s)))
            .boxed(),
        (socket(), address())
            .prop_map(|(s, to)| format!("socket_connect({s}, {to})\n{}", forgotten(s)))
            .boxed(),
        (socket(), backlog)
            .prop_map(|(s, n)| format!("socket_listen({s}, {n})"))
            .boxed(),
        (socket(), socket())
            .prop_map(|(new, s)| format!("{new} = socket_accept({s})\n{}", forgotten(s)))
            .boxed(),
        (socket(), -1..4)
            .prop_map(|(s, how)| format!("socket_shutdown({s}, {how})\n{}", forgotten(s)))
            .boxed(),
        socket()
            .prop_map(|s| format!("socket_getsockname({s}, &address, &port)"))
            .boxed(),
        socket()
            .prop_map(|s| format!("socket_getpeername({s}, &address, &port)"))
            .boxed(),
    ])
}

fn transfer() -> Lines {
    let mode = one_of(&["", ", PHP_BINARY_READ", ", PHP_NORMAL_READ", ", 7"]);
    Union::new([
        (socket(), length(), mode)
            .prop_map(|(s, n, mode)| format!("socket_read({s}, {n}{mode})"))
            .boxed(),
        (socket(), data())
            .prop_map(|(s, data)| format!("socket_write({s}, {data})"))
            .boxed(),
        (socket(), data(), length())
            .prop_map(|(s, data, n)| format!("socket_write({s}, {data}, {n})"))
            .boxed(),
        (socket(), length(), flags())
            .prop_map(|(s, n, f)| format!("socket_recv({s}, &data, {n}, {f})"))
            .boxed(),
        (socket(), length(), flags())
            .prop_map(|(s, n, f)| format!("socket_recvfrom({s}, &data, {n}, {f}, &address, &port)"))
            .boxed(),
        (socket(), data(), length(), flags())
            .prop_map(|(s, d, n, f)| format!("socket_send({s}, {d}, {n}, {f})"))
            .boxed(),
        (socket(), data(), length(), flags(), address())
            .prop_map(|(s, d, n, f, to)| {
                format!("socket_sendto({s}, {d}, {n}, {f}, {to})\n{}", forgotten(s))
            })
            .boxed(),
        socket()
            .prop_map(|s| format!("socket_atmark({s})\n{}", forgotten(s)))
            .boxed(),
    ])
}

fn message() -> Lines {
    let control = one_of(&[
        "[]",
        "[{level: SOL_SOCKET, type: SCM_RIGHTS, data: [a]}]",
        "[{level: SOL_SOCKET, type: SCM_RIGHTS, data: [a, b]}]",
        "[{level: IPPROTO_IPV6, type: IPV6_TCLASS, data: 5}]",
        "[{level: IPPROTO_IPV6, type: IPV6_HOPLIMIT, data: 9}]",
    ]);
    let room = (one_of(&["1", "24", "100"]), one_of(&["3", "100", "8192"]));
    Union::new([
        (socket(), data(), control, flags())
            .prop_map(|(s, d, control, f)| format!("socket_sendmsg({s}, {{iov: [{d}], control: {control}}}, {f})"))
            .boxed(),
        (socket(), room, flags())
            .prop_map(|(s, (control, size), f)| {
                format!("socket_recvmsg({s}, &{{name: [], controllen: {control}, buffer_size: {size}}}, {f})")
            })
            .boxed(),
    ])
}

fn wait() -> Lines {
    let array = prop_oneof![
        1 => Just("null".to_owned()),
        2 => prop::collection::vec(socket(), 1..4).prop_map(|names| format!("&[{}]", names.join(", "))),
    ];
    let arrays = (array.clone(), array.clone(), array);
    Union::new([
        arrays
            .prop_map(|(r, w, e)| format!("socket_select({r}, {w}, {e}, 0)"))
            .boxed(),
        socket()
            .prop_map(|s| format!("socket_set_nonblock({s})"))
            .boxed(),
        socket()
            .prop_map(|s| format!("socket_set_block({s})"))
            .boxed(),
    ])
}

/// Look-ups of an address, with various hints.
fn look_up() -> impl Strategy<Value = String> {
    let flags = one_of(&["-1", "0", "AI_PASSIVE", "AI_NUMERICHOST", "65536"]);
    let family = one_of(&["-1", "0", "AF_UNIX", "AF_INET", "AF_INET6", "99"]);
    let service = one_of(&["null", "\"80\"", "\"nosuchservice\""]);
    (service, flags, family, -1..6, -1..18).prop_map(|(service, flags, family, kind, protocol)| {
        format!(
            "socket_addrinfo_lookup(\"127.0.0.1\", {service}, {{ai_flags: {flags}, \
             ai_family: {family}, ai_socktype: {kind}, ai_protocol: {protocol}}})"
        )
    })
}

fn other() -> Lines {
    Union::new([
        look_up().boxed(),
        socket()
            .prop_map(|s| format!("socket_clear_error({s})"))
            .boxed(),
        socket()
            .prop_map(|s| format!("socket_last_error({s})"))
            .boxed(),
        Just("socket_clear_error()".to_owned()).boxed(),
        any::<i32>()
            .prop_map(|code| format!("socket_strerror({code})"))
            .boxed(),
        (-200..200)
            .prop_map(|code| format!("socket_strerror({code})"))
            .boxed(),
        (0..3, 0..60, 0..9)
            .prop_map(|(l, t, n)| format!("socket_cmsg_space({l}, {t}, {n})"))
            .boxed(),
    ])
}

/// Options that a random script leaves alone.
const LEFT_OUT: [(&str, &[i32]); 8] = [
    // PHP takes these numbers for its own options at every level; SO_RCVTIMEO and
    // SO_SNDTIMEO keep a script from waiting.
    ("", &[13, 20, 21, 25, 51]),
    // The kernel may answer with nothing, PHP then with what was in its memory:
    // SO_GET_FILTER, SO_PEERGROUPS, TCP_SAVED_SYN, IP_OPTIONS and its kin.
    ("SOL_SOCKET", &[26, 59]),
    ("SOL_TCP", &[28]),
    ("IPPROTO_IP", &[4, 9]),
    ("IPPROTO_IPV6", &[2, 3, 4, 5, 6, 54, 55, 57, 59]),
    // Of the moment, or of the time: SO_PEERNAME, SO_MAX_PACING_RATE, SO_INCOMING_CPU,
    // SO_MEMINFO, SO_INCOMING_NAPI_ID, SO_COOKIE, SO_TXTIME; TCP_CORK, TCP_DEFER_ACCEPT,
    // TCP_INFO, the TCP_REPAIR family, TCP_FASTOPEN, TCP_TIMESTAMP, TCP_FASTOPEN_CONNECT,
    // TCP_ULP, TCP_TX_DELAY; the port, which IP_PROTOCOL is for TCP. MCAST_… want an array.
    ("SOL_SOCKET", &[28, 47, 49, 55, 56, 57, 61]),
    (
        "SOL_TCP",
        &[3, 9, 11, 19, 22, 23, 24, 29, 30, 31, 33, 34, 37],
    ),
    ("IPPROTO_IP", &[42, 43, 44, 45, 46, 47, 52]),
];

fn which_option() -> impl Strategy<Value = (&'static str, i32)> {
    let level = one_of(&[
        "SOL_SOCKET",
        "SOL_TCP",
        "IPPROTO_IP",
        "IPPROTO_IPV6",
        "SOL_UDP",
        "9999",
    ]);
    (level, 0..64i32).prop_filter("left out", |(level, option)| {
        let mut left_out = LEFT_OUT.iter();
        !left_out.any(|(of, options)| [*level, ""].contains(of) && options.contains(option))
    })
}

fn option() -> Lines {
    let value = one_of(&["0", "1", "2", "-1", "255", "256", "100000"]);
    Union::new([
        (socket(), which_option())
            .prop_map(|(s, (l, o))| format!("socket_get_option({s}, {l}, {o})"))
            .boxed(),
        (socket(), which_option(), value)
            .prop_map(|(s, (l, o), v)| {
                format!("socket_set_option({s}, {l}, {o}, {v})\n{}", forgotten(s))
            })
            .boxed(),
        (socket(), one_of(&["lo", "", "nowhere"]))
            .prop_map(|(s, name)| {
                format!("socket_set_option({s}, SOL_SOCKET, SO_BINDTODEVICE, \"{name}\")")
            })
            .boxed(),
        (socket(), 0..2)
            .prop_map(|(s, on)| {
                format!(
                    "socket_set_option({s}, SOL_SOCKET, SO_LINGER, {{l_onoff: {on}, l_linger: 0}})"
                )
            })
            .boxed(),
    ])
}
